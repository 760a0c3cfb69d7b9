"""Which clocks an order and its dispatches have, from the limits that hold for them. Pure Python.

The order's clocks are what the centre owes its customer, from the receipt on. Each dispatch has its
own, which run from its offer: time that a department spends on not signing is its own.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from zuoxi.clocks.facts import Change, Fact, Kind, Milestone
from zuoxi.clocks.promises import Promise
from zuoxi.limits.matching import Limit, Since

OF_ORDER = frozenset(Milestone) - {Milestone.ACCEPT}
# Of a part of a complex order its parent tells the customer.
OF_PART = frozenset({Milestone.DISPATCH, Milestone.ARRIVE, Milestone.FINISH})
OF_LEG = frozenset({Milestone.ACCEPT, Milestone.CONTACT, Milestone.ARRIVE, Milestone.FINISH})
_ORIGINS: Mapping[Since, Kind | Milestone] = {
    Since.RECEIVED: Kind.RECEIVED,
    Since.DISPATCHED: Kind.OFFERED,
    Since.ACCEPTED: Kind.ACCEPTED,
    Since.ARRIVED: Milestone.ARRIVE,
    Since.FINISHED: Milestone.FINISH,
    Since.REPLIED: Milestone.REPLY,
}

Limits = Mapping[Milestone, Limit]


def promise_of(
    milestone: Milestone,
    limit: Limit,
    *,
    leg_id: int | None,
    versions: tuple[str, str],
    promised_at: datetime | None = None,
) -> Promise:
    """Return what a limit promises; ``versions`` are those of the limits and of the calendar."""
    origin = _ORIGINS[limit.since]
    if leg_id is not None and origin is Kind.RECEIVED:
        origin = Kind.OFFERED
    return Promise(
        milestone=milestone,
        term=limit.term,
        counts_from=origin,
        leg_id=leg_id,
        pause_on=frozenset(limit.pauses),
        limit_version=versions[0],
        calendar_version=versions[1],
        promised_at=promised_at,
    )


def kept(limits: Limits, wanted: frozenset[Milestone]) -> dict[Milestone, Limit]:
    """Return the limits that somebody has clocks for."""
    return {each: limit for each, limit in limits.items() if each in wanted}


def changes(
    before: Limits, after: Limits, *, leg_id: int | None, at: datetime, place: int, version: str
) -> Iterator[Fact]:
    """Yield how clocks go on when other limits hold from a moment on.

    A promise that the new limits do not name stays as it is: it was made. ``place`` is that of the
    first of the facts.
    """
    for number, milestone in enumerate(each for each in before if each in after):
        limit = after[milestone]
        yield Fact(
            place + number,
            Kind.CHANGED,
            at,
            leg_id,
            milestone,
            change=Change(
                term=limit.term,
                pause_on=frozenset(limit.pauses),
                limit_version=version,
            ),
        )

"""A promise as JSON values, to be stored with its clock and made again from it. Pure Python."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zuoxi.calendars.counting import Clock, EndRule, Roll, StartRule, Term, Unit
from zuoxi.clocks.facts import Kind, Milestone
from zuoxi.clocks.promises import Promise

_KINDS = frozenset(Kind)


def written(promise: Promise) -> dict[str, Any]:
    """Return a promise as JSON values."""
    return {
        "milestone": promise.milestone.value,
        "leg_id": promise.leg_id,
        "counts_from": promise.counts_from.value,
        "pause_on": sorted(promise.pause_on),
        "limit_version": promise.limit_version,
        "calendar_version": promise.calendar_version,
        "starts_at": promise.starts_at and promise.starts_at.isoformat(),
        "promised_at": promise.promised_at and promise.promised_at.isoformat(),
        "counts_while_settled": promise.counts_while_settled,
        "restarts_on": sorted(promise.restarts_on),
        "term": written_term(promise.term),
    }


def read(values: Mapping[str, Any]) -> Promise:
    """Return the promise that ``written`` made these values of."""
    origin = values["counts_from"]
    return Promise(
        milestone=Milestone(values["milestone"]),
        leg_id=values["leg_id"],
        counts_from=Kind(origin) if origin in _KINDS else Milestone(origin),
        pause_on=frozenset(values["pause_on"]),
        limit_version=values["limit_version"],
        calendar_version=values["calendar_version"],
        starts_at=_moment(values["starts_at"]),
        promised_at=_moment(values["promised_at"]),
        counts_while_settled=values["counts_while_settled"],
        restarts_on=frozenset(map(Kind, values["restarts_on"])),
        term=term_of(values["term"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def written_term(term: Term) -> dict[str, Any]:
    """Return a term as JSON values."""
    return {
        "amount": term.amount,
        "unit": term.unit.value,
        "clock": term.clock.value,
        "start": term.start.value,
        "end": term.end.value,
        "roll": term.roll.value,
    }


def term_of(values: Mapping[str, Any]) -> Term:
    """Return the term that ``written_term`` made these values of."""
    return Term(
        values["amount"],
        Unit(values["unit"]),
        Clock(values["clock"]),
        StartRule(values["start"]),
        EndRule(values["end"]),
        Roll(values["roll"]),
    )

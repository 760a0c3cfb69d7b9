"""What the log says to the clocks of an order. Pure Python.

Each event becomes facts, or none. A department's leg hears what happens to itself; what concerns
the order as a whole names no leg.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from zuoxi.callbacks.events import CallbackAttempted
from zuoxi.clocks.facts import Change, Fact, Kind, Milestone
from zuoxi.clocks.stored import term_of
from zuoxi.deadlines import events as own
from zuoxi.followups.events import FollowUpClosed
from zuoxi.linkage.events import CustomerInformed
from zuoxi.workorders import events as orders

# So many facts one event may make, each with a place of its own behind the event's.
PLACES = 64
# Whoever has finished has been there before: what nobody reported counts from then at the latest.
_BEFORE_FINISH = (Milestone.CONTACT, Milestone.ARRIVE)


class Logged(Protocol):
    """An event as the log has it."""

    id: int
    at: datetime
    kind: str
    leg_id: int | None
    to_state: str
    data: Mapping[str, Any]


class _Part(NamedTuple):
    """What a fact says beyond its event."""

    kind: Kind
    leg_id: int | None = None
    milestone: Milestone | None = None
    reason: str = ""
    happened_at: datetime | None = None
    change: Change | None = None


def facts_of(events: Iterable[Logged], *, is_complex: bool = False) -> list[Fact]:
    """Return what events of one order say to its clocks, in the order of the log.

    Of a complex one the customer hears the result from the centre, whoever has done the work.
    """
    handlers = _OF_COMPLEX if is_complex else _HANDLERS
    return [fact for event in events for fact in _facts(event, handlers)]


def place(event_id: int, number: int = 0) -> int:
    """Return the place of a fact among all facts: behind its event, and before the next one."""
    assert number < PLACES
    return event_id * PLACES + number


def _facts(event: Logged, handlers: "_Handlers") -> Iterator[Fact]:
    handle = handlers.get(event.kind)
    for number, part in enumerate(handle(event) if handle else ()):
        yield Fact(
            place(event.id, number),
            part.kind,
            event.at,
            part.leg_id,
            part.milestone,
            part.reason,
            part.happened_at,
            part.change,
        )


def _of_order(kind: Kind) -> Callable[[Logged], Iterator[_Part]]:
    def parts(event: Logged) -> Iterator[_Part]:
        del event
        yield _Part(kind)

    return parts


def _of_leg(kind: Kind) -> Callable[[Logged], Iterator[_Part]]:
    def parts(event: Logged) -> Iterator[_Part]:
        yield _Part(kind, event.leg_id)

    return parts


def _finished(event: Logged) -> Iterator[_Part]:
    for milestone in (*_BEFORE_FINISH, Milestone.FINISH):
        yield _Part(Kind.REACHED, event.leg_id, milestone)


def _completed(event: Logged) -> Iterator[_Part]:
    yield from _finished(event)
    # Where nobody is to call, the customer has the answer from whoever has done the work.
    if not event.data.get("callback_required"):
        yield _Part(Kind.REACHED, None, Milestone.REPLY)


def _answered(event: Logged) -> Iterator[_Part]:
    """Read an answer at once: it is all that was owed, and the order ends with it."""
    del event
    for milestone in (Milestone.DISPATCH, *_BEFORE_FINISH, Milestone.FINISH, Milestone.REPLY):
        yield _Part(Kind.REACHED, None, milestone)
    yield _Part(Kind.CANCELLED)


def _called(event: Logged) -> Iterator[_Part]:
    """Read a call: one that ends the callback reaches it, one that got through is the answer."""
    if event.data.get("connect_status") == "connected":
        yield _Part(Kind.REACHED, None, Milestone.REPLY)
        yield _Part(Kind.REACHED, None, Milestone.CALLBACK)
    elif event.to_state != "open":
        yield _Part(Kind.REACHED, None, Milestone.CALLBACK)


def _informed(event: Logged) -> Iterator[_Part]:
    happened_at = _moment(event.data.get("customer_informed_at"))
    yield _Part(Kind.REACHED, None, Milestone.REPLY, happened_at=happened_at)


def _told(event: Logged) -> Iterator[_Part]:
    happened_at = _moment(event.data.get("at"))
    yield _Part(Kind.REACHED, None, Milestone.REPLY, happened_at=happened_at)


def _reported(event: Logged) -> Iterator[_Part]:
    yield _Part(
        Kind.REACHED,
        event.leg_id,
        Milestone(event.data["milestone"]),
        happened_at=_moment(event.data.get("happened_at")),
    )


def _corrected(event: Logged) -> Iterator[_Part]:
    yield _Part(
        Kind.CORRECTED,
        event.leg_id,
        Milestone(event.data["milestone"]),
        reason=event.data["reason"],
        happened_at=_moment(event.data.get("happened_at")),
    )


def _paused(event: Logged) -> Iterator[_Part]:
    yield _Part(Kind.PAUSED, reason=event.data["reason"])


def _resumed(event: Logged) -> Iterator[_Part]:
    yield _Part(Kind.RESUMED, reason=event.data["reason"])


def _extended(event: Logged) -> Iterator[_Part]:
    change = Change(term=term_of(event.data["term"]))
    yield _Part(Kind.EXTENDED, event.leg_id, Milestone(event.data["milestone"]), change=change)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_Handlers = Mapping[str, Callable[[Logged], Iterator[_Part]]]
_HANDLERS: _Handlers = {
    orders.OrderCreated.KIND: _of_order(Kind.RECEIVED),
    orders.OrderDispatched.KIND: _of_leg(Kind.OFFERED),
    orders.OrderAdjudicated.KIND: _of_leg(Kind.OFFERED),
    orders.OrderAccepted.KIND: _of_leg(Kind.ACCEPTED),
    orders.OrderReturned.KIND: _of_leg(Kind.RETURNED),
    orders.OrderRecalled.KIND: _of_leg(Kind.CANCELLED),
    orders.OrderCompleted.KIND: _completed,
    orders.OrderAnswered.KIND: _answered,
    # What was put back is open again for the customer; the department has done what it could.
    orders.OrderRedispatched.KIND: _of_order(Kind.REOPENED),
    orders.OrderArchived.KIND: _of_order(Kind.CANCELLED),
    orders.OrderMerged.KIND: _of_order(Kind.MERGED),
    orders.OrderUnmerged.KIND: _of_order(Kind.UNMERGED),
    orders.OrderUrged.KIND: _of_order(Kind.URGED),
    CallbackAttempted.KIND: _called,
    FollowUpClosed.KIND: _informed,
    CustomerInformed.KIND: _told,
    own.MilestoneReported.KIND: _reported,
    own.MilestoneCorrected.KIND: _corrected,
    own.OrderPaused.KIND: _paused,
    own.OrderResumed.KIND: _resumed,
    own.ExtensionGranted.KIND: _extended,
}
_OF_COMPLEX: _Handlers = {**_HANDLERS, orders.OrderCompleted.KIND: _finished}
KINDS = tuple(_HANDLERS)
OFFERS = frozenset({orders.OrderDispatched.KIND, orders.OrderAdjudicated.KIND})

"""Whom to reach for an order at its department, and the agreed steps that are still open."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from zuoxi.contacts import queries
from zuoxi.contacts.choices import ANSWER_MINUTES
from zuoxi.contacts.models import Attempt, Interface, ReachOut
from zuoxi.contacts.policies import may_reach_at, may_tick_at
from zuoxi.contacts.presenters.persons import PersonCard, card_of
from zuoxi.contacts.queries import Candidate
from zuoxi.kernel.actors import Actor
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.web import slots
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

_AT_WORK = (Status.DISPATCHED, Status.IN_PROGRESS)


@dataclass(frozen=True)
class CandidateRow:
    """One candidate with the numbers that the reader may see."""

    candidate: Candidate
    card: PersonCard
    is_turn: bool
    is_tried: bool


@dataclass(frozen=True)
class ReachState:
    """Whom to reach for an order, and what was tried.

    ``rows`` is the order in which people are tried now. ``reach_out`` is the latest one.
    """

    order: WorkOrder
    department: Unit
    interfaces: list[Interface]
    interface: Interface | None
    rows: list[CandidateRow]
    reach_out: ReachOut | None
    attempts: list[Attempt]
    may_reach: bool
    minutes: int
    heads: list[str]

    @property
    def is_under_way(self) -> bool:
        """Whether somebody is being reached now."""
        return self.reach_out is not None and self.reach_out.ended_at is None

    @property
    def turn(self) -> CandidateRow | None:
        """Whose turn it is; before a reach-out begins, the first in line."""
        return next((each for each in self.rows if each.is_turn), None)

    @property
    def nobody_on_duty(self) -> bool:
        """Whether nobody of the interface is on duty now."""
        return bool(self.rows) and not any(each.candidate.is_on_duty for each in self.rows)


def reach_state(order: WorkOrder, *, actor: Actor, now: datetime) -> ReachState | None:
    """Return whom to reach for an order; None unless it lies with a department."""
    unit = order.work_area
    if unit is None or unit.kind != UnitKind.DEPARTMENT:
        return None
    latest = queries.latest_reach_out(order)
    is_open = latest is not None and latest.ended_at is None
    if order.status not in _AT_WORK and latest is None:
        return None
    interfaces = queries.interfaces_for(order) if order.status in _AT_WORK else []
    interface = latest.interface if latest and is_open else next(iter(interfaces), None)
    rows = _rows(interface, latest if is_open else None, actor, now) if interface else []
    return ReachState(
        order=order,
        department=unit,
        interfaces=interfaces,
        interface=interface,
        rows=rows,
        reach_out=latest,
        attempts=queries.attempts_of(latest) if latest else [],
        may_reach=may_reach_at(actor, order.centre_id) and order.status in _AT_WORK,
        minutes=ANSWER_MINUTES.at(now),
        heads=[each.name for each in queries.heads_of(unit)],
    )


def open_steps_part(order: WorkOrder, *, actor: Actor) -> slots.Part | None:
    """Return the steps that are open, for who completes the order; None if there are none."""
    unit = order.work_area
    if unit is None or unit.kind != UnitKind.DEPARTMENT or order.status != Status.IN_PROGRESS:
        return None
    if not may_tick_at(actor, order):
        return None
    process = queries.process_of_leg(order)
    if process is None or not process.open_steps:
        return None
    context = {"open_steps": process.open_steps, "steps_order": order}
    title = gettext_lazy("Steps that are still open")
    return slots.Part("open-steps", title, "contacts/_open_steps.html", context, "alert-triangle")


def _rows(
    interface: Interface, reach_out: ReachOut | None, actor: Actor, now: datetime
) -> list[CandidateRow]:
    """Return who is tried in which order; whose turn it is stands in the row of that turn."""
    candidates = queries.line(interface, now)
    tried = queries.tried_in(reach_out) if reach_out else set()
    turn_id = reach_out.turn_of_id if reach_out else None
    if reach_out is not None:
        # Who was asked stays asked, though a substitute may have come back meanwhile.
        candidates = [_as_asked(each, reach_out) for each in candidates]
    rows = []
    for place, each in enumerate(candidates):
        is_turn = each.turn_of.pk == turn_id if reach_out else place == 0
        is_tried = each.person.pk in tried or each.turn_of.pk in tried
        card = card_of(each.person, actor, interface.department)
        rows.append(CandidateRow(each, card, is_turn, is_tried and not is_turn))
    return rows


def _as_asked(candidate: Candidate, reach_out: ReachOut) -> Candidate:
    if candidate.turn_of.pk != reach_out.turn_of_id:
        return candidate
    return Candidate(candidate.turn_of, reach_out.person, candidate.is_on_duty, candidate.is_away)

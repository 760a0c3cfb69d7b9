"""Reaching somebody of a department for an order: begun, tried, gone on with, ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zuoxi.contacts import queries
from zuoxi.contacts.actions.rows import check_version
from zuoxi.contacts.choices import ANSWER_MINUTES, TEXT_LIMIT, End, ReachOutcome
from zuoxi.contacts.events import (
    PersonNotReached,
    PersonReached,
    ReachFact,
    ReachOutEnded,
    ReachOutStarted,
)
from zuoxi.contacts.models import Attempt, Interface, ReachOut
from zuoxi.contacts.policies import may_reach_at, may_reach_out
from zuoxi.contacts.queries import Candidate
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import system_only
from zuoxi.kernel.single import single
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org.choices import UnitKind
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.policies import may_see_orders

_BY_PEOPLE = (ReachOutcome.REACHED, ReachOutcome.NOT_REACHED)


@action("contacts.start_reach_out", policy=may_reach_out)
def start_reach_out(
    *,
    actor: Actor,
    number: str,
    interface_id: int | None = None,
    is_urgent: bool = False,
    now: datetime,
) -> ReachOut:
    """Begin to reach somebody of the department that an order lies with.

    Without an interface it is the one that answers for the order's type of request. An urgent one
    goes on by itself when nobody has answered for ANSWER_MINUTES.
    """
    order = _lock(actor, number, "contacts.start_reach_out")
    leg = _open_leg(order)
    interface = _interface(order, interface_id)
    first = queries.next_in(queries.line(interface, now), ())
    if first is None:
        message = _("This interface has nobody yet. Name a contact person, or choose another one.")
        raise InvalidInput(fields={"interface": [message]})
    assert actor.user_id is not None
    with refuse_taken({"reach_out_one_open_per_leg": _under_way()}):
        reach_out = ReachOut.objects.create(
            order=order,
            leg=leg,
            interface=interface,
            turn_of=first.turn_of,
            person=first.person,
            is_urgent=is_urgent,
            started_by_id=actor.user_id,
            started_at=now,
            asked_at=now,
            due_at=_due(now) if is_urgent else None,
        )
    data = {
        "interface": interface.name,
        "is_urgent": is_urgent,
        **_turn(reach_out, first),
    }
    publish(_fact(ReachOutStarted, reach_out, data), actor=actor, now=now)
    return reach_out


@action("contacts.record_attempt", policy=may_reach_out)
def record_attempt(
    *,
    actor: Actor,
    number: str,
    outcome: str,
    way: str,
    remark: str = "",
    expected_version: int | None,
    now: datetime,
) -> ReachOut:
    """Record that the person whose turn it is was reached, or was not: then the next has it.

    After the last one it starts over with the first, and the heads of the department are told.
    """
    order = _lock(actor, number, "contacts.record_attempt")
    reach_out = _open(order)
    check_version(reach_out.version, expected_version)
    faults = Faults()
    faults.choice("outcome", outcome, [each.value for each in _BY_PEOPLE])
    if way not in reach_out.person.ways:
        faults.add("way", _("Choose the way by which you tried it."))
    text = faults.text("remark", remark, limit=TEXT_LIMIT, required=False)
    faults.stop()
    attempt = Attempt(
        reach_out=reach_out,
        round=reach_out.round,
        turn_of=reach_out.turn_of,
        person=reach_out.person,
        outcome=outcome,
        way=way,
        remark=text,
        by_id=actor.user_id,
        at=now,
    )
    if outcome == ReachOutcome.NOT_REACHED:
        return _pass_on(attempt, actor=actor, now=now)
    attempt.save()
    data = {"person": reach_out.person.name, "way": way, "remark": text}
    _end(reach_out, End.REACHED, now)
    publish(_fact(PersonReached, reach_out, data), actor=actor, now=now)
    return reach_out


@action("contacts.end_reach_out", policy=may_reach_out)
def end_reach_out(
    *, actor: Actor, number: str, reason: str, expected_version: int | None, now: datetime
) -> ReachOut:
    """Stop reaching out, with the reason."""
    order = _lock(actor, number, "contacts.end_reach_out")
    reach_out = _open(order)
    check_version(reach_out.version, expected_version)
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    _end(reach_out, End.STOPPED, now)
    data = {"end": End.STOPPED.value, "reason": text}
    publish(_fact(ReachOutEnded, reach_out, data), actor=actor, now=now)
    return reach_out


@action("contacts.end_for_leg", policy=may_see_orders, internal=True)
def end_for_leg(*, actor: Actor, reach_out_id: int, now: datetime) -> ReachOut:
    """End a reach-out because the order has left the department, or is done there.

    Raises Conflict if it has ended meanwhile. The caller holds the order's lock.
    """
    reach_out = _claim(ReachOut.objects.filter(pk=reach_out_id, ended_at=None))
    _end(reach_out, End.LEG_ENDED, now)
    data = {"end": End.LEG_ENDED.value, "reason": ""}
    publish(_fact(ReachOutEnded, reach_out, data), actor=actor, now=now)
    return reach_out


@action("contacts.go_on", policy=system_only, internal=True)
def go_on(*, actor: Actor, reach_out_id: int, now: datetime) -> ReachOut:
    """Go on to the next person because nobody has answered in time.

    Raises Conflict if somebody else has just done so, or does so at this moment: of two workers
    one goes on and the other one passes over the row.
    """
    rows = ReachOut.objects.filter(pk=reach_out_id, ended_at=None, due_at__lte=now)
    reach_out = _claim(rows, skip_locked=True)
    attempt = Attempt(
        reach_out=reach_out,
        round=reach_out.round,
        turn_of=reach_out.turn_of,
        person=reach_out.person,
        outcome=ReachOutcome.NO_ANSWER,
        at=now,
    )
    return _pass_on(attempt, actor=actor, now=now)


def _pass_on(attempt: Attempt, *, actor: Actor, now: datetime) -> ReachOut:
    """Note the attempt and give the turn to the next person, or to the first of the next round."""
    attempt.save()
    reach_out, missed = attempt.reach_out, attempt.person
    candidates = queries.line(reach_out.interface, now)
    following = queries.next_in(candidates, queries.tried_in(reach_out))
    is_over = following is None
    if following is None:
        reach_out.round += 1
        following = queries.next_in(candidates, ()) or _same(reach_out)
    reach_out.turn_of, reach_out.person = following.turn_of, following.person
    reach_out.asked_at = now
    # The clock goes through all once: after that people decide, and nobody is woken every hour.
    reach_out.due_at = _due(now) if reach_out.is_urgent and reach_out.round == 1 else None
    reach_out.version += 1
    reach_out.save()
    data = {
        "missed": missed.name,
        "outcome": attempt.outcome,
        "way": attempt.way,
        "remark": attempt.remark,
        "is_last": is_over,
        "heads": _heads(reach_out) if is_over else [],
        **_turn(reach_out, following),
    }
    publish(_fact(PersonNotReached, reach_out, data), actor=actor, now=now)
    return reach_out


def _lock(actor: Actor, number: str, name: str) -> WorkOrder:
    order = workorders.lock(actor, number)
    if not may_reach_at(actor, order.centre_id):
        raise Forbidden(extra={"action": name})
    return order


def _open_leg(order: WorkOrder) -> Dispatch:
    leg = single(Dispatch.objects.filter(order=order, round=order.round, outcome=""))
    unit = order.work_area
    if leg is None or unit is None or unit.kind != UnitKind.DEPARTMENT:
        raise Conflict(
            _("This work order does not lie with a department. Dispatch it to one first."),
            code="not_at_a_department",
        )
    return leg


def _interface(order: WorkOrder, interface_id: int | None) -> Interface:
    offered = queries.interfaces_for(order)
    if interface_id is None and offered:
        return offered[0]
    for each in offered:
        if each.pk == interface_id:
            return each
    if not offered:
        message = _("This department has no interface yet. Name one with its contact persons.")
    else:
        message = _("Choose an interface of the department that has the work order.")
    raise InvalidInput(fields={"interface": [message]})


def _open(order: WorkOrder) -> ReachOut:
    """Return the open reach-out, held; after the order, so that two cannot wait for each other."""
    return _claim(ReachOut.objects.filter(order=order, ended_at=None))


def _claim(rows: QuerySet[ReachOut], *, skip_locked: bool = False) -> ReachOut:
    held = rows.select_for_update(of=("self",), skip_locked=skip_locked)
    found = held.select_related(
        "order", "interface__department", "turn_of", "person", "person__user"
    ).first()
    if found is None:
        raise Conflict(
            _("Nobody is being reached for this work order any more."), code="nothing_under_way"
        )
    return found


def _end(reach_out: ReachOut, end: End, now: datetime) -> None:
    reach_out.end, reach_out.ended_at, reach_out.due_at = end.value, now, None
    reach_out.version += 1
    reach_out.save(update_fields=["end", "ended_at", "due_at", "version"])


def _due(now: datetime) -> datetime:
    return now + timedelta(minutes=ANSWER_MINUTES.at(now))


def _same(reach_out: ReachOut) -> Candidate:
    """Keep the person if the interface has nobody left: somebody has to see that."""
    return Candidate(reach_out.turn_of, reach_out.person, is_on_duty=False)


def _heads(reach_out: ReachOut) -> list[str]:
    return [each.name for each in queries.heads_of(reach_out.interface.department)]


def _turn(reach_out: ReachOut, candidate: Candidate) -> dict[str, object]:
    """Say whose turn it is, in words that stay right when the register has changed."""
    return {
        "person": candidate.person.name,
        "for": candidate.turn_of.name if candidate.stands_in else "",
        "is_on_duty": candidate.is_on_duty,
        "due_at": reach_out.due_at.isoformat() if reach_out.due_at else "",
    }


def _fact(kind: type[ReachFact], reach_out: ReachOut, data: Mapping[str, object]) -> ReachFact:
    order = reach_out.order
    return kind(
        subject_id=order.pk,
        centre_id=order.centre_id,
        leg_id=reach_out.leg_id,
        number=order.number,
        area_ids=order.area_ids,
        data=data,
    )


def _under_way() -> Conflict:
    return Conflict(_("Somebody is being reached for this work order already."), code="under_way")

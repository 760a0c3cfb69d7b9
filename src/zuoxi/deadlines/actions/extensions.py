"""More time for a promise: asked for before it is due, decided by somebody else, told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.calendars.counting import BadTerm, Term, Unit
from zuoxi.clocks.facts import Change, Fact, Kind, Milestone
from zuoxi.clocks.replay import advance
from zuoxi.clocks.stored import written_term
from zuoxi.deadlines import queries
from zuoxi.deadlines.actions.orders import lock, tell
from zuoxi.deadlines.choices import (
    EXTENDED,
    EXTENSION_DAYS_MOST,
    EXTENSIONS_MOST,
    NOTE_LIMIT,
    ExtensionState,
    ToldBy,
)
from zuoxi.deadlines.events import (
    CustomerTold,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionWithdrawn,
)
from zuoxi.deadlines.models import Extension
from zuoxi.deadlines.policies import leads, may_decide_on_time, may_work_on_time, works_on
from zuoxi.deadlines.queries import OrderClock
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.workorders.models import WorkOrder

_DAY_IN = {Unit.MINUTES: 24 * 60, Unit.HOURS: 24, Unit.NATURAL_DAYS: 1, Unit.WORKING_DAYS: 1}


@action("deadlines.ask_extension", policy=may_work_on_time)
def ask_extension(
    *,
    actor: Actor,
    number: str,
    leg_id: int | None,
    milestone: str,
    added: int,
    reason: str,
    now: datetime,
) -> Extension:
    """Ask for more time for one promise, ``added`` in the unit of its term, before it is due.

    Once unless ``deadlines.extensions_most`` says otherwise, and for
    ``deadlines.extension_days_most`` days at most. Raises InvalidInput, Conflict.
    """
    order = lock(actor, number, works_on, name="ask_extension")
    clock = _clock(order, leg_id, milestone, now)
    faults = Faults()
    faults.choice("milestone", milestone, [each.value for each in EXTENDED])
    text = faults.text("reason", reason, limit=NOTE_LIMIT)
    most = EXTENSION_DAYS_MOST.at(now) * _DAY_IN[clock.state.term.unit]
    if not 0 < added <= most:
        message = _("Enter a whole number from %(low)s to %(high)s.")
        faults.add("added", message % {"low": 1, "high": most})
    faults.stop()
    _require_time(clock, now)
    _require_first(queries.asked_for(order, leg_id, Milestone(milestone)), now)
    due_at = clock.state.due_at
    assert due_at is not None
    assert actor.user_id is not None
    extension = Extension.objects.create(
        order=order,
        leg_id=leg_id,
        milestone=milestone,
        added=added,
        due_at=due_at,
        extended_due_at=_due_with(clock, _longer(clock.state.term, added), now),
        reason=text,
        asked_by_id=actor.user_id,
        asked_at=now,
    )
    tell(
        ExtensionAsked,
        order,
        actor=actor,
        now=now,
        leg_id=leg_id,
        extension=extension.pk,
        milestone=milestone,
        added=added,
        unit=clock.state.term.unit.value,
        reason=text,
    )
    return extension


@action("deadlines.grant_extension", policy=may_decide_on_time)
def grant_extension(*, actor: Actor, extension_id: int, decision: str, now: datetime) -> Extension:
    """Grant more time; the customer has to be told of it. Raises Conflict if it is overdue now."""
    extension = _decided(actor, extension_id)
    order = extension.order
    clock = _clock(order, extension.leg_id, extension.milestone, now)
    faults = Faults()
    text = faults.text("decision", decision, limit=NOTE_LIMIT, required=False)
    faults.stop()
    _require_time(clock, now)
    term = _longer(clock.state.term, extension.added)
    extension.extended_due_at = _due_with(clock, term, now)
    _decide(extension, ExtensionState.GRANTED, text, actor, now)
    tell(
        ExtensionGranted,
        order,
        actor=actor,
        now=now,
        leg_id=extension.leg_id,
        extension=extension.pk,
        milestone=extension.milestone,
        term=written_term(term),
        due_at=extension.extended_due_at.isoformat(),
        decision=text,
    )
    return extension


@action("deadlines.refuse_extension", policy=may_decide_on_time)
def refuse_extension(*, actor: Actor, extension_id: int, decision: str, now: datetime) -> Extension:
    """Refuse more time, and say why."""
    extension = _decided(actor, extension_id)
    faults = Faults()
    text = faults.text("decision", decision, limit=NOTE_LIMIT)
    faults.stop()
    _decide(extension, ExtensionState.REFUSED, text, actor, now)
    _tell_of(ExtensionRefused, extension, actor=actor, now=now, reason=text)
    return extension


@action("deadlines.withdraw_extension", policy=may_work_on_time)
def withdraw_extension(*, actor: Actor, extension_id: int, now: datetime) -> Extension:
    """Take a request back that nobody has decided on; only who asked may."""
    extension = _asked(actor, extension_id)
    if extension.asked_by_id != actor.user_id:
        raise Forbidden(extra={"action": "withdraw_extension"})
    extension.state = ExtensionState.WITHDRAWN
    extension.save(update_fields=["state"])
    _tell_of(ExtensionWithdrawn, extension, actor=actor, now=now)
    return extension


@action("deadlines.tell_customer", policy=may_work_on_time)
def tell_customer(
    *, actor: Actor, extension_id: int, way: str, told_at: datetime | None, now: datetime
) -> Extension:
    """Note that the customer was told that it takes longer; without ``told_at`` it was now."""
    extension = _locked(actor, extension_id)
    if not works_on(actor, extension.order):
        raise Forbidden(extra={"action": "tell_customer"})
    if extension.state != ExtensionState.GRANTED or extension.told_at is not None:
        raise Conflict(_("There is nothing to tell the customer of."), code="nothing_to_tell")
    faults = Faults()
    faults.choice("way", way, ToldBy.values)
    assert extension.decided_at is not None
    if told_at is not None and not extension.decided_at <= told_at <= now:
        faults.add("told_at", _("Enter a time between the decision and this moment."))
    faults.stop()
    extension.told_by, extension.told_at = way, told_at or now
    extension.save(update_fields=["told_by", "told_at"])
    when = extension.told_at.isoformat()
    _tell_of(CustomerTold, extension, actor=actor, now=now, way=way, told_at=when)
    return extension


def _clock(order: WorkOrder, leg_id: int | None, milestone: str, now: datetime) -> OrderClock:
    clock = queries.clock_of(order, leg_id, milestone, now)
    if clock is None:
        raise NotFound
    return clock


def _require_time(clock: OrderClock, now: datetime) -> None:
    state = clock.state
    if not state.is_open:
        raise Conflict(_("This does not run; no time can be added."), code="not_running")
    if state.is_late or state.due_at is None or state.due_at <= now:
        raise Conflict(
            _("It is overdue already. More time can only be asked for before that."),
            code="overdue_already",
        )


def _require_first(earlier: Iterable[Extension], now: datetime) -> None:
    states = [each.state for each in earlier]
    if ExtensionState.ASKED in states:
        raise Conflict(_("More time was asked for already; wait for the decision."), code="asked")
    if states.count(ExtensionState.GRANTED) >= EXTENSIONS_MOST.at(now):
        raise Conflict(
            _("This deadline has been extended as often as it may be."), code="extended_already"
        )


def _longer(term: Term, added: int) -> Term:
    try:
        return replace(term, amount=term.amount + added)
    except BadTerm:
        raise Conflict(_("So much time cannot be added."), code="too_long") from None


def _due_with(clock: OrderClock, term: Term, now: datetime) -> datetime:
    """Return when it would be due with another term in place of its own."""
    sequence = max((each.sequence for each in clock.state.course.facts), default=0) + 1
    promise = clock.state.promise
    fact = Fact(
        sequence,
        Kind.EXTENDED,
        now,
        promise.leg_id,
        promise.milestone,
        change=Change(term=term),
    )
    try:
        due_at = advance(clock.state, fact).due_at
    except CannotCount:
        raise Conflict(_("So much time cannot be added."), code="too_long") from None
    assert due_at is not None
    return due_at


def _locked(actor: Actor, extension_id: int) -> Extension:
    rows = queries.visible_to(actor).select_for_update(of=("self",), no_key=True)
    extension = single(rows.filter(pk=extension_id))
    if extension is None:
        raise NotFound
    return extension


def _asked(actor: Actor, extension_id: int) -> Extension:
    extension = _locked(actor, extension_id)
    if extension.state != ExtensionState.ASKED:
        raise Conflict(_("This request has been decided on already."), code="already_done")
    return extension


def _decided(actor: Actor, extension_id: int) -> Extension:
    """Return a request that the actor decides on: for the centre, and not the own one."""
    extension = _asked(actor, extension_id)
    if not leads(actor, extension.order):
        raise Forbidden(extra={"action": "decide_extension"})
    if extension.asked_by_id == actor.user_id:
        raise Forbidden(
            _("Somebody else has to decide on what you have asked for."),
            extra={"action": "decide_extension"},
        )
    return extension


def _decide(
    extension: Extension, state: ExtensionState, text: str, actor: Actor, now: datetime
) -> None:
    extension.state, extension.decision = state, text
    extension.decided_by_id, extension.decided_at = actor.user_id, now
    extension.save(
        update_fields=["state", "decision", "decided_by", "decided_at", "extended_due_at"]
    )


def _tell_of(
    fact: type[ExtensionRefused | ExtensionWithdrawn | CustomerTold],
    extension: Extension,
    *,
    actor: Actor,
    now: datetime,
    **data: object,
) -> None:
    tell(
        fact,
        extension.order,
        actor=actor,
        now=now,
        leg_id=extension.leg_id,
        extension=extension.pk,
        milestone=extension.milestone,
        **data,
    )

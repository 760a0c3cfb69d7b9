"""Agreeing on processes: proposed, approved by the heads of both sides, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.contacts import queries
from zuoxi.contacts.actions.rows import queue_up
from zuoxi.contacts.choices import MOST_STEPS, NAME_LIMIT, STEP_LIMIT, TEXT_LIMIT, Side
from zuoxi.contacts.events import ProcessApproved, ProcessFact, ProcessProposed, ProcessRefused
from zuoxi.contacts.models import Process, ProcessStep
from zuoxi.contacts.policies import may_approve, may_propose, may_propose_at, sides_of
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.workorders.models import CodeItem


@dataclass(frozen=True, kw_only=True)
class WantedStep:
    """One step as proposed: what is done and, in words, by whom."""

    text: str
    who: str = ""


@action("contacts.propose_process", policy=may_propose)
def propose_process(
    *,
    actor: Actor,
    department_id: int,
    request_type: str,
    steps: Sequence[WantedStep],
    note: str = "",
    now: datetime,
) -> Process:
    """Propose the steps for a type of request; what is in force stays so until both have agreed.

    A version that was proposed before and not agreed on is replaced.
    """
    unit = queries.department(actor, department_id)
    if not may_propose_at(actor, unit):
        raise Forbidden(extra={"action": "contacts.propose_process"})
    queue_up(unit)
    faults = Faults()
    item = _type(request_type, faults)
    wanted = _steps(steps, faults)
    text = faults.text("note", note, limit=TEXT_LIMIT, required=False)
    faults.stop()
    assert item is not None
    assert actor.user_id is not None
    earlier = Process.objects.filter(department=unit, request_type=item)
    last = earlier.order_by("-number").values_list("number", flat=True).first() or 0
    earlier.filter(in_force_at=None, ended_at=None).update(ended_at=now)
    process = Process.objects.create(
        department=unit,
        request_type=item,
        number=last + 1,
        note=text,
        proposed_by_id=actor.user_id,
        proposed_at=now,
    )
    ProcessStep.objects.bulk_create(
        ProcessStep(process=process, position=place, text=each.text, who=each.who)
        for place, each in enumerate(wanted, start=1)
    )
    told = [f"{each.text} ({each.who})" if each.who else each.text for each in wanted]
    process = queries.find_process(actor, process.pk)
    publish(_fact(ProcessProposed, process, {"steps": told}), actor=actor, now=now)
    return process


@action("contacts.approve_process", policy=may_approve)
def approve_process(*, actor: Actor, process_id: int, now: datetime) -> Process:
    """Agree to a proposed version as head of the centre or of the department.

    With the agreement of the other side, by another person, it is in force.
    """
    process, sides = _proposed(actor, process_id)
    side = next((each for each in Side if each in sides and not _by(process, each)), None)
    if side is None:
        raise Conflict(
            _("Your side has agreed already. The head of the other side has yet to agree."),
            code="agreed_already",
        )
    if actor.user_id in {_by(process, each) for each in Side}:
        raise Conflict(
            _("Two different persons have to agree. Ask the head of the other side."),
            code="same_person",
        )
    setattr(process, f"{side.value}_approved_by_id", actor.user_id)
    setattr(process, f"{side.value}_approved_at", now)
    is_in_force = all(_by(process, each) for each in Side)
    if is_in_force:
        before = Process.objects.filter(
            department=process.department, request_type=process.request_type, ended_at=None
        )
        before.filter(in_force_at__isnull=False).update(ended_at=now)
        process.in_force_at = now
    process.save()
    data = {"side": side.value, "is_in_force": is_in_force}
    publish(_fact(ProcessApproved, process, data), actor=actor, now=now)
    return queries.find_process(actor, process_id)


@action("contacts.refuse_process", policy=may_approve)
def refuse_process(*, actor: Actor, process_id: int, reason: str, now: datetime) -> Process:
    """Do not agree to a proposed version, with the reason; another one may be proposed."""
    process, _sides = _proposed(actor, process_id)
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    process.refused_by_id, process.refusal, process.ended_at = actor.user_id, text, now
    process.save(update_fields=["refused_by", "refusal", "ended_at"])
    publish(_fact(ProcessRefused, process, {"reason": text}), actor=actor, now=now)
    return queries.find_process(actor, process_id)


def _proposed(actor: Actor, process_id: int) -> tuple[Process, set[Side]]:
    """Return a version that waits for agreement, held, and the sides the actor agrees for."""
    found = queries.find_process(actor, process_id)
    sides = sides_of(actor, found.department)
    if not sides:
        raise Forbidden(
            _("Only the heads of the service centre and of this department agree on processes.")
        )
    queue_up(found.department)
    process = queries.find_process(actor, process_id)
    if process.in_force_at is not None or process.ended_at is not None:
        raise Conflict(_("This version does not wait for agreement any more."))
    return process, sides


def _by(process: Process, side: Side) -> int | None:
    value: int | None = getattr(process, f"{side.value}_approved_by_id")
    return value


def _type(code: str, faults: Faults) -> CodeItem | None:
    found = queries.request_types().filter(code=code).first() if code.isprintable() else None
    if found is None:
        faults.add("request_type", _("Choose a type of request."))
    return found


def _steps(steps: Sequence[WantedStep], faults: Faults) -> list[WantedStep]:
    """Return the steps that say something; empty lines of a form are passed over."""
    found = []
    for each in steps:
        if not each.text.strip() and not each.who.strip():
            continue
        text = faults.line("steps", each.text, limit=STEP_LIMIT)
        who = faults.line("steps", each.who, limit=NAME_LIMIT, required=False)
        found.append(WantedStep(text=text, who=who))
    if not found and "steps" not in faults.fields:
        faults.add("steps", _("Write at least one step."))
    if len(found) > MOST_STEPS:
        faults.add("steps", _("At most %(most)s steps.") % {"most": MOST_STEPS})
    return found


def _fact(kind: type[ProcessFact], process: Process, data: Mapping[str, object]) -> ProcessFact:
    unit = process.department
    told = {
        "department": unit.name,
        "request_type": process.request_type.code,
        "number": process.number,
        **data,
    }
    return kind(subject_id=process.pk, centre_id=unit.centre_id, department_id=unit.pk, data=told)

"""Running the response: the start with its receipts, meetings, and the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.emergencies import queries
from zuoxi.emergencies.actions.rows import lock, save, tell
from zuoxi.emergencies.choices import (
    PEOPLE_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    EmergencyKind,
    EmergencyStatus,
)
from zuoxi.emergencies.events import (
    EmergencyClosed,
    EmergencyStarted,
    MeetingRecorded,
    ReceiptGiven,
)
from zuoxi.emergencies.models import Emergency, Meeting, Receipt
from zuoxi.emergencies.policies import may_see_emergencies, may_work_on_emergencies
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.notices import actions as notices
from zuoxi.org.models import Unit


@dataclass(frozen=True, kw_only=True)
class WantedEmergency:
    """An emergency to be started; ``units`` are the departments to tell beside the leaders.

    ``centre_id`` may be left out by who runs the response of one centre alone.
    """

    kind: str
    title: str
    description: str = ""
    units: Sequence[int] = ()
    centre_id: int | None = None


@action("emergencies.start_emergency", policy=may_work_on_emergencies)
def start_emergency(
    *,
    actor: Actor,
    wanted: WantedEmergency,
    emergency_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> Emergency:
    """Start the response to a proposal or to something new: note the time, tell everybody."""
    assert actor.user_id is not None
    if emergency_id is None:
        emergency = Emergency(created_at=now)
    else:
        emergency = lock(
            actor,
            emergency_id,
            action="emergencies.start_emergency",
            status=EmergencyStatus.PROPOSED,
            expected_version=expected_version,
        )
    faults = Faults()
    centre = _centre(actor, emergency, wanted.centre_id, faults)
    emergency.kind = faults.choice("kind", wanted.kind, EmergencyKind.values)
    emergency.title = faults.line("title", wanted.title, limit=TITLE_LIMIT)
    emergency.description = faults.text(
        "description", wanted.description, limit=TEXT_LIMIT, required=False
    )
    units = _units(centre, wanted.units, faults)
    faults.stop()
    assert centre is not None
    emergency.centre = centre
    emergency.status, emergency.started_at = EmergencyStatus.STARTED, now
    emergency.started_by_id = actor.user_id
    emergency.version += 1 if emergency.pk else 0
    emergency.save()
    told = queries.to_be_told(centre.pk, [each.pk for each in units])
    told.pop(actor.user_id, None)
    Receipt.objects.bulk_create(
        Receipt(emergency=emergency, user_id=user, unit_id=unit, told_at=now)
        for user, unit in told.items()
    )
    data = {"units": [each.name for each in units], "receivers": len(told)}
    tell(EmergencyStarted, emergency, data, actor=actor, now=now)
    news = notices.News(
        kind="emergencies.started",
        subject_type=EmergencyStarted.SUBJECT,
        subject_id=emergency.pk,
        centre_id=centre.pk,
        data={"title": emergency.title, "kind": emergency.kind},
    )
    notices.notify(actor=actor, receivers=told, news=news, now=now)
    return queries.find(actor, emergency.pk)


@action("emergencies.confirm_receipt", policy=may_see_emergencies)
def confirm_receipt(*, actor: Actor, emergency_id: int, now: datetime) -> Emergency:
    """Confirm that the actor has been told of an emergency; a second time changes nothing."""
    emergency = queries.find(actor, emergency_id)
    receipt = single(Receipt.objects.filter(emergency=emergency, user_id=actor.user_id or 0))
    if receipt is None:
        raise Forbidden(_("You are not among those who were asked to confirm."))
    given = Receipt.objects.filter(pk=receipt.pk, confirmed_at=None).update(confirmed_at=now)
    if given:
        tell(ReceiptGiven, emergency, {}, actor=actor, now=now)
    return emergency


@action("emergencies.record_meeting", policy=may_work_on_emergencies)
def record_meeting(
    *,
    actor: Actor,
    emergency_id: int,
    held_at: datetime | None,
    participants: str,
    minutes: str,
    now: datetime,
) -> Emergency:
    """Write down a meeting: when, with whom, and what was said."""
    emergency = lock(
        actor, emergency_id, action="emergencies.record_meeting", status=EmergencyStatus.STARTED
    )
    faults = Faults()
    if held_at is None:
        faults.add("held_at", _("Enter a date and a time."))
    elif held_at > now:
        faults.add("held_at", _("The meeting has not been held yet."))
    people = faults.line("participants", participants, limit=PEOPLE_LIMIT)
    text = faults.text("minutes", minutes, limit=TEXT_LIMIT)
    faults.stop()
    assert held_at is not None
    assert actor.user_id is not None
    Meeting.objects.create(
        emergency=emergency,
        held_at=held_at,
        participants=people,
        minutes=text,
        by_id=actor.user_id,
        at=now,
    )
    data = {"held_at": held_at.isoformat(), "participants": people, "minutes": text}
    tell(MeetingRecorded, emergency, data, actor=actor, now=now)
    return queries.find(actor, emergency_id)


@action("emergencies.close_emergency", policy=may_work_on_emergencies)
def close_emergency(
    *,
    actor: Actor,
    emergency_id: int,
    summary: str,
    expected_version: int | None = None,
    now: datetime,
) -> Emergency:
    """End the response with a summary; tasks that are still open stay with their departments."""
    emergency = lock(
        actor,
        emergency_id,
        action="emergencies.close_emergency",
        status=EmergencyStatus.STARTED,
        expected_version=expected_version,
    )
    faults = Faults()
    text = faults.text("summary", summary, limit=TEXT_LIMIT)
    faults.stop()
    emergency.status, emergency.ending = EmergencyStatus.CLOSED, text
    emergency.ended_at, emergency.ended_by_id = now, actor.user_id
    save(emergency, "status", "ending", "ended_at", "ended_by")
    tell(EmergencyClosed, emergency, {"summary": text}, actor=actor, now=now)
    return queries.find(actor, emergency_id)


def _centre(
    actor: Actor, emergency: Emergency, centre_id: int | None, faults: Faults
) -> Unit | None:
    if emergency.pk:
        return emergency.centre
    offered = queries.centres_run(actor)
    if not offered:
        raise Forbidden(
            _("The heads of the service centre and the linkage groups run the response.")
        )
    if centre_id is None and len(offered) == 1:
        return offered[0]
    found = next((each for each in offered if each.pk == centre_id), None)
    if found is None:
        faults.add("centre", _("Choose a service centre."))
    return found


def _units(centre: Unit | None, ids: Sequence[int], faults: Faults) -> list[Unit]:
    offered = queries.units_of(centre.pk) if centre else []
    found = [each for each in offered if each.pk in set(ids)]
    if centre and len(found) < len(set(ids)):
        faults.add("units", _("One of the chosen units is closed or not of this service centre."))
    return found

"""Minutes, who came, and what was decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.meetings import queries
from zuoxi.meetings.actions.rows import lock_meeting, tell
from zuoxi.meetings.choices import (
    APPROVED_BY_LEADERS,
    MINUTES_LIMIT,
    TEXT_LIMIT,
    Matter,
    MeetingStatus,
)
from zuoxi.meetings.events import DecisionTaken, MinutesSent, MinutesWritten
from zuoxi.meetings.models import AgendaItem, Decision, Meeting, Minutes, Participant
from zuoxi.meetings.policies import may_approve, may_hold_meetings
from zuoxi.meetings.queries.agendas import DECISION
from zuoxi.tasks import actions as tasks
from zuoxi.tasks.actions import WantedTask
from zuoxi.tasks.queries import Source


@dataclass(frozen=True, kw_only=True)
class WantedDecision:
    """A decision as asked for.

    A task needs the unit that owes it; what the leaders decide may have one.
    """

    matter: str
    text: str
    unit_id: int | None = None
    username: str = ""
    due_at: datetime | None = None


@action("meetings.save_minutes", policy=may_hold_meetings)
def save_minutes(
    *,
    actor: Actor,
    meeting_id: int,
    text: str,
    present: Collection[int] | None = None,
    reason: str = "",
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """Write the minutes of a meeting that has begun, and note who came (ids of participants).

    Minutes that were sent stay as they are: a change is a new version, with its reason.
    """
    meeting = lock_meeting(
        actor, meeting_id, expected_version=expected_version, action="meetings.save_minutes"
    )
    latest = queries.latest_minutes(meeting)
    faults = Faults()
    if now < meeting.starts_at:
        faults.add("text", _("Minutes are written once the meeting has begun."))
    clean = faults.text("text", text, limit=MINUTES_LIMIT)
    is_change = latest is not None and latest.sent_at is not None
    why = faults.text("reason", reason, limit=TEXT_LIMIT, required=is_change)
    parts = queries.participants_of(meeting)
    if present is not None and set(present) - {each.pk for each in parts}:
        faults.add("present", _("Choose from those who were invited."))
    faults.stop()
    assert actor.user_id is not None
    if latest is None:
        _keep_agenda(meeting, now)
    if latest is not None and not is_change:
        latest.text, latest.written_by_id, latest.written_at = clean, actor.user_id, now
        latest.save(update_fields=["text", "written_by", "written_at"])
    else:
        latest = Minutes.objects.create(
            meeting=meeting,
            number=(latest.number if latest else 0) + 1,
            text=clean,
            reason=why if is_change else "",
            written_by_id=actor.user_id,
            written_at=now,
        )
    if present is not None:
        Participant.objects.filter(meeting=meeting).update(was_present=False)
        Participant.objects.filter(meeting=meeting, pk__in=present).update(was_present=True)
    meeting.status = MeetingStatus.HELD
    _touch(meeting, "status")
    data = {"number": latest.number, "reason": latest.reason}
    tell(MinutesWritten, meeting, data, actor=actor, now=now)
    return queries.find(actor, meeting.pk)


@action("meetings.send_minutes", policy=may_hold_meetings)
def send_minutes(
    *, actor: Actor, meeting_id: int, expected_version: int | None, now: datetime
) -> Meeting:
    """Send the newest version of the minutes to all who take part; it stays as it is then."""
    meeting = lock_meeting(
        actor, meeting_id, expected_version=expected_version, action="meetings.send_minutes"
    )
    latest = queries.latest_minutes(meeting)
    if latest is None:
        raise Conflict(_("There are no minutes yet. Write them first."))
    if latest.sent_at is not None:
        raise Conflict(_("These minutes were sent already."))
    latest.sent_at = now
    latest.sent_by_id = actor.user_id
    latest.save(update_fields=["sent_at", "sent_by"])
    _touch(meeting)
    tell(MinutesSent, meeting, {"number": latest.number}, actor=actor, now=now)
    return queries.find(actor, meeting.pk)


@action("meetings.record_decision", policy=may_hold_meetings)
def record_decision(
    *,
    actor: Actor,
    meeting_id: int,
    wanted: WantedDecision,
    expected_version: int | None,
    now: datetime,
) -> Decision:
    """Record what a meeting decided; where a unit owes something, it has a task of it at once.

    Goals, major matters, rules and assessments are recorded in a meeting of the leadership group
    by one of its members; anybody else is refused.
    """
    meeting = lock_meeting(
        actor, meeting_id, expected_version=expected_version, action="meetings.record_decision"
    )
    faults = Faults()
    matter = faults.choice("matter", wanted.matter, Matter.values)
    text = faults.text("text", wanted.text, limit=TEXT_LIMIT)
    if now < meeting.starts_at:
        faults.add("text", _("Decisions are recorded once the meeting has begun."))
    if matter == Matter.TASK and wanted.unit_id is None:
        faults.add("unit", _("Say which department or unit of the centre owes this."))
    faults.stop()
    if matter in APPROVED_BY_LEADERS and not may_approve(actor, meeting):
        raise Forbidden(
            _(
                "Goals, major matters, rules and assessments are decided by the linkage leadership "
                "group in a meeting of its own."
            ),
            extra={"action": "meetings.record_decision"},
        )
    assert actor.user_id is not None
    latest = Decision.objects.filter(meeting=meeting).order_by("-number").first()
    decision = Decision.objects.create(
        meeting=meeting,
        number=(latest.number if latest else 0) + 1,
        matter=matter,
        text=text,
        recorded_by_id=actor.user_id,
        recorded_at=now,
    )
    unit = ""
    if wanted.unit_id is not None:
        task = tasks.create_task(
            actor=actor,
            centre_id=meeting.centre_id,
            wanted=WantedTask(
                text=text,
                unit_id=wanted.unit_id,
                username=wanted.username,
                due_at=wanted.due_at,
            ),
            source=Source(DECISION, decision.pk),
            now=now,
        )
        unit = task.unit.name
    _touch(meeting)
    data = {"decision": decision.number, "matter": matter, "text": text, "unit": unit}
    tell(DecisionTaken, meeting, data, actor=actor, now=now)
    return decision


def _keep_agenda(meeting: Meeting, now: datetime) -> None:
    """Store what was open when the minutes were begun: it explains later what was spoken of."""
    place = AgendaItem.objects.filter(meeting=meeting).count()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            position=place + after,
            kind=each.kind,
            text=each.text,
            source_type=each.source_type,
            source_id=each.source_id,
            since=each.since,
        )
        for after, each in enumerate(queries.open_items(meeting, now), start=1)
    )


def _touch(meeting: Meeting, *fields: str) -> None:
    meeting.version += 1
    meeting.save(update_fields=[*fields, "version"])

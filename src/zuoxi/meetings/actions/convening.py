"""Calling meetings, moving and cancelling them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.groups import queries as groups
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import system_only
from zuoxi.meetings import queries
from zuoxi.meetings.actions.rows import (
    Part,
    Placed,
    chair_of,
    check_group,
    lock_meeting,
    placed,
    points_of,
    put_parts,
    put_points,
    tell,
)
from zuoxi.meetings.choices import (
    MOST_HOURS,
    PLACE_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    MeetingStatus,
)
from zuoxi.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingConvened,
    ParticipantsInvited,
)
from zuoxi.meetings.models import Meeting
from zuoxi.meetings.policies import may_convene_at, may_hold_meetings
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

__all__ = [
    "Part",
    "WantedMeeting",
    "cancel_meeting",
    "change_meeting",
    "convene_meeting",
    "invite_participants",
]

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class WantedMeeting:
    """A meeting as asked for; ``points`` are the own ones, one a line; no chair: the caller."""

    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str = ""
    chair: str = ""
    group: str = ""
    parts: Sequence[Part] = ()
    points: str = ""


@dataclass(frozen=True)
class _Checked:
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    chair_id: int
    parts: list[Placed]
    points: list[str]


@action("meetings.convene_meeting", policy=may_hold_meetings)
def convene_meeting(
    *, actor: Actor, centre_id: int, wanted: WantedMeeting, number: str = "", now: datetime
) -> Meeting:
    """Call a meeting and invite who takes part; with a number, a coordination session on an order.

    It may have begun already: what was agreed at once is written down afterwards.
    """
    order: WorkOrder | None = workorders.row(actor, number) if number else None
    centre = groups.centre(actor, order.centre_id if order else centre_id)
    if not may_convene_at(actor, centre.pk, wanted.group):
        raise Forbidden(
            _("Meetings are called by supervisors, the head of the centre and the linkage groups."),
            extra={"action": "meetings.convene_meeting"},
        )
    found = _checked(centre, wanted, actor)
    meeting = Meeting.objects.create(
        centre=centre,
        group=wanted.group,
        order=order,
        title=found.title,
        place=found.place,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        chair_id=found.chair_id,
        invited_at=now,
        created_by_id=actor.user_id,
        created_at=now,
    )
    put_parts(meeting, found.parts)
    put_points(meeting, found.points)
    tell(MeetingConvened, meeting, _times(meeting), actor=actor, now=now)
    return queries.find(actor, meeting.pk)


@action("meetings.change_meeting", policy=may_hold_meetings)
def change_meeting(
    *,
    actor: Actor,
    meeting_id: int,
    wanted: WantedMeeting,
    expected_version: int | None,
    now: datetime,
) -> Meeting:
    """Move a planned meeting, or change its place, its participants or its own points."""
    meeting = lock_meeting(
        actor, meeting_id, expected_version=expected_version, action="meetings.change_meeting"
    )
    _require_planned(meeting)
    found = _checked(meeting.centre, wanted, actor, chair_id=meeting.chair_id)
    before = _times(meeting)
    meeting.title, meeting.place = found.title, found.place
    meeting.starts_at, meeting.ends_at = found.starts_at, found.ends_at
    meeting.chair_id = found.chair_id
    # Changed by hand, all are told, and it does not follow its series any more.
    meeting.invited_at = meeting.invited_at or now
    meeting.version += 1
    meeting.save()
    put_parts(meeting, found.parts)
    put_points(meeting, found.points)
    data = {"before": before, "after": _times(meeting)}
    tell(MeetingChanged, meeting, data, actor=actor, now=now)
    return queries.find(actor, meeting.pk)


@action("meetings.cancel_meeting", policy=may_hold_meetings)
def cancel_meeting(
    *, actor: Actor, meeting_id: int, reason: str, expected_version: int | None, now: datetime
) -> Meeting:
    """Say that a planned meeting does not take place, and why."""
    meeting = lock_meeting(
        actor, meeting_id, expected_version=expected_version, action="meetings.cancel_meeting"
    )
    _require_planned(meeting)
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    meeting.status = MeetingStatus.CANCELLED
    meeting.reason = text
    meeting.version += 1
    meeting.save(update_fields=["status", "reason", "version"])
    tell(MeetingCancelled, meeting, {"reason": text, **_times(meeting)}, actor=actor, now=now)
    return queries.find(actor, meeting.pk)


@action("meetings.invite_participants", policy=system_only, internal=True)
def invite_participants(*, actor: Actor, meeting_id: int, now: datetime) -> Meeting:
    """Tell the participants of a recurring meeting that it comes; Conflict if they were told.

    What another worker holds just now is passed over as Conflict too.
    """
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = rows.filter(pk=meeting_id, invited_at=None, status=MeetingStatus.PLANNED)
    meeting = rows.select_related("order").first()
    if meeting is None:
        raise Conflict
    meeting.invited_at = now
    meeting.save(update_fields=["invited_at"])
    tell(ParticipantsInvited, meeting, _times(meeting), actor=actor, now=now)
    return meeting


def _checked(
    centre: Unit,
    wanted: WantedMeeting,
    actor: Actor,
    *,
    chair_id: int | None = None,
) -> _Checked:
    """Return what was asked for in clean values; raise InvalidInput with all that is wrong."""
    faults = Faults()
    title = faults.line("title", wanted.title, limit=TITLE_LIMIT)
    place = faults.line("place", wanted.place, limit=PLACE_LIMIT, required=False)
    _check_times(wanted.starts_at, wanted.ends_at, faults)
    check_group(centre, wanted.group, faults)
    chair = chair_id
    if wanted.chair.strip() or chair_id is None:
        user = chair_of(centre, wanted.chair, actor, faults)
        chair = user.pk if user else None
    parts = placed(centre, wanted.parts, faults)
    points = points_of(wanted.points, faults)
    faults.stop()
    assert wanted.starts_at is not None
    assert wanted.ends_at is not None
    assert chair is not None
    return _Checked(title, place, wanted.starts_at, wanted.ends_at, chair, parts, points)


def _check_times(starts_at: datetime | None, ends_at: datetime | None, faults: Faults) -> None:
    for name, value in (("starts_at", starts_at), ("ends_at", ends_at)):
        if value is None or not _EARLIEST < value < _LATEST:
            faults.add(name, _("Enter a date and a time."))
    if starts_at is None or ends_at is None or faults.fields.keys() & {"starts_at", "ends_at"}:
        return
    if ends_at <= starts_at:
        faults.add("ends_at", _("A meeting ends after it has begun."))
    elif ends_at - starts_at > timedelta(hours=MOST_HOURS):
        text = _("A meeting lasts %(most)s hours at most; plan one for each day.")
        faults.add("ends_at", text % {"most": MOST_HOURS})


def _require_planned(meeting: Meeting) -> None:
    if meeting.status != MeetingStatus.PLANNED:
        raise Conflict(
            _("This meeting was held already; its minutes say what happened."),
            extra={"version": meeting.version},
        )


def _times(meeting: Meeting) -> dict[str, object]:
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "place": meeting.place,
    }

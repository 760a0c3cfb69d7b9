"""What the API takes and answers about meetings."""

from datetime import date, datetime, time
from typing import Self

from zuoxi.api.fields import Id, LongText, Moment, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.groups.choices import GroupKind
from zuoxi.meetings import presenters
from zuoxi.meetings.choices import ItemKind, Matter, MeetingStatus
from zuoxi.meetings.models import Meeting, Minutes, Participant, Series, SeriesPart
from zuoxi.meetings.presenters import AgendaRow, DecisionRow, MeetingCard
from zuoxi.meetings.recurrence import Every


class PartIn(Input):
    """A unit that takes part, as a whole or with one person by user name."""

    unit_id: Id
    username: ShortText = ""


class MeetingIn(Input):
    """A meeting; without a chair it is the caller. `points` are the own ones, one a line."""

    title: ShortText
    starts_at: Moment
    ends_at: Moment
    place: ShortText = ""
    chair: ShortText = ""
    group: GroupKind | None = None
    parts: list[PartIn]
    points: LongText = ""


class ConveneIn(MeetingIn):
    """A meeting of a centre; with `order` a coordination session on that work order."""

    centre_id: Id
    order: ShortText = ""


class MeetingReasonIn(Input):
    """Why a meeting does not take place."""

    reason: LongText


class MinutesIn(Input):
    """The minutes; `present` are ids of participants, `reason` is needed once they were sent."""

    text: LongText
    present: list[Id] | None = None
    reason: LongText = ""


class DecisionIn(Input):
    """A decision; a task needs the unit that owes it."""

    matter: Matter
    text: LongText
    unit_id: Id | None = None
    username: ShortText = ""
    due_at: Moment | None = None


class SeriesIn(Input):
    """How a meeting recurs; `number` is the weekday (0 is Monday), the day or the working day."""

    title: ShortText
    every: Every
    number: int = 0
    first_day: date
    last_day: date | None = None
    begins: time
    minutes: int
    place: ShortText = ""
    chair: ShortText = ""
    group: GroupKind | None = None
    parts: list[PartIn]
    points: LongText = ""


class NewSeriesIn(SeriesIn):
    """A recurring meeting of a centre."""

    centre_id: Id


class ParticipantOut(Output):
    """A unit that takes part, and the person if one was named; `was_present` once it is known."""

    id: int
    unit_id: int
    unit: str
    username: str | None
    name: str | None
    was_present: bool | None

    @classmethod
    def of(cls, row: Participant | SeriesPart) -> Self:
        """Build the answer for one participant."""
        return cls(
            id=row.pk,
            unit_id=row.unit_id,
            unit=row.unit.name,
            username=row.user.username if row.user else None,
            name=row.user.name if row.user else None,
            was_present=row.was_present if isinstance(row, Participant) else None,
        )


class AgendaItemOut(Output):
    """A point of an agenda and where it comes from."""

    kind: ItemKind
    text: str
    since: datetime | None
    url: str

    @classmethod
    def of(cls, row: AgendaRow) -> Self:
        """Build the answer for one point."""
        url = row.subject.url if row.subject else ""
        return cls(kind=row.kind, text=row.text, since=row.since, url=url)


class MinutesOut(Output):
    """A version of the minutes."""

    number: int
    text: str
    reason: str
    written_by: str
    written_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, row: Minutes) -> Self:
        """Build the answer for one version."""
        return cls(
            number=row.number,
            text=row.text,
            reason=row.reason,
            written_by=row.written_by.name,
            written_at=row.written_at,
            sent_at=row.sent_at,
        )


class DecisionOut(Output):
    """A decision with the ids of the tasks that came of it."""

    id: int
    number: int
    matter: Matter
    text: str
    recorded_by: str
    recorded_at: datetime
    task_ids: list[int]

    @classmethod
    def of(cls, row: DecisionRow) -> Self:
        """Build the answer for one decision."""
        return cls(
            id=row.decision.pk,
            number=row.decision.number,
            matter=Matter(row.decision.matter),
            text=row.decision.text,
            recorded_by=row.decision.recorded_by.name,
            recorded_at=row.decision.recorded_at,
            task_ids=[each.task.pk for each in row.tasks],
        )


class MeetingOut(Output):
    """A meeting."""

    id: int
    version: int
    status: MeetingStatus
    title: str
    centre_id: int
    group: str
    order: str
    series_id: int | None
    starts_at: datetime
    ends_at: datetime
    place: str
    chair: str
    reason: str

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """Build the answer for one meeting."""
        return cls(
            id=meeting.pk,
            version=meeting.version,
            status=MeetingStatus(meeting.status),
            title=meeting.title,
            centre_id=meeting.centre_id,
            group=meeting.group,
            order=meeting.order.number if meeting.order else "",
            series_id=meeting.series_id,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place,
            chair=meeting.chair.username,
            reason=meeting.reason,
        )


class MeetingDetailOut(Output):
    """A meeting with all that belongs to it."""

    meeting: MeetingOut
    participants: list[ParticipantOut]
    agenda: list[AgendaItemOut]
    minutes: list[MinutesOut]
    decisions: list[DecisionOut]

    @classmethod
    def of(cls, card: MeetingCard) -> Self:
        """Build the answer for one meeting."""
        return cls(
            meeting=MeetingOut.of(card.meeting),
            participants=[ParticipantOut.of(each) for each in card.participants],
            agenda=[AgendaItemOut.of(each) for each in card.agenda],
            minutes=[MinutesOut.of(each) for each in card.minutes],
            decisions=[DecisionOut.of(each) for each in card.decisions],
        )


class SeriesOut(Output):
    """A recurring meeting; `words` say in the caller's language how it recurs."""

    id: int
    version: int
    title: str
    centre_id: int
    group: str
    every: Every
    number: int
    first_day: date
    last_day: date | None
    begins: str
    minutes: int
    place: str
    chair: str
    points: str
    words: str
    ended_at: datetime | None
    parts: list[ParticipantOut]

    @classmethod
    def of(cls, series: Series, parts: list[SeriesPart]) -> Self:
        """Build the answer for one series."""
        return cls(
            id=series.pk,
            version=series.version,
            title=series.title,
            centre_id=series.centre_id,
            group=series.group,
            every=Every(series.every),
            number=series.number,
            first_day=series.first_day,
            last_day=series.last_day,
            begins=series.begins.isoformat("minutes"),
            minutes=series.minutes,
            place=series.place,
            chair=series.chair.username,
            points=series.points,
            words=presenters.recurs(series),
            ended_at=series.ended_at,
            parts=[ParticipantOut.of(each) for each in parts],
        )

"""Meetings as pages and the API show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogRow
from zuoxi.audit.subjects import Subject, subjects_of
from zuoxi.kernel.actors import Actor
from zuoxi.meetings import queries
from zuoxi.meetings.choices import ItemKind, MeetingStatus
from zuoxi.meetings.events import MeetingFact
from zuoxi.meetings.models import AgendaItem, Decision, Meeting, Minutes, Participant, Series
from zuoxi.meetings.policies import (
    may_approve,
    may_convene_at,
    may_hold_meetings,
    may_keep,
    may_see_meetings,
)
from zuoxi.meetings.queries import OpenItem
from zuoxi.meetings.queries.agendas import DECISION
from zuoxi.meetings.recurrence import Every
from zuoxi.tasks import presenters as tasks
from zuoxi.tasks.presenters import TaskRow
from zuoxi.tasks.queries import Source
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder

_LOOKS = {
    MeetingStatus.PLANNED: ("blue", "calendar-event"),
    MeetingStatus.HELD: ("green", "circle-check"),
    MeetingStatus.CANCELLED: ("grey", "circle-x"),
}
_SHOWN_EVENTS = 30


@dataclass(frozen=True)
class AgendaRow:
    """A point of an agenda; ``subject`` leads to what it is about, if the reader may see that."""

    kind: ItemKind
    text: str
    since: datetime | None
    subject: Subject | None


@dataclass(frozen=True)
class DecisionRow:
    """A decision with the tasks that came of it, as far as the reader may see them."""

    decision: Decision
    tasks: list[TaskRow]


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    meeting: Meeting
    decisions: int = 0

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return _LOOKS[MeetingStatus(self.meeting.status)][0]

    @property
    def icon(self) -> str:
        """The icon of the status."""
        return _LOOKS[MeetingStatus(self.meeting.status)][1]


@dataclass(frozen=True)
class MeetingCard:
    """A meeting with all that belongs to it; ``agenda`` is open until the minutes are begun."""

    row: MeetingRow
    participants: list[Participant]
    agenda: list[AgendaRow]
    minutes: list[Minutes]
    decisions: list[DecisionRow]
    may_keep: bool
    may_approve: bool
    has_begun: bool
    log: list[LogRow] = field(default_factory=list)

    @property
    def meeting(self) -> Meeting:
        """The meeting itself."""
        return self.row.meeting

    @property
    def latest(self) -> Minutes | None:
        """The newest version of the minutes."""
        return self.minutes[0] if self.minutes else None

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self.meeting.status == MeetingStatus.PLANNED


def rows_for(meetings: Sequence[Meeting]) -> list[MeetingRow]:
    """Return the rows of a list with how much was decided, with one statement."""
    found = queries.decisions_of(meetings)
    return [MeetingRow(each, len(found.get(each.pk, []))) for each in meetings]


def card_of(meeting: Meeting, actor: Actor, now: datetime) -> MeetingCard:
    """Return a meeting with everything on its page."""
    minutes = queries.minutes_of(meeting)
    decisions = queries.decisions_of([meeting]).get(meeting.pk, [])
    is_past = bool(minutes) or meeting.status == MeetingStatus.CANCELLED
    open_ones = [] if is_past else queries.open_items(meeting, now)
    sources = [Source(DECISION, each.pk) for each in decisions]
    found = tasks.rows_of_sources(sources, actor, now)
    return MeetingCard(
        row=MeetingRow(meeting, len(decisions)),
        participants=queries.participants_of(meeting),
        agenda=_agenda(queries.agenda_of(meeting), open_ones, actor),
        minutes=_readable(minutes, actor, meeting),
        decisions=[
            DecisionRow(each, found.get(Source(DECISION, each.pk), [])) for each in decisions
        ],
        may_keep=may_keep(actor, meeting),
        may_approve=may_approve(actor, meeting),
        has_begun=meeting.starts_at <= now,
        log=audit.in_words(audit.latest(MeetingFact.SUBJECT, meeting.pk, limit=_SHOWN_EVENTS)),
    )


def order_part(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Return the sessions about an order with what they decided, as a part of its page."""
    if not may_see_meetings(actor):
        return None
    may_convene = may_hold_meetings(actor) and may_convene_at(actor, order.centre_id)
    found = queries.of_order(actor, order)
    if not found and not may_convene:
        return None
    decided = queries.decisions_of(found)
    sources = [Source(DECISION, each.pk) for rows in decided.values() for each in rows]
    rows = tasks.rows_of_sources(sources, actor, now)
    sessions = [
        (
            row,
            [
                DecisionRow(each, rows.get(Source(DECISION, each.pk), []))
                for each in decided.get(row.meeting.pk, [])
            ],
        )
        for row in rows_for(found)
    ]
    context = {
        "sessions": sessions,
        "session_order": order.number if may_convene else "",
        "sessions_number": order.number,
        "sessions_topics": " ".join(
            [f"meetings-of:{order.number}", *(f"tasks:{each}" for each in sources)]
        ),
    }
    title = gettext_lazy("Coordination")
    return slots.Part("coordination", title, "meetings/_of_order.html", context, "users")


def recurs(series: Series) -> str:
    """Return in words how a meeting recurs."""
    values = {
        "begins": series.begins.isoformat("minutes"),
        "minutes": series.minutes,
        "number": series.number,
    }
    every = Every(series.every)
    if every is Every.WORKING_DAY:
        return _("Each working day at %(begins)s, %(minutes)s minutes") % values
    if every is Every.WEEK:
        values["day"] = weekdays()[series.number]
        return _("Each week on %(day)s at %(begins)s, %(minutes)s minutes") % values
    if every is Every.MONTH:
        return _("Each month on day %(number)s at %(begins)s, %(minutes)s minutes") % values
    return _("Each month on working day %(number)s at %(begins)s, %(minutes)s minutes") % values


def weekdays() -> list[str]:
    """Return the names of the weekdays, Monday first."""
    return [
        pgettext("weekday", "Monday"),
        pgettext("weekday", "Tuesday"),
        pgettext("weekday", "Wednesday"),
        pgettext("weekday", "Thursday"),
        pgettext("weekday", "Friday"),
        pgettext("weekday", "Saturday"),
        pgettext("weekday", "Sunday"),
    ]


def span_of(meeting: Meeting) -> str:
    """Return from when to when a meeting lasts, as one line for paper."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    until = ends.strftime("%H:%M" if ends.date() == starts.date() else "%Y-%m-%d %H:%M")
    return f"{starts.strftime('%Y-%m-%d %H:%M')} – {until}"


def _readable(minutes: list[Minutes], actor: Actor, meeting: Meeting) -> list[Minutes]:
    """Return the versions a reader sees: drafts are for those who keep the minutes."""
    if may_keep(actor, meeting):
        return minutes
    return [each for each in minutes if each.sent_at is not None]


def _agenda(items: list[AgendaItem], open_ones: list[OpenItem], actor: Actor) -> list[AgendaRow]:
    abouts = [_About(each.source_type, each.source_id) for each in items]
    abouts += [_About(each.source_type, each.source_id) for each in open_ones]
    subjects = subjects_of(actor, [each for each in abouts if each.subject_id is not None])
    found = [
        AgendaRow(
            ItemKind(each.kind),
            each.text,
            each.since,
            subjects.get((each.source_type, each.source_id or 0)),
        )
        for each in items
    ]
    return found + [
        AgendaRow(
            each.kind, each.text, each.since, subjects.get((each.source_type, each.source_id))
        )
        for each in open_ones
    ]


@dataclass(frozen=True)
class _About:
    subject_type: str
    subject_id: int | None

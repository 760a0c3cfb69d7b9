"""Who hears of a meeting, sessions on an order's page, and the names of meetings and decisions."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.meetings import presenters, queries
from zuoxi.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingConvened,
    MeetingFact,
    MinutesSent,
    ParticipantsInvited,
    SeriesFact,
)
from zuoxi.meetings.queries.agendas import DECISION
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.web import slots
from zuoxi.web.templatetags.web import exactly
from zuoxi.workorders.models import WorkOrder

_EXCERPT = 60


def _invite(fact: MeetingFact, *, actor: Actor, now: datetime) -> None:
    """Tell all who take part that a meeting comes."""
    _notify(fact, "meetings.invited", actor=actor, now=now)


for _fact_type in (MeetingConvened, ParticipantsInvited):
    on(_fact_type)(_invite)


@on(MeetingChanged)
def tell_of_change(fact: MeetingChanged, *, actor: Actor, now: datetime) -> None:
    """Tell all who take part that time, place or points are others now."""
    _notify(fact, "meetings.changed", actor=actor, now=now)


@on(MeetingCancelled)
def tell_of_end(fact: MeetingCancelled, *, actor: Actor, now: datetime) -> None:
    """Tell all who take part that it does not take place."""
    _notify(fact, "meetings.cancelled", actor=actor, now=now)


@on(MinutesSent)
def send_minutes(fact: MinutesSent, *, actor: Actor, now: datetime) -> None:
    """Tell all who take part that the minutes are there."""
    _notify(fact, "meetings.minutes", actor=actor, now=now)


@slots.fill("workorders.order", order=21)
def sessions_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the coordination sessions of an order with what they decided."""
    return presenters.order_part(order, actor=actor, now=now)


@names(MeetingFact.SUBJECT)
def meetings(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name meetings in the audit log and in notices."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "title", "starts_at")
    return {
        pk: Subject(f"{title} · {exactly(starts)}", reverse("meetings:meeting", args=[pk]))
        for pk, title, starts in seen
    }


@names(SeriesFact.SUBJECT)
def series(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name recurring meetings in the audit log."""
    seen = queries.visible_series(actor).filter(pk__in=ids).values_list("pk", "title")
    return {pk: Subject(title, reverse("meetings:series", args=[pk])) for pk, title in seen}


@names(DECISION)
def decisions(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name decisions as the source of their tasks."""
    return {
        each.pk: Subject(
            _("%(title)s, decision %(number)s")
            % {"title": each.meeting.title, "number": each.number},
            reverse("meetings:meeting", args=[each.meeting_id]) + "#decisions",
        )
        for each in queries.decisions_by_pk(actor, ids)
    }


@kind("meetings.invited", label=gettext_lazy("Invitation to a meeting"), icon="calendar-event")
def _invited(notice: Notice) -> str:
    return _("You are invited to the meeting “%(title)s” on %(starts)s.") % _told(notice)


@kind(
    "meetings.changed",
    label=gettext_lazy("Meeting changed"),
    icon="calendar-event",
    tone="amber",
)
def _changed(notice: Notice) -> str:
    return _("The meeting “%(title)s” was changed; it begins on %(starts)s.") % _told(notice)


@kind("meetings.cancelled", label=gettext_lazy("Meeting cancelled"), icon="circle-x", tone="amber")
def _cancelled(notice: Notice) -> str:
    return _("The meeting “%(title)s” on %(starts)s does not take place.") % _told(notice)


@kind("meetings.minutes", label=gettext_lazy("Minutes of a meeting"), icon="file-text")
def _minutes(notice: Notice) -> str:
    return _("The minutes of the meeting “%(title)s” are there.") % _told(notice)


def _told(notice: Notice) -> dict[str, str]:
    raw = str(notice.data.get("starts_at", ""))
    starts = exactly(datetime.fromisoformat(raw)) if raw else ""
    return {"title": str(notice.data.get("title", "")), "starts": starts}


def _notify(fact: MeetingFact, name: str, *, actor: Actor, now: datetime) -> None:
    found = queries.news_of(fact.subject_id or 0)
    news = notices.News(
        kind=name,
        subject_type=fact.SUBJECT,
        subject_id=found.meeting.pk,
        centre_id=fact.centre_id,
        data={
            "title": found.meeting.title[:_EXCERPT],
            "starts_at": found.meeting.starts_at.isoformat(),
        },
    )
    notices.notify(actor=actor, receivers=found.receivers, news=news, now=now)

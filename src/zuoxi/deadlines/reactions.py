"""Deadlines on the page of an order, and the notices about them."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zuoxi.clocks.choices import LEVEL_LABELS, ClockMilestone
from zuoxi.deadlines import queries
from zuoxi.deadlines.actions import LEVEL_KIND, STORM_KIND
from zuoxi.deadlines.events import ExtensionAsked, ExtensionGranted, ExtensionRefused
from zuoxi.deadlines.forms import order_part
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.org import queries as org
from zuoxi.web import slots
from zuoxi.web.templatetags.web import exactly
from zuoxi.workorders.models import WorkOrder

_ASKED_KIND = "deadlines.extension_asked"
_DECIDED_KIND = "deadlines.extension_decided"


@slots.fill("workorders.order", order=5)
def deadlines_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part:
    """Show until when what has to be reached, first on the page of an order."""
    return order_part(order, actor=actor, now=now)


@slots.fill("workorders.head", order=5)
def style_of_deadlines(subject: object, *, actor: Actor, now: datetime) -> slots.Part:
    """Bring our style to every page that shows an order."""
    del subject, actor, now
    return slots.Part("deadlines", "", "deadlines/_head.html")


@on(ExtensionAsked)
def tell_the_leads(fact: ExtensionAsked, *, actor: Actor, now: datetime) -> None:
    """Tell whoever decides that somebody asks for more time."""
    assert fact.centre_id is not None
    leads = org.supervisors_of(fact.centre_id) | org.heads_of(fact.centre_id)
    _tell(fact, _ASKED_KIND, {each.pk for each in leads}, actor=actor, now=now)


@on(ExtensionGranted)
@on(ExtensionRefused)
def tell_who_asked(
    fact: ExtensionGranted | ExtensionRefused, *, actor: Actor, now: datetime
) -> None:
    """Tell whoever asked what was decided."""
    asked_by = queries.asked_by(int(fact.data["extension"]))
    _tell(fact, _DECIDED_KIND, {asked_by}, actor=actor, now=now)


@kind(LEVEL_KIND, label=gettext_lazy("Deadline"), icon="hourglass", tone="amber", escalates=True)
def _level(notice: Notice) -> str:
    return _("Work order %(number)s, %(milestone)s: %(level)s (due %(due)s).") % {
        "number": notice.data.get("number", ""),
        "milestone": _milestone(notice),
        "level": LEVEL_LABELS.get(notice.data.get("level", ""), ""),
        "due": _time(notice.data.get("due_at")),
    }


@kind(
    STORM_KIND,
    label=gettext_lazy("Many deadlines"),
    icon="alert-triangle",
    tone="red",
    escalates=True,
)
def _storm(notice: Notice) -> str:
    return ngettext(
        "%(count)s deadline needs you. The list “Deadlines” shows what is due first.",
        "%(count)s deadlines need you. The list “Deadlines” shows what is due first.",
        notice.count,
    ) % {"count": notice.count}


@kind(_ASKED_KIND, label=gettext_lazy("More time asked for"), icon="hourglass")
def _asked(notice: Notice) -> str:
    return _("More time is asked for work order %(number)s (%(milestone)s). Please decide.") % {
        "number": notice.data.get("number", ""),
        "milestone": _milestone(notice),
    }


@kind(_DECIDED_KIND, label=gettext_lazy("More time decided on"), icon="hourglass")
def _decided(notice: Notice) -> str:
    values = {"number": notice.data.get("number", ""), "milestone": _milestone(notice)}
    if notice.data.get("granted"):
        return (
            _("You have more time for work order %(number)s (%(milestone)s). Tell the customer.")
            % values
        )
    return _("More time for work order %(number)s (%(milestone)s) was refused.") % values


def _tell(
    fact: ExtensionAsked | ExtensionGranted | ExtensionRefused,
    name: str,
    receivers: set[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    news = notices.News(
        kind=name,
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        group=f"extension:{fact.data['extension']}",
        data={
            "number": fact.number,
            "milestone": fact.data["milestone"],
            "granted": isinstance(fact, ExtensionGranted),
        },
    )
    notices.notify(actor=actor, receivers=receivers, news=news, now=now)


def _milestone(notice: Notice) -> str:
    name = notice.data.get("milestone", "")
    return str(ClockMilestone(name).label) if name in ClockMilestone.values else ""


def _time(text: str | None) -> str:
    return exactly(datetime.fromisoformat(text)) if text else ""

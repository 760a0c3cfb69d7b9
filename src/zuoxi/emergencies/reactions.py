"""Who is told of proposals and plans, the emergency on an order's page, and names in the log."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.emergencies import presenters, queries
from zuoxi.emergencies.events import EmergencyFact, EmergencyProposed, PlanDrafted
from zuoxi.emergencies.policies import may_see_emergencies
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder


@on(EmergencyProposed)
def ask_who_decides(fact: EmergencyProposed, *, actor: Actor, now: datetime) -> None:
    """Tell those who decide on a proposal."""
    people = queries.proposal_receivers(fact.centre_id or 0)
    _notify(fact, "emergencies.proposed", people, actor=actor, now=now)


@on(PlanDrafted)
def ask_the_head(fact: PlanDrafted, *, actor: Actor, now: datetime) -> None:
    """Tell the head of the leadership group that a plan waits."""
    people = queries.approvers(fact.centre_id or 0)
    _notify(fact, "emergencies.plan", people, actor=actor, now=now)


@slots.fill("workorders.order", order=8)
def emergency_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Say on an order's page to which emergency it belongs, with the common answer."""
    del now
    found = queries.of_order(order) if may_see_emergencies(actor) else []
    if not found:
        return None
    seen = queries.visible_to(actor).filter(pk__in=[each.emergency_id for each in found])
    context = {"links": found, "seen_emergencies": set(seen.values_list("pk", flat=True))}
    title = gettext_lazy("Emergency")
    return slots.Part("emergency", title, "emergencies/_of_order.html", context, "urgent")


@names(EmergencyFact.SUBJECT)
def emergencies(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name emergencies by their title; a proposal by its subject."""
    rows = queries.visible_to(actor).filter(pk__in=ids)
    return {
        each.pk: Subject(presenters.title_of(each), reverse("emergencies:detail", args=[each.pk]))
        for each in rows.select_related("request_type", "device_type")
    }


@kind("emergencies.proposed", label=gettext_lazy("Group complaint?"), icon="urgent", tone="amber")
def _proposed(notice: Notice) -> str:
    return _(
        "%(count)s complaints on one subject (%(type)s) have arrived. Decide whether this is a "
        "group complaint."
    ) % {"count": notice.data.get("orders", ""), "type": notice.data.get("request_type", "")}


@kind("emergencies.started", label=gettext_lazy("Emergency"), icon="urgent", tone="red")
def _started(notice: Notice) -> str:
    return _("Emergency: %(title)s. Open it and confirm that you have been told.") % {
        "title": notice.data.get("title", "")
    }


@kind("emergencies.plan", label=gettext_lazy("Plan to approve"), icon="list-check", tone="amber")
def _plan(notice: Notice) -> str:
    return _("The plan for “%(title)s” waits for your approval.") % {
        "title": notice.data.get("title", "")
    }


def _notify(
    fact: EmergencyFact, name: str, people: list[int], *, actor: Actor, now: datetime
) -> None:
    news = notices.News(
        kind=name,
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        data={key: fact.data.get(key, "") for key in ("title", "orders", "request_type")},
    )
    notices.notify(actor=actor, receivers=people, news=news, now=now)

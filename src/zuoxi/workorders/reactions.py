"""What this package adds to others: customers, orders on pages, names in the log, notices."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import register_visibility
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.org.queries import register_open_work, staff_of, supervisors_of
from zuoxi.web import slots
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.choices import Status
from zuoxi.workorders.events import (
    OrderArchived,
    OrderCompleted,
    OrderFact,
    OrderMerged,
    OrderReturned,
)
from zuoxi.workorders.lifecycle import ADJUDICATION
from zuoxi.workorders.models import WorkOrder

_SHOWN = 20


@register_visibility
def customers_of_own_orders(actor: Actor) -> Q:
    """Open the customers whose orders are now dispatched to the actor's work areas."""
    if not actor.area_ids:
        return Q(pk__in=[])
    return Q(queries.seen_by_areas(actor.area_ids))


@register_open_work
def open_legs(*, work_area_id: int | None, technician_id: int | None) -> int:
    """Have a supervisor warned before closing a work area or technician with open orders."""
    return queries.count_open_legs(work_area_id=work_area_id, technician_id=technician_id)


@slots.fill("workorders.order", order=10)
def linked_orders(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the orders that belong to an order, with what may be done about it."""
    del now
    context = presenters.links_context(actor, subject)
    if not context["linked"] and not context["may_link"]:
        return None
    return slots.Part("links", _("Linked work orders"), "workorders/_links.html", context, "link")


@names("workorders.order")
def numbers(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name orders in the audit log by their number."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "number")
    return {pk: Subject(number, reverse("workorders:order", args=[number])) for pk, number in seen}


@slots.fill("customers.customer", order=10)
def orders_of_customer(subject: Customer, *, actor: Actor, now: datetime) -> slots.Part:
    """Show a customer's latest orders, open and past, on the customer's page."""
    del now
    orders = queries.orders_of(actor, subject.pk, limit=_SHOWN + 1)
    url = f"{reverse('workorders:inquiry')}?{urlencode({'customer_no': subject.customer_no})}"
    context = {"orders": orders[:_SHOWN], "more": len(orders) > _SHOWN, "url": url}
    return slots.Part(
        "orders", _("Work orders"), "workorders/_of_customer.html", context, "clipboard-list"
    )


@kind(
    "workorders.petition",
    label=gettext_lazy("Petition"),
    icon="flag-exclamation",
    tone="red",
    escalates=True,
)
def _petition(notice: Notice) -> str:
    return _(
        "The customer of work order %(number)s wants to petition the authorities. "
        "Look at the result and decide what to do next."
    ) % {"number": notice.data.get("number", "")}


@kind("workorders.urged", label=gettext_lazy("Urge"), icon="bell-ringing", tone="amber")
def _urged(notice: Notice) -> str:
    return str(
        _("The customer of work order %(number)s has urged %(urges)s times. See to it now.")
        % notice.data
    )


@kind("workorders.adjudication", label=gettext_lazy("Adjudication"), icon="gavel", tone="violet")
def _adjudication(notice: Notice) -> str:
    return _(
        "Work order %(number)s has been returned too many times. Decide whose it is; "
        "your decision is binding."
    ) % {"number": notice.data.get("number", "")}


@on(OrderReturned)
def tell_supervisors_of_adjudication(fact: OrderReturned, *, actor: Actor, now: datetime) -> None:
    """Call the centre's supervisors when a return led to adjudication."""
    if fact.to_state == ADJUDICATION:
        _tell_supervisors(fact, "workorders.adjudication", actor=actor, now=now)


@kind("workorders.merged", label=gettext_lazy("Merged"), icon="git-merge", tone="violet")
def _merged(notice: Notice) -> str:
    return str(
        _(
            "Work order %(other)s is the same matter as %(number)s and was merged into it. "
            "Read what it adds."
        )
        % notice.data
    )


@on(OrderMerged)
def tell_work_area_of_merge(fact: OrderMerged, *, actor: Actor, now: datetime) -> None:
    """Tell the staff who have the main order that there is more to know."""
    main = WorkOrder.objects.get(number=fact.data["into"])
    if main.status not in {Status.DISPATCHED, Status.IN_PROGRESS} or main.work_area_id is None:
        return
    notices.notify(
        actor=actor,
        receivers=staff_of(main.work_area_id).values_list("pk", flat=True),
        news=notices.News(
            kind="workorders.merged",
            subject_type=fact.SUBJECT,
            subject_id=main.pk,
            centre_id=main.centre_id,
            data={"number": main.number, "other": fact.number},
        ),
        now=now,
    )


@on(OrderArchived)
def archive_what_is_merged(fact: OrderArchived, *, actor: Actor, now: datetime) -> None:
    """End the orders that are the same matter, by the same person in the same transaction."""
    assert fact.subject_id is not None
    for number in queries.lock_open_merged_into(fact.subject_id):
        actions.transition(
            actor=actor, number=number, name="archive", inputs={}, expected_version=None, now=now
        )


@slots.fill("workorders.dialog", order=5)
@slots.fill("workorders.order", order=5)
def merged_orders(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show what an order is merged into, or what is merged into it."""
    if subject.merged_into_id is not None:
        may = queries.may_correct(actor, subject, "unmerge")
        context = {"order": subject, "main": subject.merged_into, "may_unmerge": may}
        title, template = _("Merged"), "workorders/_merged_into.html"
        return slots.Part("merged", title, template, context, "git-merge")
    found = presenters.merged_context(actor, subject, now)
    if found is None:
        return None
    title, template = _("Merged into this work order"), "workorders/_merged.html"
    return slots.Part("merged", title, template, found, "git-merge")


@on(OrderCompleted)
def tell_supervisors_of_petition(fact: OrderCompleted, *, actor: Actor, now: datetime) -> None:
    """Alert the centre's supervisors when an order was completed with "petition: yes" (W-042)."""
    if fact.data.get("is_petition"):
        _tell_supervisors(fact, "workorders.petition", actor=actor, now=now)


def _tell_supervisors(fact: OrderFact, name: str, *, actor: Actor, now: datetime) -> None:
    assert fact.subject_id is not None
    assert fact.centre_id is not None
    notices.notify(
        actor=actor,
        receivers=supervisors_of(fact.centre_id).values_list("pk", flat=True),
        news=notices.News(
            kind=name,
            subject_type=fact.SUBJECT,
            subject_id=fact.subject_id,
            centre_id=fact.centre_id,
            data={"number": fact.number},
        ),
        now=now,
    )

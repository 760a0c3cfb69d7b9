"""What linkage does when orders move and customers are told, and its parts of pages."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.callbacks.choices import ConnectStatus
from zuoxi.callbacks.events import CallbackAttempted
from zuoxi.callbacks.models import Callback
from zuoxi.contacts import queries as contacts
from zuoxi.customers.models import Customer
from zuoxi.followups.events import FollowUpClosed
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.linkage import actions, presenters, queries
from zuoxi.linkage.choices import Direction, InformedBy
from zuoxi.linkage.events import ExchangeFact, ExchangeOpened, ExchangeReplied, HandlerMissing
from zuoxi.linkage.forms import handler_part, item_part
from zuoxi.linkage.models import Exchange
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.org.models import Unit
from zuoxi.org.queries import supervisors_of
from zuoxi.web import slots
from zuoxi.workorders import actions as moves
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Action, Complexity, Status
from zuoxi.workorders.events import OrderArchived, OrderCreated, OrderTransferred
from zuoxi.workorders.models import WorkOrder

workorders.register_guard(actions.check_end)


@on(OrderCreated)
def begin_at_intake(fact: OrderCreated, *, actor: Actor, now: datetime) -> None:
    """Give what intake has called complex to the working group."""
    if fact.data.get("complexity") == Complexity.COMPLEX:
        actions.begin_item(actor=actor, order_id=fact.subject_id or 0, now=now)


@on(OrderTransferred)
def begin_later(fact: OrderTransferred, *, actor: Actor, now: datetime) -> None:
    """Give what turned out to be complex to the working group."""
    actions.begin_item(actor=actor, order_id=fact.subject_id or 0, now=now)


@on(OrderArchived)
def archive_the_parts(fact: OrderArchived, *, actor: Actor, now: datetime) -> None:
    """End the sub-orders that have their result with their parent; others go on by themselves."""
    if fact.subject_id is None or fact.family_id != fact.subject_id:
        return
    for part in workorders.parts_of(fact.subject_id):
        if part.status == Status.COMPLETED:
            moves.transition(
                actor=actor,
                number=part.number,
                name=Action.ARCHIVE,
                inputs={},
                expected_version=None,
                now=now,
            )


@on(CallbackAttempted)
def told_by_callback(fact: CallbackAttempted, *, actor: Actor, now: datetime) -> None:
    """Let a callback that reached the customer count as telling the result: it is one fact."""
    if fact.data.get("connect_status") != ConnectStatus.CONNECTED:
        return
    order_id = Callback.objects.values_list("order_id", flat=True).get(pk=fact.subject_id or 0)
    actions.note_informed(
        actor=actor,
        order_id=order_id,
        leg_id=fact.leg_id,
        way=InformedBy.CALLBACK,
        informed_at=now,
        remark=fact.data.get("remark", ""),
        now=now,
    )


@on(FollowUpClosed)
def told_by_follow_up(fact: FollowUpClosed, *, actor: Actor, now: datetime) -> None:
    """Let a closed follow-up task, which says when the customer was informed, count as that."""
    order_id = FollowUp.objects.values_list("order_id", flat=True).get(pk=fact.subject_id or 0)
    actions.note_informed(
        actor=actor,
        order_id=order_id,
        leg_id=None,
        way=InformedBy.FOLLOW_UP,
        informed_at=datetime.fromisoformat(fact.data["customer_informed_at"]),
        remark=fact.data.get("result", ""),
        now=now,
    )


@on(HandlerMissing)
def tell_the_heads(fact: HandlerMissing, *, actor: Actor, now: datetime) -> None:
    """Tell the heads of the department; where it has none, the supervisors of the centre."""
    (unit_id,) = fact.area_ids
    receivers = [each.pk for each in contacts.heads_of(Unit.objects.get(pk=unit_id))]
    if not receivers:
        receivers = list(supervisors_of(fact.centre_id or 0).values_list("pk", flat=True))
    news = notices.News(
        kind="linkage.handler_missing",
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        data={"number": fact.number, "department": fact.data["department"]},
    )
    notices.notify(actor=actor, receivers=receivers, news=news, now=now)


@on(ExchangeOpened)
def tell_the_unit(fact: ExchangeOpened, *, actor: Actor, now: datetime) -> None:
    """Tell who answers for the unit; feedback that is not urgent waits for the periodic report."""
    is_request = fact.data["direction"] == Direction.REQUEST
    if not is_request and not fact.data["is_urgent"]:
        return
    receivers = queries.receivers_at(Unit.objects.get(pk=fact.unit_id))
    name = "linkage.asked" if is_request else "linkage.feedback"
    _notify(fact, name, receivers, actor=actor, now=now)


@on(ExchangeReplied)
def tell_who_asked(fact: ExchangeReplied, *, actor: Actor, now: datetime) -> None:
    """Tell whoever asked that there is an answer, or how far it is."""
    asked = Exchange.objects.values_list("made_by_id", flat=True).get(pk=fact.subject_id or 0)
    _notify(fact, "linkage.replied", [asked], actor=actor, now=now)


@slots.fill("workorders.head", order=20)
def what_parts_need(subject: object, *, actor: Actor, now: datetime) -> slots.Part:
    """Bring the style sheet of the item along to the pages of orders."""
    del subject, actor, now
    return slots.Part("linkage", "", "linkage/_head.html")


@slots.fill("workorders.order", order=7)
def item_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show who works on a complex matter, on its page and on those of its sub-orders."""
    if order.family_id is None:
        return None
    return item_part(order, actor=actor, now=now)


@slots.fill("workorders.order", order=11)
def handler_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show who handles it at the department that has the order; let the department say so."""
    return handler_part(order, actor=actor, now=now)


@slots.fill("workorders.order.actions", order=10)
def buttons(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Offer to transfer the order to the working group, and to turn to a department about it."""
    del now
    context = presenters.order_buttons(order, actor)
    return slots.Part("linkage", "", "linkage/_buttons.html", context) if context else None


@slots.fill("customers.customer", order=20)
def of_customer(customer: Customer, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show how far departments are with the customer's orders, and what was asked of them."""
    del now
    context = presenters.customer_context(customer, actor)
    title, template = gettext_lazy("What departments report"), "linkage/_of_customer.html"
    return slots.Part("progress", title, template, context, "progress")


@slots.fill("contacts.department", order=10)
def two_ways(unit: Unit, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show what was asked of a department and what it was told, with the response rates."""
    context = presenters.department_context(unit, actor, now)
    title = gettext_lazy("Both ways: support asked, feedback given")
    return slots.Part("two-ways", title, "linkage/_two_ways.html", context, "arrows-exchange")


@names(ExchangeFact.SUBJECT)
def exchanges(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name exchanges in the audit log by their unit and number."""
    seen = queries.visible_exchanges(actor).filter(pk__in=ids).values_list("pk", "unit__name")
    return {
        pk: Subject(f"{name} #{pk}", reverse("linkage:exchange", args=[pk])) for pk, name in seen
    }


@kind(
    "linkage.handler_missing",
    label=gettext_lazy("No handler named"),
    icon="user-exclamation",
    tone="red",
)
def _handler_missing(notice: Notice) -> str:
    return str(
        _(
            "Nobody of %(department)s has been named yet to handle work order %(number)s. Name the "
            "handler now."
        )
        % notice.data
    )


@kind("linkage.asked", label=gettext_lazy("Support asked"), icon="arrows-exchange", tone="amber")
def _asked(notice: Notice) -> str:
    return str(_("The service centre asks %(unit)s for support. Read it and answer.") % notice.data)


@kind("linkage.feedback", label=gettext_lazy("Urgent feedback"), icon="message-report", tone="red")
def _feedback(notice: Notice) -> str:
    return str(_("Urgent feedback from users for %(unit)s. Read it and answer.") % notice.data)


@kind("linkage.replied", label=gettext_lazy("Reply of a department"), icon="message-check")
def _replied(notice: Notice) -> str:
    return str(_("%(unit)s has replied to what you asked or passed on.") % notice.data)


def _notify(
    fact: ExchangeFact, name: str, receivers: list[int], *, actor: Actor, now: datetime
) -> None:
    news = notices.News(
        kind=name,
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        data={"unit": fact.data["unit"]},
    )
    notices.notify(actor=actor, receivers=receivers, news=news, now=now)

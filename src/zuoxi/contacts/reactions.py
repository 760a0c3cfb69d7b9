"""What the register does when centres are founded and orders move, and its parts of pages."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.contacts import actions, presenters, queries
from zuoxi.contacts.events import (
    DepartmentFact,
    PersonNotReached,
    ProcessFact,
    ProcessProposed,
    ReachFact,
    ReachOutStarted,
)
from zuoxi.contacts.forms import reach_part, steps_part
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.org.choices import UnitKind
from zuoxi.org.events import UnitCreated
from zuoxi.web import slots
from zuoxi.workorders.events import (
    OrderArchived,
    OrderCompleted,
    OrderFact,
    OrderRecalled,
    OrderReturned,
)
from zuoxi.workorders.models import WorkOrder


@on(UnitCreated)
def found_with_departments(fact: UnitCreated, *, actor: Actor, now: datetime) -> None:
    """Give a new centre the departments that the register starts with."""
    if fact.data.get("kind") == UnitKind.CENTRE and fact.subject_id is not None:
        actions.found_departments(actor=actor, centre_id=fact.subject_id, now=now)


def _end_reach_out(fact: OrderFact, *, actor: Actor, now: datetime) -> None:
    """Reach nobody any more at a department that has the order no longer."""
    if not queries.are_departments(fact.area_ids):
        return
    for pk in queries.open_on_order(fact.subject_id or 0):
        actions.end_for_leg(actor=actor, reach_out_id=pk, now=now)


for _ending in (OrderReturned, OrderCompleted, OrderRecalled, OrderArchived):
    on(_ending)(_end_reach_out)


@on(ReachOutStarted)
def tell_the_first(fact: ReachOutStarted, *, actor: Actor, now: datetime) -> None:
    """Give a notice to whoever is to be reached, if that person has an account."""
    _tell_whose_turn_it_is(fact, actor=actor, now=now)


@on(PersonNotReached)
def tell_the_next(fact: PersonNotReached, *, actor: Actor, now: datetime) -> None:
    """Give a notice to whoever has the turn now; after the last, to the heads as well."""
    _tell_whose_turn_it_is(fact, actor=actor, now=now)
    if fact.data.get("is_last"):
        heads = queries.heads_to_tell(fact.subject_id or 0)
        _notify(fact, "contacts.nobody_reached", heads, actor=actor, now=now)


@on(ProcessProposed)
def ask_the_heads(fact: ProcessProposed, *, actor: Actor, now: datetime) -> None:
    """Tell the heads of both sides that a process waits for them."""
    heads = queries.heads_to_agree(fact.subject_id or 0)
    news = notices.News(
        kind="contacts.process_proposed",
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        data={"department": fact.data["department"]},
    )
    notices.notify(actor=actor, receivers=heads, news=news, now=now)


@slots.fill("workorders.head", order=12)
def style_of_contacts(subject: object, *, actor: Actor, now: datetime) -> slots.Part:
    """Bring our style to every page that shows an order."""
    del subject, actor, now
    return slots.Part("contacts", "", "contacts/_head.html")


@slots.fill("workorders.order", order=12)
def whom_to_reach(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Say whom to reach at the department that has the order, and how."""
    return reach_part(order, actor=actor, now=now)


@slots.fill("workorders.order", order=13)
def agreed_steps(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the steps of the process that holds for the order."""
    del now
    return steps_part(order, actor=actor)


@slots.fill("workorders.dialog", order=15)
def open_steps(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Remind whoever completes an order of the steps that nobody has ticked."""
    del now
    return presenters.open_steps_part(order, actor=actor)


@names(DepartmentFact.SUBJECT)
def departments(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name departments in the audit log."""
    seen = queries.visible_departments(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Subject(name, reverse("contacts:department", args=[pk])) for pk, name in seen}


@names(ProcessFact.SUBJECT)
def processes(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name versions of processes in the audit log by department and number."""
    return {
        each.pk: Subject(
            f"{each.department.name} · {each.request_type} · {each.number}",
            reverse("contacts:process", args=[each.pk]),
        )
        for each in queries.processes_seen(actor, ids)
    }


@kind("contacts.your_turn", label=gettext_lazy("Please get in touch"), icon="phone", tone="amber")
def _your_turn(notice: Notice) -> str:
    return _(
        "The service centre is trying to reach you about work order %(number)s. Please get in "
        "touch."
    ) % {"number": notice.data.get("number", "")}


@kind(
    "contacts.nobody_reached",
    label=gettext_lazy("Nobody was reached"),
    icon="phone-outgoing",
    tone="red",
    escalates=True,
)
def _nobody(notice: Notice) -> str:
    return _(
        "No contact person of your department was reached about work order %(number)s. Please see "
        "to it."
    ) % {"number": notice.data.get("number", "")}


@kind("contacts.process_proposed", label=gettext_lazy("Process to agree on"), icon="list-check")
def _process_proposed(notice: Notice) -> str:
    return _("A process of %(department)s was proposed. Please agree to it, or say why not.") % {
        "department": notice.data.get("department", "")
    }


def _tell_whose_turn_it_is(fact: ReachFact, *, actor: Actor, now: datetime) -> None:
    receivers = queries.account_to_tell(fact.subject_id or 0)
    _notify(fact, "contacts.your_turn", receivers, actor=actor, now=now)


def _notify(
    fact: ReachFact, name: str, receivers: list[int], *, actor: Actor, now: datetime
) -> None:
    if not receivers:
        return
    news = notices.News(
        kind=name,
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        data={"number": fact.number},
    )
    notices.notify(actor=actor, receivers=receivers, news=news, now=now)

"""One order as its page shows it: blocks of facts, bracketed history; and a row of a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from zuoxi.audit.sentences import sentence_for
from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerCard, CustomerName
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import InputKind, Transition
from zuoxi.kernel.models import Event
from zuoxi.org import queries as org
from zuoxi.web.templatetags.web import moment
from zuoxi.workorders import queries
from zuoxi.workorders.choices import Complexity, FormType, Source, Status
from zuoxi.workorders.models import CodeItem, Dispatch, WorkOrder
from zuoxi.workorders.presenters.details import detail_rows
from zuoxi.workorders.presenters.legs import (
    Block,
    earlier,
    leg_rows,
    offer_rows,
    result_rows,
    returned,
    round_of,
    story,
)
from zuoxi.workorders.queries import OrderDetail, Returns

Options = list[tuple[str, str]]


Shown_co = TypeVar("Shown_co", bound=CustomerName, covariant=True)


@dataclass(frozen=True)
class OrderRow(Generic[Shown_co]):
    """An order in a list, with its customer as the reader may see it."""

    order: WorkOrder
    card: Shown_co
    returns: Returns | None = None

    @property
    def status_label(self) -> str:
        """The printed status."""
        return str(Status(self.order.status).label)


@dataclass(frozen=True)
class TimelineEntry:
    """One event of the history; ``leg`` is the heading that opens a bracket before it."""

    at: datetime
    sentence: str
    actor: str
    icon: str
    tone: str
    leg: str = ""


_LOOKS: dict[str, tuple[str, str]] = {
    "workorders.created": ("file-plus", "blue"),
    "workorders.dispatched": ("send", "indigo"),
    "workorders.accepted": ("tool", "cyan"),
    "workorders.returned": ("arrow-back-up", "red"),
    "workorders.completed": ("circle-check", "teal"),
    "workorders.submitted_for_review": ("file-search", "violet"),
    "workorders.approved": ("checks", "green"),
    "workorders.archived": ("archive", "grey"),
    "workorders.misdispatch_noted": ("note", "amber"),
    "workorders.redispatched": ("repeat", "amber"),
    "workorders.recalled": ("arrow-back-up", "amber"),
    "workorders.adjudicated": ("gavel", "violet"),
    "workorders.merged": ("git-merge", "violet"),
    "workorders.unmerged": ("git-merge", "amber"),
    "workorders.reassigned": ("switch-horizontal", "indigo"),
    "workorders.regraded": ("urgent", "amber"),
    "workorders.answered": ("message-check", "teal"),
    "workorders.transferred": ("affiliate", "violet"),
    "workorders.divided": ("subtask", "violet"),
    "workorders.handler_named": ("user-check", "indigo"),
}

# What opens the bracket of a round in the history.
_OPENINGS = ("workorders.dispatched", "workorders.adjudicated")

PROFILE: dict[str, Promise] = {
    "": pgettext_lazy("block", "Customer profile"),
    # Printed with its words the other way round on this page alone.
    Status.UNDER_REVIEW: pgettext_lazy("review dialog", "Customer profile"),
}


def rows_for(
    orders: Sequence[WorkOrder], actor: Actor, now: datetime, *, with_returns: bool = False
) -> list[OrderRow[CustomerName]]:
    """Return the rows of a list with the same few queries for any number of orders."""
    names = customers.names_for([each.customer for each in orders], actor, now)
    returns = queries.returns_of(orders) if with_returns and orders else {}
    return [OrderRow(each, names[each.customer_id], returns.get(each.pk)) for each in orders]


def rows_with_cards(
    orders: Sequence[WorkOrder], actor: Actor, now: datetime, *, with_returns: bool = False
) -> list[OrderRow[CustomerCard]]:
    """Return rows that show telephones and addresses too, which takes three more queries."""
    cards = customers.cards_for([each.customer for each in orders], actor, now)
    returns = queries.returns_of(orders) if with_returns and orders else {}
    return [OrderRow(each, cards[each.customer_id], returns.get(each.pk)) for each in orders]


def dialog_blocks(detail: OrderDetail) -> list[Block]:
    """Return the blocks that the dialog of the order's present list shows (requirements W.0)."""
    order, leg = detail.order, detail.leg
    if order.status in {Status.CREATED, Status.REDISPATCH_PENDING}:
        matter = _matter(detail, pgettext("block", "Dispatch details"))
        return [matter, earlier(detail.legs)] if detail.legs else [matter]
    if order.status == Status.DISPATCHED:
        return [_offered(detail)]
    blocks = [_matter(detail, pgettext("block", "Intake details"))]
    if order.in_adjudication:
        return [*blocks, *story(order, detail.legs)]
    if leg is not None and order.status == Status.RETURNED:
        before = [earlier(detail.legs[:-1])] if len(detail.legs) > 1 else []
        return [*blocks, returned(leg), *before]
    if leg is not None:
        blocks.append(Block(pgettext("block", "Dispatch details"), offer_rows(leg)))
        if order.status != Status.IN_PROGRESS:
            blocks.append(_result(order, leg))
    return [*blocks, *_closing(order)]


def all_blocks(detail: OrderDetail) -> list[Block]:
    """Return everything but the legs: intake, review, archive; for the order's own page."""
    matter = _matter(detail, pgettext("block", "Intake details"))
    return [matter, *_closing(detail.order)]


def leg_blocks(detail: OrderDetail) -> list[Block]:
    """Return one block for each dispatch, oldest first."""
    return [Block(round_of(leg), leg_rows(detail.order, leg), key="leg") for leg in detail.legs]


def timeline(detail: OrderDetail) -> list[TimelineEntry]:
    """Return the history, oldest first; a dispatch opens the bracket of its round."""
    rounds = {leg.pk: leg for leg in detail.legs}
    return [_entry(event, rounds) for event in detail.events]


def options_for(actor: Actor, order: WorkOrder, arrows: Iterable[Transition]) -> dict[str, Options]:
    """Return what the choices of some actions offer, loading only what one of them needs.

    ``groups`` pairs each technician with the work area that the other choice must show first.
    """
    inputs = {each.name: each for arrow in arrows for each in arrow.inputs}
    found: dict[str, Options] = {"groups": []}
    for name, wanted in inputs.items():
        if wanted.kind is InputKind.WORK_AREA:
            found[name] = area_options(actor, centre_id=order.centre_id)
        elif wanted.kind is InputKind.CODE:
            found[name] = code_options(wanted.code_list)
        elif wanted.kind is InputKind.TECHNICIAN and "work_area" in inputs:
            people = org.technicians(actor).filter(work_area__centre_id=order.centre_id)
            rows = list(people.select_related("work_area"))
            found[name] = [(each.code, each.name) for each in rows]
            found["groups"] = [(each.code, each.work_area.code) for each in rows]
        elif wanted.kind is InputKind.TECHNICIAN:
            people = org.technicians(actor, work_area_id=order.work_area_id)
            found[name] = [(each.code, each.name) for each in people]
    return found


def area_options(actor: Actor, *, centre_id: int | None = None) -> Options:
    """Return the active work areas the actor may see, of one centre or of all."""
    rows = org.work_areas(actor)
    if centre_id is not None:
        rows = rows.filter(centre_id=centre_id)
    return [(each.code, each.name) for each in rows]


def code_options(list_name: str) -> Options:
    """Return the values of a code list that may be chosen now."""
    return [(each.code, each.label) for each in queries.code_items(list_name)]


def _matter(detail: OrderDetail, title: str) -> Block:
    order = detail.order
    rows = [
        (pgettext("field", "Device type"), order.device_type.label),
        (pgettext("field", "Request type"), order.request_type.label),
        *((name, item.label) for name, item in _graded(order) if item),
        (pgettext("field", "Appointment"), moment(order.appointment_at)),
        *detail_rows(detail.fields, order.details),
        (pgettext("field", "Intake content"), order.description),
        (pgettext("field", "Received by"), order.received_by.name),
        (pgettext("field", "Received at"), moment(order.received_at)),
    ]
    if order.complexity:
        complexity = str(Complexity(order.complexity).label)
        rows.append((pgettext("field", "Complexity"), complexity))
    if order.source != Source.TELEPHONE:
        rows.append((pgettext("field", "Source of the matter"), str(Source(order.source).label)))
    if order.feedback_due_at:
        rows.append((pgettext("field", "Feedback due"), moment(order.feedback_due_at)))
    return Block(title, rows, key="matter")


def _graded(order: WorkOrder) -> list[tuple[str, CodeItem | None]]:
    return [
        (pgettext("field", "Grade"), order.grade),
        (pgettext("field", "Region class"), order.region_class),
    ]


def _offered(detail: OrderDetail) -> Block:
    block = _matter(detail, pgettext("block", "Dispatch details"))
    if detail.leg is not None:
        block.rows.extend(offer_rows(detail.leg))
    return block


def _result(order: WorkOrder, leg: Dispatch) -> Block:
    return Block(pgettext("block", "Result"), result_rows(order, leg), key="result")


def _closing(order: WorkOrder) -> list[Block]:
    blocks = []
    if order.submitted_by or order.reviewed_by:
        rows = []
        if order.submitted_by:
            rows += [
                (pgettext("field", "Submitted by"), order.submitted_by.name),
                (pgettext("field", "Submitted at"), moment(order.submitted_at)),
            ]
        if order.reviewed_by:
            rows += [
                (pgettext("field", "Review remark"), order.review_remark),
                (pgettext("field", "Reviewed by"), order.reviewed_by.name),
                (pgettext("field", "Reviewed at"), moment(order.reviewed_at)),
            ]
        blocks.append(Block(pgettext("block", "Review"), rows, key="review"))
    if order.answer:
        rows = [(pgettext("field", "Answer to the customer"), order.answer)]
        blocks.append(Block(pgettext("block", "Answered at first contact"), rows, key="answer"))
    if order.archived_by:
        rows = [
            (pgettext("field", "Archived by"), order.archived_by.name),
            (pgettext("field", "Archived at"), moment(order.archived_at)),
        ]
        if not order.is_reviewed and not order.answer:
            rows.append((pgettext("field", "Review"), _("Archived without review")))
        blocks.append(Block(pgettext("block", "Archive"), rows, key="archive"))
    return blocks


def _entry(event: Event, legs: dict[int, Dispatch]) -> TimelineEntry:
    icon, tone = _LOOKS.get(event.kind, ("point", "grey"))
    leg = legs.get(event.leg_id or 0)
    opens = event.kind in _OPENINGS and leg is not None
    return TimelineEntry(
        at=event.at,
        sentence=sentence_for(event),
        actor=event.actor_name,
        icon=icon,
        tone=tone,
        leg=_("Round %(round)s: %(work_area)s")
        % {"round": leg.round, "work_area": leg.work_area.name}
        if opens and leg is not None
        else "",
    )


def form_type_label(value: str) -> str:
    """Return the printed name of a form type."""
    return str(FormType(value).label)

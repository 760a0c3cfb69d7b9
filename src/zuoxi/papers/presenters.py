"""What stands on paper, for the browser's print and the PDF alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from zuoxi.attachments import presenters as attachments
from zuoxi.attachments import queries as attachment_queries
from zuoxi.attachments.events import AttachmentWithdrawn
from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actors import Actor
from zuoxi.papers import queries
from zuoxi.papers.actions import Print
from zuoxi.papers.choices import EXCERPT
from zuoxi.papers.codes import code_of
from zuoxi.papers.queries import Day
from zuoxi.web.context import language_tag
from zuoxi.workorders import presenters as workorders
from zuoxi.workorders.choices import Outcome, Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import OrderDetail
from zuoxi.workorders.templatetags.workorders import is_wide

Pair = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """A headed table; each line holds one wide pair of label and value, or up to two short ones."""

    title: str
    lines: list[list[Pair]]


def order_context(printed: Print, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what the paper of one order shows."""
    detail = printed.detail
    order = detail.order
    matter, *closing = workorders.all_blocks(detail)
    blocks = [matter, *workorders.leg_blocks(detail), *closing]
    files = attachment_queries.of_order(order)
    return {
        "order": order,
        "card": printed.card,
        "form_type_label": workorders.form_type_label(order.form_type),
        "status_label": Status(order.status).label,
        "code": code_of(order.number),
        "sections": [Section(each.title, lines_of(each.rows)) for each in blocks],
        "files": attachments.rows_for(files, actor),
        "entries": workorders.timeline(_for_customers(detail)),
        # Whoever comes to the customer writes the result by hand, unless it is printed already.
        "asks_result": all(each.outcome != Outcome.COMPLETED for each in detail.legs),
        "is_masked": not printed.card.is_revealed,
    } | imprint(actor, now)


def _for_customers(detail: OrderDetail) -> OrderDetail:
    """Return an order without what colleagues tell each other: the customer signs the paper.

    All comments go, also those that the customer may be told: their event does not say whether one
    was taken back since. Of a file that was withdrawn nothing stands there, neither its name nor
    why it went: the list of files does not have it either.
    """
    gone = {
        each.data.get("attachment")
        for each in detail.events
        if each.kind == AttachmentWithdrawn.KIND
    }
    events = [
        each
        for each in detail.events
        if not each.kind.startswith("comments.")
        and not (each.kind.startswith("attachments.") and each.data.get("attachment") in gone)
    ]
    return replace(detail, events=events)


@dataclass(frozen=True)
class Visit:
    """One line of a day's list."""

    order: WorkOrder
    card: CustomerCard
    remark: str
    code: str
    excerpt: int = EXCERPT


@dataclass(frozen=True)
class Group:
    """Some lines of a day's list under one heading."""

    title: str
    visits: list[Visit]


def day_context(
    actor: Actor, wanted: Day, now: datetime, *, most: int, is_masked: bool = False
) -> dict[str, Any]:
    """Return what a day's list shows; masked, or as far as the actor has revealed it by ``now``."""
    rows = queries.with_relations(queries.orders_of(actor, wanted))
    found = list(rows[: most + 1])
    orders = found[:most]
    cards = customers.cards_for((each.customer for each in orders), actor, now, masked=is_masked)
    remarks = queries.remarks_of(orders)
    visits = [
        Visit(each, cards[each.customer_id], remarks.get(each.pk, ""), code_of(each.number))
        for each in orders
    ]
    return {
        "wanted": wanted,
        "groups": _grouped(visits, wanted),
        "count": len(visits),
        "more": len(found) > most,
        "is_masked": all(not each.card.is_revealed for each in visits),
        "may_reveal": any(each.card.may_reveal and not each.card.is_revealed for each in visits),
    } | imprint(actor, now)


def _grouped(visits: Sequence[Visit], wanted: Day) -> list[Group]:
    groups = [
        Group(_("Still open from before"), []),
        Group(_("On this day"), []),
        Group(_("Without an appointment"), []),
    ]
    for visit in visits:
        at = visit.order.appointment_at
        groups[2 if at is None else int(at >= wanted.begin)].visits.append(visit)
    return [each for each in groups if each.visits]


def imprint(actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what every sheet says about itself: by whom and when it was printed."""
    return {"lang": language_tag(), "printed_by": actor.name, "printed_at": now}


def lines_of(rows: Sequence[Pair]) -> list[list[Pair]]:
    """Put short pairs side by side and give long ones a line of their own."""
    lines: list[list[Pair]] = []
    has_room = False
    for pair in rows:
        if is_wide(pair[1]):
            lines.append([pair])
            has_room = False
        elif has_room:
            lines[-1].append(pair)
            has_room = False
        else:
            lines.append([pair])
            has_room = True
    return lines


def document(template: str, context: dict[str, Any]) -> str:
    """Return a paper as a page of its own, of which a PDF can be made."""
    return render_to_string("papers/document.html", context | {"paper": template})

"""What stands on paper, for the browser's print and the PDF alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from zuoxi.attachments import presenters as attachments
from zuoxi.attachments import queries as attachment_queries
from zuoxi.kernel.actors import Actor
from zuoxi.papers.actions import Print
from zuoxi.papers.codes import code_of
from zuoxi.web.context import language_tag
from zuoxi.workorders import presenters as workorders
from zuoxi.workorders.choices import Outcome, Status
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
        "entries": workorders.timeline(detail),
        # Whoever comes to the customer writes the result by hand, unless it is printed already.
        "asks_result": all(each.outcome != Outcome.COMPLETED for each in detail.legs),
        "is_masked": not printed.card.is_revealed,
    } | imprint(actor, now)


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

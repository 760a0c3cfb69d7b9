"""The list of a work area as a file of ``sheets``."""

from functools import partial
from pathlib import Path

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zuoxi.customers.policies import may_reveal
from zuoxi.kernel.actors import Actor
from zuoxi.papers import actions, pdf, presenters, queries
from zuoxi.papers.choices import INSTANT_ORDERS, MOST_ORDERS, ORDERS_ON_A_SHEET
from zuoxi.papers.pdf import Pages
from zuoxi.papers.queries import Day
from zuoxi.sheets.choices import Kind
from zuoxi.sheets.models import Export
from zuoxi.sheets.printed import Printed, Told
from zuoxi.sheets.queries import Listed


def day_list(actor: Actor, asked: dict[str, str]) -> Listed:
    """Return the list that the address of its page asks for.

    Raises PdfUnavailable, so that nobody waits for a file that cannot be made here.
    """
    wanted = queries.day_at(actor, asked.get("area", ""), asked.get("day", ""))
    pdf.require()
    return Listed(
        kind=Kind.ORDERS,
        title=title_of(wanted),
        conditions={"area": wanted.area.code, "day": wanted.day.isoformat()},
        rows=queries.orders_of(actor, wanted),
        asked=asked,
        printed=Printed(
            write=partial(_write, wanted),
            reveal=partial(actions.reveal_day, wanted=wanted),
            may_unmask=may_reveal,
            instant=INSTANT_ORDERS,
            most=MOST_ORDERS,
        ),
    )


def title_of(wanted: Day) -> str:
    """Return what the list is called."""
    return _("Day list of %(area)s") % {"area": wanted.area.name}


def address_of(wanted: Day) -> str:
    """Return the address of the list's page."""
    query = urlencode({"area": wanted.area.code, "day": wanted.day.isoformat()})
    return f"{reverse('papers:day')}?{query}"


def _write(wanted: Day, export: Export, actor: Actor, path: Path, told: Told) -> int:
    """Write the list as it may be shown at the moment of asking: a look ends, a file does not."""
    context = presenters.day_context(
        actor,
        wanted,
        export.requested_at,
        most=max(export.rows_total, 1),
        is_masked=export.is_masked,
    )
    count = int(context["count"])
    document = presenters.document("papers/_day.html", context)
    path.write_bytes(pdf.pdf_of(document, told=lambda pages: told(orders_done(pages, count))))
    return count


def orders_done(pages: Pages, count: int) -> int:
    """Return how far a list is, in orders: laying out is half of the work, drawing the rest."""
    if pages.drawn_of:
        return count // 2 + (count - count // 2) * pages.number // pages.drawn_of
    return min(pages.number * ORDERS_ON_A_SHEET, count) // 2

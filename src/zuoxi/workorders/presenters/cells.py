"""The rows of a list of orders in HTML, with their cells by the name of the column.

In Python rather than in a template: fifty rows have some six hundred cells, and a template takes
several times as long for them (docs/guide/performance.md).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.customers.presenters import CustomerCard, CustomerName
from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.web.markup import html, joined
from zuoxi.web.paths import of_each
from zuoxi.web.templatetags.web import age, exactly, icon, moment, yes_no
from zuoxi.workorders.choices import FormType, Source
from zuoxi.workorders.columns import COLUMNS
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.presenters import marks
from zuoxi.workorders.presenters.excerpts import cut, excerpt
from zuoxi.workorders.presenters.orders import OrderRow

_WHOLE = 300
_SHORT = 60
_NOTHING = "—"

Row = OrderRow[CustomerName]


@dataclass(frozen=True)
class Table:
    """What all rows of a list have in common.

    ``is_worked_on`` gives each row a button to choose it by, ``back`` is where its dialog returns
    to, ``chosen`` the number of the chosen row. ``marks_unresolved`` where the list has a column
    for the result that narrow screens leave out.
    """

    columns: Sequence[str]
    is_worked_on: bool = False
    marks_unresolved: bool = False
    sought: str = ""
    back: str = ""
    chosen: str = ""


def rows(found: Iterable[Row], table: Table) -> SafeString:
    """Return the rows of a list."""
    drawn = _Drawn(table)
    return joined(drawn.row(each) for each in found)


class _Drawn:
    """A list while it is drawn: what is the same in every row is worked out once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.words = in_both_scripts(table.sought) if table.sought else []
        self.form_types = {each.value: str(each.label) for each in FormType}
        self.sources = {each.value: str(each.label) for each in Source}
        self.back = quote(table.back)
        self.page = of_each("workorders:order")
        self.dialog = of_each("workorders:dialog")
        title = _("Open the page of the work order")
        self.open = html('title="{}">{}', title, icon("external-link", label=title))

    def row(self, row: Row) -> SafeString:
        """Return one row."""
        order = row.order
        url = self.page(order.number)
        cells = joined(_CELLS[name](row, self) for name in self.table.columns)
        dialog = chooser = opener = SafeString("")
        is_chosen = order.number == self.table.chosen
        if self.table.is_worked_on:
            dialog_url = self.dialog(order.number)
            dialog = html(' data-href="{}?next={}"', dialog_url, self.back)
            chooser = _chooser(order.number, is_chosen=is_chosen)
            opener = html(
                '<td class="col-open"><a href="{}" tabindex="-1" {}</a></td>', url, self.open
            )
        return html(
            '<tr data-row="{0}" data-number="{0}" data-status="{1}" data-detail="{2}"{3}'
            ' aria-selected="{7}" tabindex="-1">{4}{5}{6}</tr>',
            order.number,
            order.status,
            url,
            dialog,
            chooser,
            cells,
            opener,
            "true" if is_chosen else "false",
        )


def _chooser(number: str, *, is_chosen: bool) -> SafeString:
    return html(
        '<td class="col-select"><input class="form-check-input" type="radio" name="order"'
        ' value="{0}" aria-label="{0}"{1}></td>',
        number,
        SafeString(" checked" if is_chosen else ""),
    )


def _cell(name: str, content: object) -> SafeString:
    return html('<td class="{}">{}</td>', COLUMNS[name][1], content)


def _titled(name: str, content: object, title: str) -> SafeString:
    """Return a cell that may be cut off, and says all of it on hover."""
    return html('<td class="{}" title="{}">{}</td>', COLUMNS[name][1], title, content)


def _plain(name: str, text: str) -> SafeString:
    """Return a cell with somebody's words, whatever script they run in."""
    css = COLUMNS[name][1]
    return html('<td class="{}"><bdi>{}</bdi></td>', css, text or _NOTHING)


def _number(row: Row, drawn: _Drawn) -> SafeString:
    number = row.order.number
    if drawn.table.is_worked_on:
        return _cell("number", html("<strong>{}</strong>", number))
    url = drawn.page(number)
    return _cell("number", html('<a href="{}">{}</a>', url, number))


def _customer(row: Row, _drawn: _Drawn) -> SafeString:
    title, number = row.card.title, row.card.customer_no
    shown = html('<bdi>{}</bdi> <span class="col-secondary">{}</span>', title, number)
    return _titled("customer", shown, f"{title} {number}")


def _phone(row: Row, _drawn: _Drawn) -> SafeString:
    phone = row.card.phone if isinstance(row.card, CustomerCard) else None
    return _plain("phone", phone.text if phone else "")


def _address(row: Row, _drawn: _Drawn) -> SafeString:
    address = row.card.address if isinstance(row.card, CustomerCard) else None
    text = address.text if address else ""
    return _titled("address", html("<bdi>{}</bdi>", text or _NOTHING), text)


def _description(row: Row, drawn: _Drawn) -> SafeString:
    text = row.order.description
    found = html("<bdi>{}</bdi>", excerpt(text, drawn.words))
    return _titled("description", found, cut(text, _WHOLE))


def _request(row: Row, _drawn: _Drawn) -> SafeString:
    text = f"{row.order.request_type.label} · {row.order.device_type.label}"
    return _titled("request", text, text)


def _status(row: Row, drawn: _Drawn) -> SafeString:
    is_unresolved = drawn.table.marks_unresolved and row.order.is_resolved is False
    shown = marks.status_in_row(row.order, is_narrow_unresolved=is_unresolved)
    return html(
        '<td class="col-status" data-cell="status" title="{}">{}</td>', row.status_label, shown
    )


def _returns(row: Row, _drawn: _Drawn) -> SafeString:
    if row.returns is None:
        nothing = html('<span class="col-secondary">{}</span>', _("Not returned"))
        return _cell("returns", nothing)
    leg = row.returns.last
    reason = f"{leg.return_reason.label} · " if leg.return_reason else ""
    said = (leg.work_area.name, leg.finished_by.name if leg.finished_by else "")
    shown = html(
        '<span title="{}"><strong>{}</strong> {}<bdi>{}</bdi></span>',
        " · ".join((*said, cut(leg.misdispatch_note, _WHOLE))),
        _("%(bounces)s×") % {"bounces": row.returns.bounces},
        reason,
        cut(leg.misdispatch_note, _SHORT),
    )
    return _cell("returns", shown)


def _is_resolved(row: Row, _drawn: _Drawn) -> SafeString:
    if row.order.is_resolved is False:
        mark = marks.badge(pgettext("mark", "Unresolved"), "red", "alert-triangle")
        return _cell("is_resolved", mark)
    return _cell("is_resolved", yes_no(row.order.is_resolved))


def short_moment(at: datetime | None) -> SafeString:
    """Return a day and a time for a narrow column, whole on hover."""
    if at is None:
        return html('<span class="col-secondary">{}</span>', _NOTHING)
    return html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        exactly(at),
        f"{localtime(at):%m-%d %H:%M}",
    )


def _name(of: object) -> str:
    return getattr(of, "name", "")


def _label(of: CodeItem | None) -> str:
    return of.label if of else ""


_CELLS: Mapping[str, Callable[[Row, _Drawn], SafeString]] = {
    "number": _number,
    "customer": _customer,
    "phone": _phone,
    "address": _address,
    "form_type": lambda row, drawn: _cell("form_type", drawn.form_types[row.order.form_type]),
    "description": _description,
    "request": _request,
    "grade": lambda row, _drawn: _cell("grade", marks.grade(row.order) or _NOTHING),
    "region_class": lambda row, _drawn: _plain("region_class", _label(row.order.region_class)),
    "source": lambda row, drawn: _cell("source", drawn.sources[row.order.source]),
    "feedback_due_at": lambda row, _drawn: _cell(
        "feedback_due_at", short_moment(row.order.feedback_due_at)
    ),
    "appointment_at": lambda row, _drawn: _cell(
        "appointment_at", short_moment(row.order.appointment_at)
    ),
    "status": _status,
    "work_area": lambda row, _drawn: _plain("work_area", _name(row.order.work_area)),
    "technician": lambda row, _drawn: _plain("technician", _name(row.order.technician)),
    "round": lambda row, _drawn: _cell("round", row.order.round),
    "returns": _returns,
    "is_resolved": _is_resolved,
    "received_by": lambda row, _drawn: _plain("received_by", row.order.received_by.name),
    "received_at": lambda row, _drawn: _cell("received_at", moment(row.order.received_at)),
    "archived_by": lambda row, _drawn: _plain("archived_by", _name(row.order.archived_by)),
    "last_action_at": lambda row, _drawn: _cell("last_action_at", age(row.order.last_action_at)),
    "archived_at": lambda row, _drawn: _cell("archived_at", age(row.order.archived_at)),
}
assert set(_CELLS) == set(COLUMNS), f"without a cell, or no column: {set(_CELLS) ^ set(COLUMNS)}"

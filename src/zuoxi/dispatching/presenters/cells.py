"""The rows of the console in HTML; in Python for the reason of ``workorders.presenters.cells``."""

from collections.abc import Iterator
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.dispatching.models import Claim
from zuoxi.dispatching.presenters.console import Column, ConsoleRow
from zuoxi.web.markup import html, joined
from zuoxi.web.paths import of_each
from zuoxi.web.templatetags.web import age, icon
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.presenters import marks
from zuoxi.workorders.presenters.cells import short_moment
from zuoxi.workorders.presenters.excerpts import cut
from zuoxi.workorders.queries import Returns

_WHOLE, _LINE, _NOTE = 300, 90, 60
_COMPLETED = "completed"


def rows(column: Column, *, back: str, is_marked: bool) -> SafeString:
    """Return the rows of one list; ``is_marked`` gives each a box to mark it for a bulk action.

    ``back`` is where the dialog of a row returns to.
    """
    drawn = _Drawn(column, back=back, is_marked=is_marked)
    return joined(drawn.row(each) for each in column.rows)


class _Drawn:
    """A list while it is drawn: what is the same in every row is worked out once."""

    def __init__(self, column: Column, *, back: str, is_marked: bool) -> None:
        self.column = column
        self.is_marked = is_marked
        self.page = of_each("workorders:order")
        self.dialog = of_each("workorders:dialog")
        self.next = f"?next={quote(back)}"
        self.mark = _("Mark %(number)s")
        self.rounds = pgettext("field", "Dispatch rounds")
        self.appointment = pgettext("field", "Appointment")
        self.calendar = icon("calendar-event", label=self.appointment)

    def row(self, row: ConsoleRow) -> SafeString:
        """Return one row."""
        order = row.order
        page = self.page(order.number)
        opened = page if self.column.is_out else self.dialog(order.number) + self.next
        return html(
            '<tr data-row="{0}" data-number="{0}" data-status="{1}" data-detail="{2}"'
            ' data-href="{3}" aria-selected="false" tabindex="-1">{4}'
            '<td class="console-cell">{5}</td></tr>',
            order.number,
            order.status,
            page,
            opened,
            self._marker(order) if self.is_marked else "",
            joined(self._lines(row, opened)),
        )

    def _marker(self, order: WorkOrder) -> SafeString:
        return html(
            '<td class="console-mark"><input class="form-check-input" type="checkbox"'
            ' name="marked" form="bulk" value="{}:{}" aria-label="{}" tabindex="-1"></td>',
            order.number,
            order.version,
            self.mark % {"number": order.number},
        )

    def _lines(self, row: ConsoleRow, opened: str) -> Iterator[SafeString]:
        order = row.order
        yield html(
            '<p class="console-line"><a class="console-number" href="{}" tabindex="-1">{}</a>'
            ' <span class="console-age">{}</span></p>',
            opened,
            order.number,
            age(order.last_action_at),
        )
        yield html(
            '<p class="console-line"><span class="console-text"><bdi>{}</bdi>'
            ' <span class="text-secondary">{}</span></span></p>',
            row.card.title,
            order.request_type.label,
        )
        yield html(
            '<p class="console-line"><span class="console-text console-content" title="{}">'
            '<bdi>{}</bdi></span> <span class="console-marks">{}</span></p>',
            cut(order.description, _WHOLE),
            cut(order.description, _LINE),
            joined(self._marks(row)),
        )
        if self.column.is_out:
            yield _holder(order)
        elif row.returns and self.column.name != _COMPLETED:
            yield _said(row.returns)
        if order.appointment_at and self.column.name != _COMPLETED:
            yield self._appointment(row)
        if row.claim:
            yield _claim(row.claim, is_mine=row.is_mine)

    def _marks(self, row: ConsoleRow) -> Iterator[SafeString]:
        order = row.order
        if order.is_petition:
            yield marks.petition()
        if order.urges:
            yield marks.urged(order.urges, str(order.urges))
        # That each dispatch came back, the returns alone say.
        if order.round and not (row.returns and row.returns.bounces == order.round):
            rounds = pgettext("mark", "Round %(round)s") % {"round": order.round}
            yield html('<span title="{}">{}</span>', self.rounds, rounds)
        if row.returns:
            returned = pgettext("mark", "Returned %(bounces)s×") % {"bounces": row.returns.bounces}
            yield html('<strong class="console-bounces">{}</strong>', returned)
        if order.status == Status.COMPLETED and order.is_resolved is False:
            yield marks.unresolved()

    def _appointment(self, row: ConsoleRow) -> SafeString:
        """Say for when the customer was promised a visit, and whether that has passed."""
        overdue = ""
        if row.is_overdue:
            overdue = marks.badge(pgettext("appointment", "Overdue"), "red", "hourglass")
        return html(
            '<p class="console-line console-due"><span class="console-text" title="{}">{} {}</span>'
            " {}</p>",
            self.appointment,
            self.calendar,
            short_moment(row.order.appointment_at),
            overdue,
        )


def _holder(order: WorkOrder) -> SafeString:
    """Say who has the order now."""
    return html(
        '<p class="console-text console-place">{} <bdi>{}</bdi> · <bdi>{}</bdi></p>',
        icon("tool"),
        order.work_area.name if order.work_area else "",
        order.technician.name if order.technician else "",
    )


def _said(returns: Returns) -> SafeString:
    """Say what the work area wrote that gave the order back last."""
    leg = returns.last
    reason = f"{leg.return_reason.label} · " if leg.return_reason else ""
    words = {
        "area": html("<bdi>{}</bdi>", leg.work_area.name),
        "words": html("{}<bdi>{}</bdi>", reason, cut(leg.misdispatch_note, _NOTE)),
    }
    return html(
        '<p class="console-text console-said" title="{}">{} {}</p>',
        f"{leg.work_area.name} · {cut(leg.misdispatch_note, _WHOLE)}",
        icon("arrow-back-up"),
        SafeString(pgettext("returned", "%(area)s: %(words)s") % words),
    )


def _claim(claim: Claim, *, is_mine: bool) -> SafeString:
    until = f"{localtime(claim.until):%H:%M}"
    words = (
        _("Yours until %(until)s") % {"until": until}
        if is_mine
        else _("Taken by %(name)s until %(until)s") % {"name": claim.user.name, "until": until}
    )
    return html(
        '<p class="console-claim{}" data-claim>{} {}</p>',
        " is-mine" if is_mine else "",
        icon("user-check"),
        words,
    )

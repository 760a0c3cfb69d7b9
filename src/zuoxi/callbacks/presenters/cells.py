"""The rows of the callback list in HTML; in Python for the reason of ``workorders``."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from zuoxi.callbacks.choices import CallbackStatus
from zuoxi.callbacks.presenters.rows import ListRow
from zuoxi.web.markup import html, joined
from zuoxi.web.paths import of_each
from zuoxi.web.templatetags.web import age
from zuoxi.workorders.presenters.excerpts import cut
from zuoxi.workorders.presenters.marks import badge

_RESULT = 200


def rows(found: Iterable[ListRow], *, status: str) -> SafeString:
    """Return the rows of the list of one status; that of all says of each which it has."""
    address = of_each("callbacks:detail")
    is_open, with_status = status == CallbackStatus.OPEN, status == "all"
    return joined(
        _row(each, address(each.callback.pk), is_open=is_open, with_status=with_status)
        for each in found
    )


def _row(row: ListRow, url: str, *, is_open: bool, with_status: bool) -> SafeString:
    callback = row.callback
    shown = ""
    if with_status:
        mark = badge(row.status_label, row.tone, row.icon)
        shown = html('<td class="col-status">{}</td>', mark)
    last = row.last_label
    return html(
        '<tr data-row="{0}" data-href="{1}" data-detail="{1}?preview=1" tabindex="-1">'
        '<td class="col-number"><a href="{1}">{2}</a></td>'
        '<td class="col-customer"><bdi>{3}</bdi></td>'
        '<td class="col-content" dir="auto">{4}</td>{5}'
        '<td class="col-person{6}" title="{7}">{7}</td>'
        '<td class="col-count col-small-hide">{8}</td>'
        '<td class="col-time">{9}</td></tr>',
        callback.pk,
        url,
        callback.order.number,
        row.card.title,
        cut(callback.leg.resolution_notes, _RESULT),
        shown,
        "" if last else " col-small-hide",
        last or "—",
        len(row.attempts),
        age(callback.created_at if is_open else callback.closed_at),
    )

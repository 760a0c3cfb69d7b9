"""The rows of the list of follow-up tasks in HTML; in Python for the reason of ``workorders``."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from zuoxi.followups.choices import FollowUpState
from zuoxi.followups.presenters.rows import ListRow
from zuoxi.web.markup import html, joined
from zuoxi.web.paths import of_each
from zuoxi.workorders.presenters.cells import short_moment
from zuoxi.workorders.presenters.excerpts import cut
from zuoxi.workorders.presenters.marks import badge

_TASK = 200


def rows(found: Iterable[ListRow], *, state: str) -> SafeString:
    """Return the rows of the list of one state: when each is due, or was closed."""
    address = of_each("followups:detail")
    is_closed = state == FollowUpState.CLOSED
    return joined(_row(each, address(each.follow_up.pk), is_closed=is_closed) for each in found)


def _row(row: ListRow, url: str, *, is_closed: bool) -> SafeString:
    task = row.follow_up
    return html(
        '<tr data-row="{0}" data-href="{1}" data-detail="{1}?preview=1" tabindex="-1">'
        '<td class="col-number"><a href="{1}">{2}</a></td>'
        '<td class="col-customer"><bdi>{3}</bdi></td>'
        '<td class="col-content" dir="auto">{4}</td>'
        '<td class="col-status">{5}</td>'
        '<td class="col-person"><bdi>{6}</bdi></td>'
        '<td class="col-moment">{7}</td></tr>',
        task.pk,
        url,
        task.order.number,
        row.card.title,
        cut(row.task, _TASK),
        badge(row.state_label, row.tone, row.icon),
        task.owner.name,
        short_moment(task.closed_at if is_closed else task.due_at),
    )

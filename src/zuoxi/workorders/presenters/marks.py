"""The status of an order as a badge, and the marks for what the status does not say by itself."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.kernel.belief import rows_of
from zuoxi.web.markup import html, joined
from zuoxi.web.templatetags.web import exactly, icon
from zuoxi.workorders.choices import Complexity, Status
from zuoxi.workorders.models import CodeItem, WorkOrder

# The grades that stand out in every list, by their codes; others are told in words alone.
_GRADES: dict[str, tuple[str, str]] = {
    "critical": ("red", "urgent"),
    "urgent": ("amber", "chevrons-up"),
}
# One tone and one icon for each status, told apart without colour too.
_LOOKS: dict[str, tuple[str, str]] = {
    "created": ("blue", "file-plus"),
    "dispatched": ("indigo", "send"),
    "in_progress": ("cyan", "tool"),
    "completed": ("teal", "circle-check"),
    "under_review": ("violet", "file-search"),
    "archived": ("grey", "archive"),
    "returned": ("red", "arrow-back-up"),
    "redispatch_pending": ("amber", "repeat"),
}


def status_with_marks(order: WorkOrder) -> SafeString:
    """Return the printed status and, beside it, whatever else is out of the ordinary."""
    return joined((status(order), *_marks(order, in_row=False)))


def status_in_row(order: WorkOrder, *, is_narrow_unresolved: bool = False) -> SafeString:
    """Return the same for a narrow column: where room is short, the status gives way, not a mark.

    ``is_narrow_unresolved`` adds the mark that stands for the column of results that narrow screens
    leave out.
    """
    found = list(_marks(order, in_row=True))
    if is_narrow_unresolved:
        found.insert(0, unresolved("only-narrow"))
    return html('<span class="status-marks">{}{}</span>', status(order), joined(found))


def status(order: WorkOrder) -> SafeString:
    """Return the printed status as a badge."""
    return badge(str(Status(order.status).label), *_LOOKS[order.status])


@lru_cache(maxsize=256)
def badge(text: str, tone: str, picture: str) -> SafeString:
    """Return a few words as a badge; every row of a list shows one of the same few."""
    return render_to_string("web/_badge.html", {"text": text, "tone": tone, "icon": picture})


def grade(order: WorkOrder) -> SafeString:
    """Return how important and urgent an order is, as a badge where it stands out."""
    item = _grade_of(order)
    if item is None:
        return SafeString("")
    look = _GRADES.get(item.code)
    return badge(item.label, *look) if look else html("{}", item.label)


def petition() -> SafeString:
    """Return the mark of an order whose customer turns to the authorities."""
    label = pgettext("mark", "Petition to the authorities")
    return mark("red", label, icon("flag-exclamation", label=label))


def urged(count: int, shown: str) -> SafeString:
    """Return the mark of an order whose customer has urged so many times."""
    title = _("The customer has urged %(count)s times") % {"count": count}
    return mark("amber", title, icon("bell-ringing"), shown)


def unresolved(css: str = "") -> SafeString:
    """Return the mark of an order that its work area could not resolve."""
    label = pgettext("mark", "Unresolved")
    return mark("red", label, icon("alert-triangle", label=label), css=css)


def mark(
    tone: str, title: str, drawn: SafeString | str, shown: str = "", css: str = ""
) -> SafeString:
    """Return a small sign with its meaning on hover."""
    names = ("order-mark", f"tone-{tone}" if tone else "", "has-words" if shown else "", css)
    classes = " ".join(each for each in names if each)
    return html('<span class="{}" title="{}">{}{}</span>', classes, title, drawn, shown)


def _marks(order: WorkOrder, *, in_row: bool) -> Iterator[SafeString]:
    """Return the marks of an order, the red ones first; in a row with as few words as will do."""
    if order.is_petition:
        yield petition()
    if order.status != Status.ARCHIVED:
        yield from _pressing(order, in_row=in_row)
    if order.in_adjudication:
        title = pgettext("mark", "Waits for a binding decision")
        yield _worded("violet", title, "gavel", pgettext("mark", "in adjudication"), in_row=in_row)
    if order.is_bound:
        title = pgettext("mark", "A binding decision: it cannot be returned")
        yield _worded("violet", title, "gavel", pgettext("mark", "binding"), in_row=in_row)
    yield from _shared(order, in_row=in_row)
    if order.merged_into_id:
        title = pgettext("mark", "The same matter as another work order")
        yield _worded("violet", title, "git-merge", pgettext("mark", "merged"), in_row=in_row)
    if order.is_reviewed:
        reviewed = pgettext("mark", "Reviewed")
        yield mark("", reviewed, icon("checks", label=reviewed))


def _shared(order: WorkOrder, *, in_row: bool) -> Iterator[SafeString]:
    if order.complexity == Complexity.COMPLEX:
        title = pgettext("mark", "Complex: departments work on it together")
        yield _worded("violet", title, "affiliate", pgettext("mark", "linkage"), in_row=in_row)
    if order.parent_id:
        title = pgettext("mark", "A department's part of a complex work order")
        yield _worded("violet", title, "subtask", pgettext("mark", "sub-order"), in_row=in_row)


def _pressing(order: WorkOrder, *, in_row: bool) -> Iterator[SafeString]:
    if (item := _grade_of(order)) and (look := _GRADES.get(item.code)):
        yield _worded(look[0], item.label, look[1], item.label, in_row=in_row)
    if order.feedback_due_at:
        yield _due(order.feedback_due_at, in_row=in_row)
    if order.urges:
        words = pgettext("mark", "urged %(count)s") % {"count": order.urges}
        yield urged(order.urges, str(order.urges) if in_row else words)


def _grade_of(order: WorkOrder) -> CodeItem | None:
    # Lists do not join it: there are a handful of grades, and most orders have none that shows.
    return rows_of(CodeItem, [order.grade_id])[order.grade_id] if order.grade_id else None


def _due(at: datetime, *, in_row: bool) -> SafeString:
    title = _("Assigned by a superior body, feedback due %(at)s") % {"at": exactly(at)}
    if in_row:
        return mark("violet", title, icon("sitemap", label=title), f"{localtime(at):%m-%d}")
    day = date_format(localtime(at), pgettext("format of a day", "j M"))
    words = pgettext("mark", "Superior: due %(day)s") % {"day": day}
    return html(
        '<span class="order-due" title="{}">{}</span>', title, badge(words, "violet", "sitemap")
    )


def _worded(tone: str, title: str, picture: str, words: str, *, in_row: bool) -> SafeString:
    if in_row:
        return mark(tone, title, icon(picture, label=title))
    return mark(tone, title, icon(picture), words)

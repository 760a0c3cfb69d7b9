"""The status of an order as a badge, and the marks for what the status does not say by itself."""

from collections.abc import Iterator
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.web.markup import html, joined
from zuoxi.web.templatetags.web import exactly, icon
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

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
    return joined((status(order), *_marks(order)))


def status(order: WorkOrder) -> SafeString:
    """Return the printed status as a badge."""
    return badge(str(Status(order.status).label), *_LOOKS[order.status])


@lru_cache(maxsize=256)
def badge(text: str, tone: str, picture: str) -> SafeString:
    """Return a few words as a badge; every row of a list shows one of the same few."""
    return render_to_string("web/_badge.html", {"text": text, "tone": tone, "icon": picture})


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
    classes = " ".join(each for each in ("order-mark", f"tone-{tone}" if tone else "", css) if each)
    between = " " if drawn and shown else ""
    return html('<span class="{}" title="{}">{}{}{}</span>', classes, title, drawn, between, shown)


def _marks(order: WorkOrder) -> Iterator[SafeString]:
    if order.is_reviewed:
        reviewed = pgettext("mark", "Reviewed")
        yield mark("", reviewed, icon("checks", label=reviewed))
    if order.merged_into_id:
        title = pgettext("mark", "The same matter as another work order")
        yield mark("violet", title, icon("git-merge"), pgettext("mark", "merged"))
    if order.in_adjudication:
        title = pgettext("mark", "Waits for a binding decision")
        yield mark("violet", title, icon("gavel"), pgettext("mark", "in adjudication"))
    if order.is_bound:
        title = pgettext("mark", "A binding decision: it cannot be returned")
        yield mark("violet", title, icon("gavel"), pgettext("mark", "binding"))
    if order.is_petition:
        yield petition()
    if order.status != Status.ARCHIVED:
        yield from _pressing(order)


def _pressing(order: WorkOrder) -> Iterator[SafeString]:
    if order.urges:
        yield urged(order.urges, pgettext("mark", "urged %(count)s") % {"count": order.urges})
    if order.feedback_due_at:
        title = _("Assigned by a superior body, feedback due %(at)s")
        day = f"{localtime(order.feedback_due_at):%m-%d}"
        shown = pgettext("mark", "superior %(day)s") % {"day": day}
        yield mark("violet", title % {"at": exactly(order.feedback_due_at)}, "", shown)

"""Components of the work-order pages."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language

from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tables import STATUS_LOOKS

register = template.Library()

_SHORT = 11
_EXCERPT = 120


@register.simple_tag
def order_status(order: WorkOrder) -> SafeString:
    """Show the printed status of an order as a badge."""
    return _status_badge(order.status, get_language())


@cache
def _status_badge(status: str, language: str | None) -> SafeString:
    # Every row of a list shows one of the same few.
    del language
    tone, icon = STATUS_LOOKS[status]
    context = {"text": Status(status).label, "tone": tone, "icon": icon}
    return render_to_string("web/_badge.html", context)


@register.filter
def is_wide(value: str) -> bool:
    """Tell whether a fact needs a line of its own; marked-up times are short to look at."""
    return not hasattr(value, "__html__") and (len(value) > _SHORT or "\n" in value)


@register.filter
def found_in(text: str, sought: str) -> SafeString:
    """Show the part of a text where a search found it, marked; the beginning if it did not."""
    at = text.lower().find(sought.lower()) if sought else -1
    if at < 0:
        return conditional_escape(Truncator(text).chars(_EXCERPT))
    start = max(0, at - _EXCERPT // 2) if at > _EXCERPT // 2 else 0
    end = at + len(sought)
    return format_html(
        "{}{}<mark>{}</mark>{}",
        "…" if start else "",
        text[start:at],
        text[at:end],
        Truncator(text[end:]).chars(_EXCERPT - (at - start)),
    )

"""Components of the work-order pages."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tables import STATUS_LOOKS

register = template.Library()

_SHORT = 11
_EXCERPT = 120


@register.inclusion_tag("web/_badge.html")
def order_status(order: WorkOrder) -> dict[str, object]:
    """Show the printed status of an order as a badge."""
    tone, icon = STATUS_LOOKS[order.status]
    return {"text": Status(order.status).label, "tone": tone, "icon": icon}


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

"""Components of the work-order pages."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.presenters import cells, marks
from zuoxi.workorders.presenters.excerpts import excerpt

register = template.Library()

_SHORT = 11


@register.simple_tag
def order_status(order: WorkOrder) -> SafeString:
    """Show the printed status of an order, and beside it what the status does not say."""
    return marks.status_with_marks(order)


@register.simple_tag
def order_status_short(order: WorkOrder) -> SafeString:
    """Show the same with few words, beside the buttons of a page."""
    return marks.status_in_row(order)


@register.simple_tag(takes_context=True)
def order_rows(context: Context) -> SafeString:
    """Draw the rows of a list page."""
    spec = context["spec"]
    table = cells.Table(
        columns=context["look"].names,
        is_worked_on=bool(spec.button),
        marks_unresolved="result" in spec.columns,
        sought=context["filters"].sought,
        back=context.get("next") or "",
        chosen=context.get("chosen") or "",
    )
    return cells.rows(context["rows"], table)


@register.filter
def is_wide(value: str) -> bool:
    """Tell whether a fact needs a line of its own; marked-up times are short to look at."""
    return not hasattr(value, "__html__") and (len(value) > _SHORT or "\n" in value)


@register.filter
def found_in(text: str, sought: str) -> SafeString:
    """Show the part of a text where a search found it, marked; the beginning if it did not."""
    return excerpt(text, in_both_scripts(sought) if sought else [])

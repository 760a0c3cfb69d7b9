"""Components of the console."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from zuoxi.dispatching.presenters import Column, cells

register = template.Library()


@register.simple_tag(takes_context=True)
def console_rows(context: Context, column: Column) -> SafeString:
    """Draw the rows of one list of the console."""
    return cells.rows(column, back=context["next"], is_marked=bool(context["kind"]))

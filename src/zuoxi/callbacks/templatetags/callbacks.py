"""Components of the callback list."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from zuoxi.callbacks.presenters import cells

register = template.Library()


@register.simple_tag(takes_context=True)
def callback_rows(context: Context) -> SafeString:
    """Draw the rows of the list."""
    return cells.rows(context["rows"], status=context["status"])

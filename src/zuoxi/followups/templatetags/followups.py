"""Components of the list of follow-up tasks."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from zuoxi.followups.presenters import cells

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_up_rows(context: Context) -> SafeString:
    """Draw the rows of the list."""
    return cells.rows(context["rows"], state=context["state"])

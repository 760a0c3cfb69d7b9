"""Components of the pages on site."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from zuoxi.fieldwork.presenters import Visit, cells
from zuoxi.fieldwork.presenters.cells import Forms
from zuoxi.web.markup import html

register = template.Library()


@register.simple_tag(takes_context=True)
def field_cards(context: Context, visits: Iterable[Visit]) -> SafeString:
    """Draw the cards of one part of the list."""
    return cells.cards(visits, _forms(context), with_technician=not context["whose"].technician)


@register.simple_tag
def field_state(visit: Visit) -> SafeString:
    """Draw when an order is due, and the marks of what is pressing about it."""
    return html("{}{}", cells.when(visit), cells.marks(visit))


@register.simple_tag(takes_context=True)
def field_contact(context: Context, visit: Visit) -> SafeString:
    """Draw the ways to the customer."""
    return cells.contact(visit, _forms(context))


@register.simple_tag(takes_context=True)
def field_accept(context: Context, visit: Visit) -> SafeString:
    """Draw the button by which an order is taken on."""
    return cells.accept(visit, _forms(context))


def _forms(context: Context) -> Forms:
    return Forms(str(context["csrf_token"]), context["request"].get_full_path())

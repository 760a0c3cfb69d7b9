"""How the inputs of forms are drawn: as by Django's templates for them, in Python.

A choice of fifty technicians takes a hundred and fifty templates, a fifth of an order's page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

from zuoxi.web.markup import html, joined

Widget = Mapping[str, Any]

_FOLDER = "django/forms/widgets/"


class Renderer(DjangoTemplates):
    """Draws the inputs that pages are full of; the others by their templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Return a widget, or whatever else of a form has a template."""
        draw = _DRAWN.get(template_name.removeprefix(_FOLDER))
        widget = context.get("widget")
        if draw is None or widget is None or widget.get("wrap_label"):
            return super().render(template_name, context, request)
        return draw(widget)


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    return html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else html(' value="{}"', value),
        _attributes(widget),
    )


def _textarea(widget: Widget) -> SafeString:
    attributes = _attributes(widget)
    return html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes, widget["value"] or ""
    )


def _select(widget: Widget) -> SafeString:
    groups = joined(_group(name, options) for name, options, _index in widget["optgroups"])
    return html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget), groups)


def _group(name: str | None, options: list[Widget]) -> SafeString:
    drawn = joined(_option(each) for each in options)
    return html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def _option(option: Widget) -> SafeString:
    attributes = _attributes(option)
    return html('<option value="{}"{}>{}</option>', option["value"], attributes, option["label"])


def _attributes(widget: Widget) -> SafeString:
    return joined(
        html(" {}", name) if value is True else html(' {}="{}"', name, value)
        for name, value in widget["attrs"].items()
        if value is not False
    )


_INPUTS = ("checkbox", "date", "datetime", "email", "hidden", "number", "password", "text", "time")
_DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    "select.html": _select,
    "textarea.html": _textarea,
    **{f"{name}.html": _input for name in (*_INPUTS, "url", "checkbox_option", "radio_option")},
}

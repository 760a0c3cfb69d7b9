"""Components as tags. A builtin library: templates need no ``{% load %}``."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.forms import BaseForm, BoundField
from django.template import TemplateSyntaxError
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from zuoxi.web import slots
from zuoxi.web.markup import html

register = template.Library()

ICON_LIST = Path(__file__).resolve().parents[1] / "icons.txt"
TONES = ("grey", "blue", "indigo", "cyan", "teal", "green", "amber", "red", "violet", "pink")

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons that set-up packs into the sprite."""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in map(str.strip, lines) if line and not line.startswith("#"))


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon; with a label it speaks, without it is decoration beside a word."""
    return _drawn(name, str(label), css)


@lru_cache(maxsize=1024)
def _drawn(name: str, label: str, css: str) -> SafeString:
    # A list shows the same few icons in every row.
    if name not in icon_names():
        raise TemplateSyntaxError(f"There is no icon {name!r}. Add the name to web/icons.txt.")
    spoken = html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return html(
        '<svg class="icon {}" {}><use href="{}#{}"></use></svg>',
        css,
        spoken,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def heading(context: Context) -> SafeString:
    """Print the block ``title`` a second time: the browser's title is the page's heading."""
    return _block(context, "title")


@register.simple_tag(takes_context=True)
def page_help(context: Context) -> SafeString:
    """Print the block ``help`` of the page, which explains what the page is for."""
    return _block(context, "help")


@register.inclusion_tag("web/_badge.html")
def badge(text: object, tone: str = "grey", icon: str = "") -> dict[str, object]:
    """Show a status: never by colour alone."""
    if tone not in TONES:
        raise TemplateSyntaxError(f"There is no tone {tone!r}; there are {', '.join(TONES)}.")
    return {"text": text, "tone": tone, "icon": icon}


@register.simple_tag
def moment(value: datetime | date | None) -> str:
    """Show a time exactly, as the language writes it."""
    if value is None:
        return mark_safe('<span class="text-secondary">—</span>')
    return _time_element(value, exactly(value), css="moment")


@register.simple_tag
def age(value: datetime | None) -> str:
    """Show how long ago something was; exact on hover and in print."""
    if value is None:
        return mark_safe('<span class="text-secondary">—</span>')
    now = timezone.now()  # noqa: TID251 - how old a thing looks is decided when it is drawn
    return _time_element(value, _relative(value, now), css="age")


@register.simple_tag
def age_patterns() -> dict[str, str]:
    """Give the words by which the browser keeps ages right while a page stays open."""
    return _age_patterns(get_language())


@cache
def _age_patterns(language: str | None) -> dict[str, str]:
    # Every row of a list asks for them.
    del language
    return {
        "now": pgettext("age", "just now"),
        "minutes": pgettext("age", "{n} min ago"),
        "hours": pgettext("age", "{n} h ago"),
        "days": pgettext("age", "{n} d ago"),
    }


@register.inclusion_tag("web/_empty.html")
def empty_state(
    icon: str, title: str, text: str = "", url: str = "", action: str = ""
) -> dict[str, str]:
    """Fill an empty place: what is not here, and the next step."""
    return {"icon": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/_field.html")
def field(bound: BoundField, label: str = "", css: str = "", key: str = "") -> dict[str, object]:
    """Draw a form field with label, help and error; ``key`` is the digit that jumps to it."""
    widget = bound.field.widget
    choices = getattr(widget, "input_type", "") == "radio"
    return {
        "bound": bound,
        "label": label or bound.label,
        "css": css,
        "key": key,
        "is_group": choices or getattr(widget, "use_fieldset", False),
        "is_check": getattr(widget, "input_type", "") == "checkbox" and not choices,
    }


@register.inclusion_tag("web/_form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """Sum up above a form what is wrong in it, with links to the fields."""
    if not form.is_bound:
        return {"faults": [], "general": []}
    faults = [bound for bound in form if bound.errors]
    return {"faults": faults, "general": form.non_field_errors()}


@register.filter
def yes_no(value: bool | None) -> str:  # noqa: FBT001 - a filter has one positional value
    """Say yes or no; a dash for what nobody has answered."""
    if value is None:
        return "—"
    return pgettext("answer", "Yes") if value else pgettext("answer", "No")


@register.inclusion_tag("web/_next_page.html", takes_context=True)
def next_page(context: Context, cursor: str) -> dict[str, object]:
    """Link to the next page of a list and back to its first one."""
    request = context["request"]
    query = request.GET.copy()
    paged = bool(query.pop("cursor", None))
    first = query.urlencode()
    if cursor:
        query["cursor"] = cursor
    return {"first": first, "next": query.urlencode() if cursor else "", "paged": paged}


def exactly(value: datetime | date) -> str:
    """Write a time in full, as the current language writes it."""
    if isinstance(value, datetime):
        return _written(timezone.localtime(value).replace(tzinfo=None), get_language())
    return date_format(value, "DATE_FORMAT")


@lru_cache(maxsize=4096)
def _written(local: datetime, language: str | None) -> str:
    # Lists show the same moments to everybody again and again.
    del language
    return date_format(local, "DATETIME_FORMAT")


def _block(context: Context, name: str) -> SafeString:
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # A block's output is escaped already.
    return mark_safe(block.render(context).strip() if block else "")  # noqa: S308


def _relative(value: datetime, now: datetime) -> str:
    passed = now - value
    if passed < -_MINUTE or passed >= _MONTH:
        return date_format(timezone.localtime(value), "SHORT_DATE_FORMAT")
    patterns = _age_patterns(get_language())
    if passed < _MINUTE:
        return patterns["now"]
    for unit, step, limit in (
        ("minutes", _MINUTE, _HOUR),
        ("hours", _HOUR, _DAY),
        ("days", _DAY, _MONTH),
    ):
        if passed < limit:
            return patterns[unit].replace("{n}", str(passed // step))
    return ""


def _time_element(value: datetime | date, shown: str, *, css: str) -> SafeString:
    return html(
        '<time class="{}" datetime="{}" title="{}">{}</time>',
        css,
        value.isoformat(),
        exactly(value),
        shown,
    )


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, subject: object = None) -> SafeString:
    """Draw what other packages add at this place of a page, one after the other, unheaded."""
    now = timezone.now()  # noqa: TID251 - what is added is decided when the page is drawn
    given = slots.parts(name, subject, actor=context["frame"].actor, now=now)
    # Each part is a rendered template, which has escaped what it shows.
    return mark_safe("".join(part_body(context, part) for part in given))  # noqa: S308


@register.simple_tag(takes_context=True)
def part_body(context: Context, part: slots.Part) -> str:
    """Draw what another package adds to this page; its context is laid over the page's own."""
    assert context.template is not None
    with context.push(**part.context):
        return context.template.engine.get_template(part.template).render(context)

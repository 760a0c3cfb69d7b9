"""What pydantic found wrong, as one sentence of ours in the caller's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

Context = Mapping[str, Any]

_UNKNOWN = frozenset({"literal_error", "enum"})

_BOUNDS: dict[str, tuple[str, Callable[[object], str]]] = {
    "string_too_long": (
        "max_length",
        lambda n: _("At most %(limit)s characters.") % {"limit": n},
    ),
    "string_too_short": (
        "min_length",
        lambda n: _("At least %(limit)s characters.") % {"limit": n},
    ),
    "string_pattern_mismatch": (
        "pattern",
        lambda n: _("This value does not have the form %(pattern)s.") % {"pattern": n},
    ),
    "greater_than_equal": ("ge", lambda n: _("At least %(limit)s.") % {"limit": n}),
    "greater_than": ("gt", lambda n: _("More than %(limit)s.") % {"limit": n}),
    "less_than_equal": ("le", lambda n: _("At most %(limit)s.") % {"limit": n}),
    "less_than": ("lt", lambda n: _("Less than %(limit)s.") % {"limit": n}),
    "too_long": ("max_length", lambda n: _("At most %(limit)s entries.") % {"limit": n}),
    "too_short": ("min_length", lambda n: _("At least %(limit)s entries.") % {"limit": n}),
}


def message_for(kind: str, context: Context) -> str:
    """Return the sentence for one pydantic error type; never pydantic's own English."""
    return _from_context(kind, context) or next(
        (sentence() for kinds, sentence in _SENTENCES if kind.startswith(kinds)),
        _("This value is not valid."),
    )


def _from_context(kind: str, context: Context) -> str:
    if kind == "value_error":
        # Our validators raise ValueError with a sentence that is already translated.
        return str(context.get("error", ""))
    if kind in _UNKNOWN:
        return _("Unknown value. Allowed: %(expected)s.") % {"expected": context.get("expected")}
    if kind in _BOUNDS:
        name, sentence = _BOUNDS[kind]
        return sentence(context.get(name))
    return ""


_SENTENCES: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
    (("missing",), lambda: _("This field is required.")),
    (("string_type", "string_sub_type"), lambda: _("Enter a text.")),
    (("string_unicode",), lambda: _("The text contains characters that cannot be stored.")),
    (("int_",), lambda: _("Enter a whole number.")),
    (("float_", "decimal_"), lambda: _("Enter a number.")),
    (("bool_",), lambda: _("Enter true or false.")),
    (("list_", "tuple_", "set_"), lambda: _("Enter a list.")),
    (("dict_", "model_", "mapping_"), lambda: _("Enter a JSON object.")),
    (("extra_forbidden",), lambda: _("There is no such field.")),
    (
        ("datetime_", "timezone_"),
        lambda: _("Enter a date and time with its time zone, such as 2026-11-21T15:30:00+08:00."),
    ),
    (("date_",), lambda: _("Enter a date such as 2026-11-21.")),
)

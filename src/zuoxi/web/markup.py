"""Putting together what is drawn in Python."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


def html(pattern: str, *values: object) -> SafeString:
    """Return a pattern with values in its places; what is not yet markup is escaped.

    Like Django's ``format_html``, at a third of its price, which a list pays a thousand times: that
    one asks of every value at each step whether it is a text to be translated later.
    """
    return SafeString(pattern.format(*map(_escaped, values)))


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Return parts one after the other; each has escaped what it shows."""
    return SafeString("".join(parts))


def _escaped(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))

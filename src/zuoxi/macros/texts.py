"""Texts with placeholders: ``{{ order.number }}``. A fixed set of names, no logic, no lookups.

``string.Template`` does the work: what a person has typed is never handed to a template engine.
"""

from collections.abc import Mapping
from string import Template

from zuoxi.macros.choices import PLACEHOLDERS

# Stands where a value is not known yet, to be seen and filled in by hand.
HOLE = "____"


class _Text(Template):
    pattern = r"""
    \{\{(?:
        \s*(?P<named>[a-z]+(?:\.[a-z_]+)?)\s*\}\} |
        (?P<braced>(?!)) |
        (?P<escaped>(?!)) |
        (?P<invalid>)
    )
    """  # type: ignore[assignment] # compiled by Template itself


def names(text: str) -> list[str]:
    """Return the placeholders of a text in their order, known or not."""
    return _Text(text).get_identifiers()


def unknown(text: str) -> list[str]:
    """Return what stands in a text like a placeholder and is none."""
    found = [each for each in names(text) if each not in PLACEHOLDERS]
    return found if _Text(text).is_valid() else [*found, "{{"]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the values in their places; a missing one leaves a visible hole."""
    known = {each: values.get(each) or HOLE for each in PLACEHOLDERS}
    return _Text(text).safe_substitute(known)

"""Orders as a telephone on site shows them."""

from zuoxi.fieldwork.presenters.visits import (
    Heading,
    SignOffRow,
    Visit,
    clear_for,
    headings,
    sign_off_row,
    sign_offs_for,
    signed_on,
    visits_for,
)

__all__ = [
    "Heading",
    "SignOffRow",
    "Visit",
    "clear_for",
    "headings",
    "sign_off_row",
    "sign_offs_for",
    "signed_on",
    "visits_for",
]

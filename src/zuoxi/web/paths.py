"""Addresses: those of many rows, which one of a request may be gone to, how one is recorded."""

import unicodedata
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_urlconf, reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

# Control characters and halves of surrogate pairs: no header can carry them.
_UNSENDABLE = frozenset({"Cc", "Cs"})

# Stands in an address for the number or id of a row; none is ever so high.
_ANY = 900_000_000_000_000_000


def of_page(name: str, *args: object) -> str:
    """Return the address of a page that every page links to; each is looked up once a process."""
    return _of_page(get_urlconf() or settings.ROOT_URLCONF, name, args)


@cache
def _of_page(urlconf: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(name, urlconf, args)


def of_each(name: str) -> Callable[[object], str]:
    """Return what writes the addresses of a route by the number or id in them.

    The route is looked up once: for each row of a list that would be slow.
    """
    pattern = reverse(name, args=[_ANY])
    return lambda value: pattern.replace(str(_ANY), str(value))


def safe_path(text: str) -> str:
    """Return ``text`` as a Location header carries it if it is a path of ours, else ""."""
    is_ours = (
        text.startswith("/")
        # Without an allowed host only paths are left, whatever they look like to a browser.
        and url_has_allowed_host_and_scheme(text, None)
        and not any(unicodedata.category(each) in _UNSENDABLE for each in text)
    )
    return iri_to_uri(text) if is_ours else ""


def called(request: HttpRequest) -> str:
    """Return the method and the route of a call, without the numbers and names in its address.

    For the log of refusals: its readers may not know which customer or order was asked for.
    """
    match = request.resolver_match
    return f"{request.method} /{match.route}" if match else str(request.method)

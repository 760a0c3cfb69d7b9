"""One view, two shapes: the whole page for the browser, its fragment for htmx."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers

# Set on everything that is meant to be swapped in. The browser ignores the body of any other
# answer with an error status (a proxy's page, a crash), so typed text is never replaced by it.
FRAGMENT_HEADER = "X-Zuoxi-Fragment"


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asked for a part of the page rather than for the page."""
    details = getattr(request, "htmx", None)
    if not details:
        return False
    return not details.boosted and not details.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    partial: str = "",
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render ``partial`` for htmx and ``template`` otherwise.

    Waiting messages go out with either: in the page's toast area, or out of band in a fragment.
    """
    fragment = bool(partial) and wants_fragment(request)
    response = django_render(request, partial if fragment else template, context, status=status)
    if fragment:
        mark_fragment(request, response)
    patch_vary_headers(response, ["HX-Request"])
    return response


def mark_fragment(request: HttpRequest, response: HttpResponse) -> None:
    """Make a response swappable and let the waiting messages travel with it."""
    response[FRAGMENT_HEADER] = "1"
    waiting = list(messages.get_messages(request))
    if waiting:
        response.write(render_to_string("web/_toasts_oob.html", {"toasts": waiting}))


def redirect(request: HttpRequest, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Send the browser to another page after a successful POST, with or without htmx.

    ``to`` is a path, or a view's name; text of a user has been through ``safe_path``.
    """
    url = to if to.startswith("/") else reverse(to, args=args, kwargs=kwargs)
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})

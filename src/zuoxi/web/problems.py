"""A refusal as the reader gets it: a page, a notice inside the page, or a problem document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.errors import DomainError, Text
from zuoxi.kernel.outages import Unavailable
from zuoxi.web.htmx import FRAGMENT_HEADER, wants_fragment
from zuoxi.web.pages import actor_of

API_PREFIX = "/api/"
CSRF_CODE = "csrf_failed"
SIGNED_OUT_EVENT = "zuoxi:signed-out"
_EVENTS = {CSRF_CODE: "zuoxi:stale-token"}

MEDIA_TYPE = "application/problem+json"

# What programs are told; people are told in Words.
_TITLES: dict[int, Text] = {
    400: _("The call cannot be read"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    409: _("Not possible in this state"),
    412: _("Changed in the meantime"),
    413: _("Too large"),
    415: _("Not JSON"),
    422: _("The input is not complete or not correct"),
    429: _("Too many calls"),
    500: _("Internal error"),
    503: _("Not available here"),
    507: _("No room on the disk"),
}


@dataclass(frozen=True)
class Words:
    """The heading and the advice that go with a status."""

    title: str | Promise
    advice: str | Promise
    icon: str = "alert-circle"


_WORDS: dict[int, Words] = {
    400: Words(
        _("This request cannot be read"),
        _("Go back and try again. Nothing has been changed."),
    ),
    401: Words(
        _("You are not signed in"),
        _("Sign in again. What you had typed is kept in this browser."),
        "lock",
    ),
    403: Words(
        _("Your role does not allow this"),
        _("Nothing has been changed. If you need this for your work, ask your supervisor."),
        "lock",
    ),
    404: Words(
        _("There is nothing here"),
        _("It does not exist, or it is not visible to you. Check the number, or search for it."),
        "search-off",
    ),
    405: Words(
        _("This page cannot be used like this"),
        _("Open it from the menu. Nothing has been changed."),
    ),
    409: Words(
        _("This is no longer possible"),
        _("Look at the current state, then decide again. Nothing has been changed."),
        "refresh-alert",
    ),
    412: Words(
        _("Somebody was faster"),
        _("Look at the current state, then decide again. Nothing has been changed."),
        "refresh-alert",
    ),
    413: Words(
        _("This is too large"),
        _("Go back and send less at once. Nothing has been changed."),
    ),
    422: Words(
        _("Something is missing or wrong"),
        _("Go back and check what you typed. Nothing has been changed."),
    ),
    429: Words(
        _("Too many attempts"),
        _("Wait a moment and try again. Nothing has been changed."),
        "hourglass",
    ),
    503: Words(
        _("This cannot be done on this server yet"),
        _("Nothing has been changed. Tell your administrator."),
        "tool",
    ),
    507: Words(
        _("The server's disk is full"),
        _("Nothing is damaged. Tell your administrator, then try again."),
        "database",
    ),
    500: Words(
        _("Something went wrong on our side"),
        _("Try again in a moment. If it happens again, tell your administrator the number below."),
        "bug",
    ),
}


_OUTAGE = Words(
    _("The database does not answer at the moment"),
    _(
        "Try again in a moment. What was confirmed to you is kept. Before you send something "
        "again, look whether it is there already."
    ),
    "database",
)


def words_for(status: int, code: str = "") -> Words:
    """Return the heading and the advice for a status, or for one of its codes."""
    if code == Unavailable.code:
        return _OUTAGE
    return _WORDS.get(status) or _WORDS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400]


def respond(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    message: Text = "",
    error: DomainError | None = None,
) -> HttpResponse:
    """Render a refusal in the shape in which the caller can show it."""
    if request.path.startswith(API_PREFIX):
        return document(request, status=status, code=code, message=message, error=error)
    if wants_fragment(request):
        response = _notice(request, status, code, message)
    else:
        response = _page(request, status, code, message, error)
    for name, value in _retry_after(error).items():
        response[name] = value
    return response


def document(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    message: Text = "",
    error: DomainError | None = None,
) -> HttpResponse:
    """Return the problem document (RFC 9457) of a refusal."""
    title = _title(status, code)
    body: dict[str, object] = {
        **(error.extra if error else {}),
        "type": f"urn:zuoxi:problem:{code}",
        "title": title,
        "status": status,
        "detail": str(message or title),
        "instance": _request_id(request),
        "code": code,
        "errors": {name: [str(each) for each in found] for name, found in _fields(error)},
    }
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False)
    headers = {"Cache-Control": "no-store", **_retry_after(error)}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return HttpResponse(
        text.encode(errors="replace"), status=status, content_type=MEDIA_TYPE, headers=headers
    )


def _title(status: int, code: str) -> str:
    if code == Unavailable.code:
        return str(_OUTAGE.title)
    return str(_TITLES.get(status) or HTTPStatus(status).phrase)


def respond_to_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Render a DomainError; a reader who is not signed in is shown the way to the sign-in page."""
    is_page = not (request.path.startswith(API_PREFIX) or wants_fragment(request))
    if error.status == HTTPStatus.UNAUTHORIZED and is_page:
        return HttpResponse(status=302, headers={"Location": sign_in_url(request)})
    return respond(
        request, status=error.status, code=error.code, message=error.message, error=error
    )


def sign_in_url(request: HttpRequest) -> str:
    """Return the sign-in page's address, with the page to come back to.

    After a refused POST that is the page which held the form, because there the draft of what was
    typed is restored.
    """
    back = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:
        came_from = urlsplit(request.headers.get("Referer", ""))
        back = came_from.path if came_from.netloc == request.get_host() else "/"
        back += f"?{came_from.query}" if came_from.query and back != "/" else ""
    base = resolve_url(settings.LOGIN_URL)
    return base if back == "/" else f"{base}?{urlencode({'next': back})}"


def _notice(request: HttpRequest, status: int, code: str, message: Text) -> HttpResponse:
    # Only the toast is swapped in: the form that was sent stays as it is, with its text. The
    # two cases that the page's scripts can mend are told to them instead (session.js).
    event = SIGNED_OUT_EVENT if status == HTTPStatus.UNAUTHORIZED else _EVENTS.get(code)
    if event:
        response = HttpResponse(status=status, headers={"HX-Trigger": event})
    else:
        toast = Message(levels.ERROR, str(message or words_for(status).title))
        response = render(request, "web/_toasts_oob.html", {"toasts": [toast]}, status=status)
    response[FRAGMENT_HEADER] = "1"
    response["HX-Reswap"] = "none"
    return response


def _page(
    request: HttpRequest, status: int, code: str, message: Text, error: DomainError | None
) -> HttpResponse:
    words = words_for(status, code)
    # The frame of a page asks the database, for example for what waits.
    is_framed = actor_of(request).is_signed_in and code != Unavailable.code
    if error is not None and message is type(error).message:
        message = ""  # the heading says the same
    context: Mapping[str, Any] = {
        "layout": "web/base.html" if is_framed else "web/bare.html",
        "status": status,
        "code": code,
        "words": words,
        "message": message,
        "faults": [each for _name, found in _fields(error) for each in found],
        "request_id": _request_id(request),
    }
    return render(request, "web/problem.html", context, status=status)


def _retry_after(error: DomainError | None) -> dict[str, str]:
    seconds = error.extra.get("retry_after") if error else None
    return {"Retry-After": str(max(1, round(seconds)))} if isinstance(seconds, int | float) else {}


def _fields(error: DomainError | None) -> list[tuple[str, list[Text]]]:
    return list(error.fields.items()) if error else []


def _request_id(request: HttpRequest) -> str:
    origin = getattr(request, "origin", None)
    return origin.request_id if origin else ""

"""What every request gets: an origin, an id, headers; and every refusal gets a page."""

import ipaddress
import logging
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from whitenoise.middleware import WhiteNoiseMiddleware

from zuoxi.kernel import logs
from zuoxi.kernel.actions import record_refusal
from zuoxi.kernel.actors import Origin
from zuoxi.kernel.errors import DomainError, Forbidden, InvalidInput, NotFound, NotSignedIn
from zuoxi.kernel.outages import Unavailable, is_outage, leave_read_only_server
from zuoxi.web.metrics import observe
from zuoxi.web.pages import actor_of
from zuoxi.web.paths import called
from zuoxi.web.problems import API_PREFIX, respond, respond_to_error

_log = logging.getLogger("zuoxi.requests")

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_NUL = ("\x00", "%00")
# Forms send at most 25 MB at once; larger files come in parts. Nothing above is even read.
LARGEST_BODY = 26 * 1024 * 1024
_API_DOCUMENT = f"{API_PREFIX}v1/openapi.json"
_HEADERS = {
    "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise that also finds what was collected after it started.

    While a new version takes over, its pages may ask a process of the old one for their files.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with a static file, or pass the request on."""
        url = request.path_info
        if not self.autorefresh and url.startswith(self.static_prefix) and url not in self.files:
            self._look_for(url)
        response: HttpResponseBase = super().__call__(request)
        return response

    def _look_for(self, url: str) -> None:
        path = Path(f"{self.static_root}/{url.removeprefix(self.static_prefix)}")
        if self.url_is_canonical(url) and path.is_file():
            self.add_file_to_dictionary(url, str(path))


class RequestMiddleware:
    """Give the request its origin and the response its headers. Stands near the outside."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        started = time.perf_counter()
        origin = origin_of(request)
        request.origin = origin  # type: ignore[attr-defined]
        log_mark = logs.request_id.set(origin.request_id)
        try:
            response = self._respond(request)
            seconds = time.perf_counter() - started
            observe(called(request), response.status_code, seconds)
            _log_request(request, response, seconds)
        finally:
            logs.request_id.reset(log_mark)
        response.headers["X-Request-ID"] = origin.request_id
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if actor_of(request).is_signed_in and not _is_same_for_all(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        if _has_nul(request):
            return _refuse_nul(request)
        if _is_too_large(request):
            return _refuse_too_large(request)
        return self.get_response(request)


class ProblemMiddleware:
    """Turn a refusal raised by a view into the page, notice or document that shows it.

    Stands innermost, so that the actor is known and that sessions are still saved.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; Django calls ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render anticipated refusals; leave everything else to the 500 page."""
        refusal = _as_refusal(request, error)
        if refusal is None:
            return None
        if isinstance(refusal, Forbidden):
            record_refusal(
                actor=actor_of(request),
                now=timezone.now(),
                code=refusal.code,
                what=called(request),
            )
        return respond_to_error(request, refusal)


def _log_request(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """Write one line: the route and not the address, in which people and numbers are named."""
    if not _log.isEnabledFor(logging.INFO):
        return
    what, milliseconds = called(request), round(seconds * 1000)
    user_id = actor_of(request).user_id
    _log.info(
        "%s %s %s ms",
        what,
        response.status_code,
        milliseconds,
        extra={
            "call": what,
            "status": response.status_code,
            "milliseconds": milliseconds,
            "user_id": user_id,
        },
    )


def origin_of(request: HttpRequest) -> Origin:
    """Say where a request came from."""
    # A proxy of ours may have logged the request already; anybody else would choose what the
    # audit log says.
    is_proxied = settings.ENV.trusted_proxies > 0
    wanted = request.headers.get("X-Request-ID", "") if is_proxied else ""
    return Origin(
        channel="api" if request.path.startswith(API_PREFIX) else "web",
        request_id=wanted if _REQUEST_ID.fullmatch(wanted) else uuid.uuid4().hex,
        address=_address(request, settings.ENV.trusted_proxies),
    )


def _address(request: HttpRequest, trusted_proxies: int) -> str:
    # Each trusted proxy appends the address it saw; what stands further left was written by
    # the client and proves nothing.
    address = request.META.get("REMOTE_ADDR", "")
    if trusted_proxies:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        address = hops[-trusted_proxies] if len(hops) >= trusted_proxies else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def _as_refusal(request: HttpRequest, error: Exception) -> DomainError | None:
    if isinstance(error, Forbidden) and not actor_of(request).is_signed_in:
        return NotSignedIn()
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404 | PermissionDenied):
        return NotFound() if isinstance(error, Http404) else Forbidden()
    if is_outage(error):
        leave_read_only_server(error)
        _log.warning("%s failed, the database is away: %s", called(request), error)
        return Unavailable()
    if isinstance(error, DataError) and _has_nul_in_form(request):
        # Forms name such a field. This is for values that nobody types, such as a chosen code.
        sentence = _("A field contains a character that no text can contain. Type it again.")
        return InvalidInput(sentence)
    return None


def _has_nul(request: HttpRequest) -> bool:
    return _NUL[0] in request.path or any(
        mark in request.META.get("QUERY_STRING", "") for mark in _NUL
    )


def _has_nul_in_form(request: HttpRequest) -> bool:
    return any("\x00" in each for name, given in request.POST.lists() for each in (name, *given))


def _refuse_nul(request: HttpRequest) -> HttpResponse:
    # The language middleware has not run yet.
    with translation.override(translation.get_language_from_request(request)):
        message = _("The address contains a character that no text can contain.")
        return respond(request, status=400, code="bad_request", message=message)


def _is_too_large(request: HttpRequest) -> bool:
    # The server passes on no more than the announced length, and nothing where none is announced.
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return length.isascii() and length.isdigit() and int(length[:15]) > LARGEST_BODY


def _refuse_too_large(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        message = _("At most %(most)s MB can be sent at once.") % {
            "most": LARGEST_BODY // (1024 * 1024) - 1
        }
        return respond(request, status=413, code="too_large", message=message)


def _is_same_for_all(request: HttpRequest) -> bool:
    static = f"/{settings.STATIC_URL.lstrip('/')}"
    return request.path.startswith(static) or request.path == _API_DOCUMENT

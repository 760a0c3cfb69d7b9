"""Every refusal as a problem document, in the caller's language."""

import logging
from typing import cast

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as ParameterError

from zuoxi.api.http import Request
from zuoxi.kernel.actions import record_refusal
from zuoxi.kernel.errors import DomainError, Forbidden, InvalidInput, NotFound, Text
from zuoxi.kernel.outages import Unavailable, is_outage, leave_read_only_server
from zuoxi.web.paths import called
from zuoxi.web.problems import document

_log = logging.getLogger("zuoxi.api")


class Unreadable(DomainError):
    """The call does not follow HTTP or JSON."""

    code = "unreadable"
    status = 400
    message = gettext_lazy("The body is not valid JSON.")


class MethodNotAllowed(DomainError):
    """There is something at this address, but not for this method."""

    code = "method_not_allowed"
    status = 405
    message = gettext_lazy("This address does not take this method.")


class TooLarge(DomainError):
    """The body is larger than any call needs."""

    code = "too_large"
    status = 413
    message = gettext_lazy("The body of the call is too large.")


class NotJson(DomainError):
    """The body is not declared as JSON."""

    code = "unsupported_media_type"
    status = 415
    message = gettext_lazy("Send the body as application/json.")


class Internal(DomainError):
    """Something of ours broke; the log has the details under the id of the request."""

    code = "internal_error"
    status = 500
    message = gettext_lazy(
        "Something went wrong on our side and has been logged. "
        "If it happens again, report the id of the request."
    )


def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the problem document of a refusal."""
    return document(
        request, status=error.status, code=error.code, message=error.message, error=error
    )


def install(api: NinjaAPI) -> None:
    """Answer every exception of a route with a problem document."""
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(ParameterError, _wrong_parameters)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, _not_found)
    for unreadable in (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        api.add_exception_handler(unreadable, _unreadable)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(Exception, _unexpected)


def _refused(request: HttpRequest, error: DomainError | type[DomainError]) -> HttpResponse:
    error = error() if isinstance(error, type) else error
    if isinstance(error, Forbidden):
        record_refusal(
            actor=cast("Request", request).actor,
            now=timezone.now(),
            code=error.code,
            what=called(request),
        )
    return problem(request, error)


def _wrong_parameters(
    request: HttpRequest, error: ParameterError | type[ParameterError]
) -> HttpResponse:
    fields: dict[str, list[Text]] = {}
    for item in cast("ParameterError", error).errors:
        fields.setdefault(item["field"], []).append(item["message"])
    return problem(request, InvalidInput(fields=fields))


def _http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    # ninja wraps whatever its parser raised; ours raises refusals of its own.
    cause = cast("HttpError", error).__cause__
    return problem(request, cause if isinstance(cause, DomainError) else Unreadable())


def _not_found(request: HttpRequest, _error: Http404 | type[Http404]) -> HttpResponse:
    return problem(request, NotFound())


def _unreadable(request: HttpRequest, _error: Exception | type[Exception]) -> HttpResponse:
    return problem(request, Unreadable(_("The call cannot be read.")))


def _too_large(
    request: HttpRequest, _error: RequestDataTooBig | type[RequestDataTooBig]
) -> HttpResponse:
    return problem(request, TooLarge())


def _unexpected(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    if isinstance(error, Exception) and is_outage(error):
        leave_read_only_server(error)
        _log.warning("%s failed, the database is away: %s", called(request), error)
        return problem(request, Unavailable())
    _log.error(
        "%s %s failed, request %s",
        request.method,
        request.path,
        cast("Request", request).origin.request_id,
        exc_info=cast("Exception", error),
    )
    return problem(request, Internal())

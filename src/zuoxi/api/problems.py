"""Every refusal as a problem document, in the caller's language."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
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
from zuoxi.web.paths import called

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger("zuoxi.api")

_TITLES: dict[int, Text] = {
    400: gettext_lazy("The call cannot be read"),
    401: gettext_lazy("Not signed in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    409: gettext_lazy("Not possible in this state"),
    412: gettext_lazy("Changed in the meantime"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Not JSON"),
    422: gettext_lazy("The input is not complete or not correct"),
    429: gettext_lazy("Too many calls"),
    500: gettext_lazy("Internal error"),
    507: gettext_lazy("No room on the disk"),
}


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
    document: dict[str, object] = {
        **error.extra,
        "type": f"urn:zuoxi:problem:{error.code}",
        "title": str(_TITLES.get(error.status) or HTTPStatus(error.status).phrase),
        "status": error.status,
        "detail": str(error.message),
        "instance": request_id(request),
        "code": error.code,
        "errors": {name: [str(text) for text in texts] for name, texts in error.fields.items()},
    }
    response = HttpResponse(
        json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False).encode(errors="replace"),
        status=error.status,
        content_type=MEDIA_TYPE,
        headers=_headers(error),
    )
    response["Cache-Control"] = "no-store"
    return response


def request_id(request: HttpRequest) -> str:
    """Return the id under which the logs and the audit know this request."""
    return cast("Request", request).origin.request_id


def _headers(error: DomainError) -> Mapping[str, str]:
    if error.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    retry_after = error.extra.get("retry_after")
    if error.status == HTTPStatus.TOO_MANY_REQUESTS and isinstance(retry_after, int | float):
        return {"Retry-After": str(max(1, round(retry_after)))}
    return {}


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
    _log.error(
        "%s %s failed, request %s",
        request.method,
        request.path,
        request_id(request),
        exc_info=cast("Exception", error),
    )
    return problem(request, Internal())

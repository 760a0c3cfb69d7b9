"""The OpenAPI document, completed: every refusal that a route can answer is in it."""

from typing import TYPE_CHECKING, Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from zuoxi.api.operations import spec_of
from zuoxi.api.schemas import Problem
from zuoxi.kernel.policies import anybody
from zuoxi.web.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from ninja import NinjaAPI

_MEANINGS = {
    400: "The call or its body cannot be read.",
    401: "Nobody is signed in, or the token or session has ended.",
    403: "The caller's role does not allow this, or the password has expired.",
    404: "Not there, or not visible to the caller.",
    409: "The state does not allow this.",
    412: "The version in If-Match is not the current one.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "An input is missing or wrong; `errors` says which and why.",
    429: "Too many attempts; Retry-After says how many seconds to wait.",
    503: "The server lacks what this needs; the detail says what to install.",
    507: "The server's disk is full; nothing is damaged.",
}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}},
    429: {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds"}},
}


class Document(OpenAPISchema):
    """ninja's document with our problems, security schemes and policies."""

    def __init__(self, api: "NinjaAPI", path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        schema = Problem.model_json_schema()
        self["components"]["schemas"] = dict(
            sorted({**self["components"]["schemas"], "Problem": schema}.items())
        )
        self["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": _session_cookie()},
        }

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """Add the policy, the security and the problems to what ninja knows."""
        details: dict[str, Any] = super().operation_details(operation)
        spec = spec_of(operation.view_func)
        details["x-policy"] = spec.policy.__name__
        details["security"] = [] if spec.policy is anybody else [{"bearer": []}, {"session": []}]
        if spec.etag:
            for status, answer in details["responses"].items():
                if int(status) < 300:  # noqa: PLR2004 - good answers
                    answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
        for status in sorted(_statuses(operation)):
            details["responses"][status] = {
                "description": _MEANINGS[status],
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
            }
        details["responses"] = {str(k): v for k, v in details["responses"].items()}
        return details


def _statuses(operation: Operation) -> set[int]:
    spec = spec_of(operation.view_func)
    sources = {model.__ninja_param_source__ for model in operation.models}
    found = {400, *spec.problems}
    if spec.policy is not anybody:
        # Any call can fail the forgery check or find the password expired.
        found |= {401, 403}
    if sources & {"body", "form", "file"}:
        found.add(413)
    if "body" in sources:
        found.add(415)
    if "path" in sources:
        found.add(404)
    if sources:
        found.add(422)
    return found


def _session_cookie() -> str:
    from django.conf import settings  # noqa: PLC0415 - the document may be built without a request

    return str(settings.SESSION_COOKIE_NAME)

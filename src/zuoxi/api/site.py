"""The one API object; ``config/urls.py`` mounts each package's router on it."""

from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import get_language
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.operation import Operation

from zuoxi.api import problems
from zuoxi.api.document import Document
from zuoxi.api.fields import LONGEST
from zuoxi.api.messages import message_for
from zuoxi.api.operations import OperationSpec, spec_of
from zuoxi.api.parsing import StrictParser
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.text import text_fault

PREFIX = "/api/v1/"

_DESCRIPTION = """\
Customers, work orders and their whole life. Sign in with `POST /auth/token` and send the token as
`Authorization: Bearer …`, or call from a page of Zuoxi with its session and CSRF token.

Every refusal is a problem document (RFC 9457) with a stable `code`; texts follow
`Accept-Language`. Lists page by cursor. Times are ISO 8601 with their offset.
"""


class Site(NinjaAPI):
    """ninja with our problem documents, our messages and a complete OpenAPI document."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Name each wrong input as the caller does, with one sentence of ours."""
        return ValidationError(
            [
                {
                    "field": _field_name(context.model, error["loc"]),
                    "message": message_for(error["type"], error.get("ctx", {})),
                }
                for context in error_contexts
                for error in context.pydantic_validation_error.errors(include_url=False)
            ]
        )

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Document:
        """Return the complete document, with every answer that can occur.

        It is the same for as long as the process lives, but for its language.
        """
        del path_params
        return _document(self, path_prefix or PREFIX, get_language() or "")

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation as its function is named."""
        return operation.view_func.__name__

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern):
                pattern.callback = _guarded(pattern.callback)
        return [*urls, path("<path:rest>", _guarded(_nothing_here), name="nothing")]


@cache
def _document(site: "Site", path_prefix: str, _language: str) -> Document:
    return Document(site, path_prefix)


def _field_name(model: Any, location: tuple[int | str, ...]) -> str:  # noqa: ANN401 - ninja's class
    names = model.__ninja_flatten_map_reverse__.get(location, location)
    if getattr(model, "__read_from_single_attr__", None):
        names = names[1:]
    return ".".join(str(name) for name in names) or "body"


def _guarded(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Refuse what no route can mean, as a problem document."""

    @wraps(view)
    def run(request: HttpRequest, **parts: Any) -> HttpResponse:
        if any(isinstance(v, str) and text_fault(v, limit=LONGEST) for v in parts.values()):
            return problems.problem(request, NotFound())
        try:
            response = cast("HttpResponse", view(request, **parts))
        except Http404:
            return problems.problem(request, NotFound())
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"]
            response = problems.problem(request, problems.MethodNotAllowed())
            response["Allow"] = allowed
        return response

    run.csrf_exempt = True  # type: ignore[attr-defined] # checked by auth.SignedIn
    return run


def _nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    del rest
    return problems.problem(request, NotFound())


api = Site(
    title="Zuoxi API",
    version="1",
    description=_DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    parser=StrictParser(),
)
problems.install(api)


def mount(*routers: Router) -> None:
    """Add the routers of the packages; paths in them are whole, such as ``/work-orders``."""
    for router in routers:
        api.add_router("", router)


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document as it is served and as it is committed."""
    _load_routers()
    return dict(api.get_openapi_schema())


def operations() -> list[tuple[str, str, OperationSpec]]:
    """Return every route as (method, path template, declaration), for the permission matrix."""
    _load_routers()
    found = []
    for bound in api._get_bound_routers():  # noqa: SLF001 - ninja offers no public list
        for route, view in bound.path_operations.items():
            for item in view.operations:
                full = PREFIX.rstrip("/") + "/" + route.lstrip("/")
                found += [(method, full, spec_of(item.view_func)) for method in item.methods]
    return sorted(found, key=lambda entry: (entry[1], entry[0]))


def _load_routers() -> None:
    # Listing the routes freezes them; the URL configuration mounts them all.
    import_module(settings.ROOT_URLCONF)

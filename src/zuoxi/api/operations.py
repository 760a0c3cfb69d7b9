"""How a route is declared: one decorator that states its answer, its policy and its problems."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from inspect import cleandoc
from typing import Any, TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Status
from pydantic import TypeAdapter

from zuoxi.api.auth import SignedIn
from zuoxi.api.schemas import Output, Plain
from zuoxi.kernel.policies import Policy, anybody

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class OperationSpec:
    """What is declared of a route beside its path; read by the matrix and by the document."""

    policy: Policy
    problems: frozenset[int]
    etag: bool


_SPECS: dict[Callable[..., object], OperationSpec] = {}
# Writes each value as what it is.
_ANY: TypeAdapter[object] = TypeAdapter(object)


_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


def takes_bytes() -> dict[str, Any]:
    """Return the ``document`` of an operation whose body is bytes."""
    content = {"application/octet-stream": _BYTES}
    return {"requestBody": {"content": content, "required": True}}


def gives_bytes(media_type: str = "*/*") -> dict[str, Any]:
    """Return the ``document`` of an operation whose good answer is a file."""
    good = {"description": "The file.", "content": {media_type: _BYTES}}
    return {"responses": {200: good}}


def operation(
    method: Callable[..., Any],
    path: str,
    answer: object = None,
    *,
    status: int = 200,
    policy: Policy,
    problems: Iterable[int] = (),
    etag: bool = False,
    more: dict[int, object] | None = None,
    document: dict[str, Any] | None = None,
) -> Callable[[F], F]:
    """Declare a route, e.g. ``@operation(router.post, "/x", XOut, status=201, policy=…)``.

    ``answer`` is the schema of the good answer (None for an empty one), ``more`` holds further
    good answers by status. The policy is asked before the input is read; with ``anybody`` no
    sign-in is needed. ``problems`` lists only 409, 412, 429 and the like: 400, 401, 403, 404,
    413, 415 and 422 follow from the policy, the path, the parameters and the body. ``etag`` says
    that the answer carries one. ``document`` adds what types cannot say, such as a body of bytes.
    """

    def decorate(function: F) -> F:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> object:
            return _written(function(*args, **kwargs), status, kwargs.get("response"))

        _SPECS[run] = OperationSpec(policy, frozenset(problems), etag)
        summary, _blank, description = cleandoc(function.__doc__ or "").partition("\n")
        declare = method(
            path,
            response={status: answer, **(more or {})},
            auth=None if policy is anybody else SignedIn(policy),
            summary=summary.rstrip("."),
            description=description.strip(),
            operation_id=function.__name__,
            openapi_extra=document,
        )
        declare(run)
        return function

    return decorate


def spec_of(function: Callable[..., object]) -> OperationSpec:
    """Return what was declared of a view function."""
    return _SPECS[function]


def _written(answer: object, status: int, response: HttpResponse | None) -> object:
    """Write an answer in one step: left to ninja, it would be checked, copied and then written."""
    if isinstance(answer, Status):
        status, answer = answer.status_code, answer.value
    if isinstance(answer, HttpResponseBase):
        return answer
    if not isinstance(answer, (Output, Plain)):
        return Status(status, answer)
    if response is None:
        response = HttpResponse(content_type="application/json; charset=utf-8")
    response.status_code = status
    response.content = _ANY.dump_json(answer.values if isinstance(answer, Plain) else answer)
    return response

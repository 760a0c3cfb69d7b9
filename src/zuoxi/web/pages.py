"""Who may open a page: every view is declared with ``@page`` or ``@public``.

The declaration is data as well: ``access()`` gives it for every named URL, and the permission
matrix is generated from that. A view without a declaration is an error that a test finds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf
from django_htmx.middleware import HtmxDetails

from zuoxi.kernel.actors import ANONYMOUS, Actor, Origin
from zuoxi.kernel.errors import Forbidden, NotSignedIn
from zuoxi.kernel.policies import Policy, anybody, signed_in

P = ParamSpec("P")


class ActorRequest(HttpRequest):
    """A request as every view of ours receives it: with its actor and where it came from."""

    actor: Actor
    origin: Origin
    htmx: HtmxDetails


View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True)
class PageSpec:
    """The declaration of one view."""

    policy: Policy
    methods: tuple[str, ...]
    public: bool


def page(
    *, policy: Policy = signed_in, methods: Sequence[str] = ("GET", "POST")
) -> Callable[[View[P]], DjangoView[P]]:
    """Open the view to signed-in actors whom the policy admits; refuse everybody else.

    Raises NotSignedIn (401, or the way to the sign-in page) or Forbidden (403, recorded).
    """
    return _declare(PageSpec(policy, _with_head(methods), public=False))


def public(*, methods: Sequence[str] = ("GET", "POST")) -> Callable[[View[P]], DjangoView[P]]:
    """Open the view to everybody, signed in or not."""
    return _declare(PageSpec(anybody, _with_head(methods), public=True))


def access() -> dict[str, PageSpec | None]:
    """Return the declaration behind every named URL; None where there is none."""
    return {name: spec_of(pattern.callback) for name, pattern in patterns()}


def may_open(actor: Actor, url_name: str) -> bool:
    """Tell whether somebody signed in may open the page of that name."""
    spec = _declared(get_urlconf() or settings.ROOT_URLCONF).get(url_name)
    return actor.is_signed_in and spec is not None and spec.policy(actor)


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Yield every route under its full name."""
    return _patterns(get_resolver(), "")


def spec_of(view: Callable[..., object]) -> PageSpec | None:
    """Return the declaration of a view, or None."""
    return cast("PageSpec | None", getattr(view, "zuoxi_page", None))


def actor_of(request: HttpRequest) -> Actor:
    """Return the request's actor; ANONYMOUS where the middleware has not come so far."""
    return cast("Actor", getattr(request, "actor", ANONYMOUS))


def _declare(spec: PageSpec) -> Callable[[View[P]], DjangoView[P]]:
    def decorate(view: View[P]) -> DjangoView[P]:
        @wraps(view)
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in spec.methods:
                return HttpResponseNotAllowed(spec.methods)
            if not spec.public:
                _admit(actor_of(request), spec.policy)
            return view(cast("ActorRequest", request), *args, **kwargs)

        run.zuoxi_page = spec  # type: ignore[attr-defined]
        return run

    return decorate


def _admit(actor: Actor, policy: Policy) -> None:
    if not actor.is_signed_in:
        raise NotSignedIn
    if not policy(actor):
        raise Forbidden


def _with_head(methods: Sequence[str]) -> tuple[str, ...]:
    return (*methods, "HEAD") if "GET" in methods else tuple(methods)


@cache
def _declared(_urlconf: str) -> dict[str, PageSpec | None]:
    # Asked for every link of every page, and the same for as long as the addresses are.
    return access()


def _patterns(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{prefix}{each.namespace}:" if each.namespace else prefix
            yield from _patterns(each, inner)
        else:
            yield f"{prefix}{each.name or each.pattern}", each

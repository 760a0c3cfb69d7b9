"""The frame's own pages: health, preferences, the numbers in the rail, refusals."""

import logging
import sys
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from zuoxi.kernel.outages import Unavailable, is_outage, leave_read_only_server
from zuoxi.web import nav
from zuoxi.web import preferences as prefs
from zuoxi.web.htmx import mark_fragment, wants_fragment
from zuoxi.web.pages import ActorRequest, page, public
from zuoxi.web.paths import safe_path
from zuoxi.web.problems import CSRF_CODE, Words, respond, respond_to_error

logger = logging.getLogger(__name__)

# Once every migration is there, it stays so for this process: later probes only connect.
_migrated: set[str] = set()

# Never shown again when a refused form is given back.
_SECRET_WORDS = ("password", "token", "secret")


@public(methods=["GET"])
def healthz(_request: ActorRequest) -> HttpResponse:
    """Say that this process answers."""
    return JsonResponse({"status": "ok"})


@public(methods=["GET"])
def readyz(_request: ActorRequest) -> HttpResponse:
    """Say whether requests can be served: the database answers and has every migration."""
    state = _database_state()
    status = HTTPStatus.OK if state == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
    body = {"status": "ok" if status == HTTPStatus.OK else "unavailable", "database": state}
    return JsonResponse(body, status=status)


@public(methods=["POST"])
def preferences(request: ActorRequest) -> HttpResponse:
    """Keep language, theme and density in the browser."""
    response = HttpResponse(status=303, headers={"Location": back_to(request)})
    remember_posted(request, response)
    return response


@public(methods=["GET"])
def session(request: ActorRequest) -> HttpResponse:
    """Tell the page's scripts whether the session lives, with a fresh form token.

    A page that outlived its session asks after the person has signed in again in another tab, and
    can then send the form that it still holds.
    """
    answer = {
        "signed_in": request.actor.is_signed_in,
        "user": request.actor.user_id,
        "token": get_token(request),
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@page(methods=["GET"])
def nav_counts(request: ActorRequest) -> HttpResponse:
    """Give the numbers of the rail, each to be swapped in beside its link."""
    cap = nav.COUNT_CAP
    counts = nav.counts(request.actor)
    overdue = nav.overdue_keys()
    shown = [
        (key, f"{cap - 1}+" if count >= cap else str(count or ""), counts.get(overdue.get(key, "")))
        for key, count in counts.items()
        if key not in overdue.values()
    ]
    response = render(request, "web/_nav_counts.html", {"counts": shown})
    mark_fragment(request, response)
    return response


def back_to(request: HttpRequest) -> str:
    """Return the page that a preference was changed on, if it is one of ours."""
    posted = request.POST.get("next", "")
    came_from = urlsplit(request.headers.get("Referer", ""))
    fallback = came_from._replace(scheme="", netloc="").geturl()
    is_own = came_from.netloc == request.get_host()
    return safe_path(posted) or (safe_path(fallback) if is_own else "") or "/"


def remember_posted(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the posted preferences in cookies; a value that is not offered is passed over."""
    language = request.POST.get("language")
    theme = request.POST.get("theme")
    density = request.POST.get("density")
    prefs.remember(
        response,
        language=language if language in dict(settings.LANGUAGES) else None,
        theme=theme if theme in {"", *prefs.THEMES} else None,
        density=density if density in prefs.DENSITIES else None,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form without a valid token, and give back what was typed."""
    logger.info("CSRF check failed: %s", reason)
    message = _(
        "This form was opened before you last signed in, or not from this page. "
        "Open the page again and send it once more."
    )
    if wants_fragment(request) or request.path.startswith("/api/"):
        return respond(request, status=403, code=CSRF_CODE, message=message)
    context = {
        "layout": "web/bare.html",
        "status": 403,
        "code": CSRF_CODE,
        "words": Words(
            _("This form can no longer be sent"), _("Nothing has been changed."), "refresh-alert"
        ),
        "message": message,
        "typed": _typed(request),
    }
    return render(request, "web/problem.html", context, status=403)


def handler400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Render a request that Django refuses to read."""
    return respond(request, status=400, code="bad_request")


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Render Django's own refusals."""
    return respond(request, status=403, code="forbidden")


def handler404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Render an address that leads nowhere."""
    return respond(request, status=404, code="not_found")


def handler500(request: HttpRequest) -> HttpResponse:
    """Render a failure of ours, without asking the database for anything."""
    try:
        # A middleware that could not ask the database ends here too.
        if is_outage(lost := sys.exception()):
            leave_read_only_server(lost)
            return respond_to_error(request, Unavailable())
        return respond(request, status=500, code="internal_error")
    except Exception:
        logger.exception("The 500 page failed")
        return HttpResponse("500", status=500, content_type="text/plain")


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.POST.dict().items()
        if value.strip()
        and name != "csrfmiddlewaretoken"
        and not any(word in name.lower() for word in _SECRET_WORDS)
    ]


def _database_state() -> str:
    try:
        if _migrated:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return "ok"
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("The database does not answer")
        return "unreachable"
    if waiting:
        return "migrations are missing"
    _migrated.add(connection.alias)
    return "ok"

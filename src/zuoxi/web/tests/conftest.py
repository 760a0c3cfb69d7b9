"""The frame alone: its middleware, the sample pages, and an actor by cookie instead of accounts."""

from pathlib import Path

import pytest
from django.test import Client

from zuoxi.kernel.actors import ANONYMOUS, Actor
from zuoxi.web import nav

ROLES_COOKIE = "test_roles"


class CookieActor:
    """``test_roles=dispatcher`` signs in somebody with that role; no cookie: nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        roles = request.COOKIES.get(ROLES_COOKIE)
        request.actor = (
            Actor(user_id=7, name="Wang Lihua", roles=frozenset(roles.split()), channel="web")
            if roles
            else ANONYMOUS
        )
        return self.get_response(request)


@pytest.fixture(autouse=True)
def frame_alone(settings, monkeypatch):
    """Leave out what needs the database; start with an empty rail."""
    kept = [name for name in settings.MIDDLEWARE if name.split(".")[1] not in {"accounts", "org"}]
    kept = [name for name in kept if "contrib.auth" not in name]
    at = kept.index("zuoxi.web.middleware.ProblemMiddleware")
    settings.MIDDLEWARE = [*kept[:at], f"{__name__}.CookieActor", *kept[at:]]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.ROOT_URLCONF = "zuoxi.web.tests.sample"
    settings.LANGUAGE_CODE = "en"
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]},
    ]
    monkeypatch.setattr(nav, "_registry", nav._Registry())


@pytest.fixture
def visitor():
    """A browser that nobody has signed in with."""
    return Client(raise_request_exception=False)


@pytest.fixture
def dispatcher():
    """A browser of a dispatcher."""
    client = Client(raise_request_exception=False)
    client.cookies[ROLES_COOKIE] = "dispatcher"
    return client


@pytest.fixture
def agent():
    """A browser of an intake agent, who may not do what dispatchers do."""
    client = Client(raise_request_exception=False)
    client.cookies[ROLES_COOKIE] = "intake_agent"
    return client

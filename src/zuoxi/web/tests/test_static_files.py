"""Static files of two versions at once, as while a new one takes over."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from zuoxi.web.middleware import StaticFilesMiddleware

# A response that is closed ends the request, and Django then looks after its connections.
pytestmark = pytest.mark.django_db


@pytest.fixture
def served(settings, tmp_path):
    """Return what a process answers that started with one collected file."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "page.old.css").write_text("old")
    (tmp_path / "secret.css").write_text("secret")
    middleware = StaticFilesMiddleware(lambda _request: HttpResponse(status=404))

    def get(path):
        response = middleware(RequestFactory().get(path))
        content = b"".join(response)
        response.close()
        return response.status_code, content

    return get


def test_files_that_were_collected_later_are_served_beside_the_others(served, settings):
    assert served("/static/page.new.css") == (404, b"")
    (settings.STATIC_ROOT / "page.new.css").write_text("new")

    assert served("/static/page.new.css") == (200, b"new")
    assert served("/static/page.old.css") == (200, b"old")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../secret.css",
        "/static//page.old.css",
        "/static/",
        "/static/a%00.css",
        "/page.old.css",
    ],
)
def test_nothing_else_is_served(served, path):
    assert served(path) == (404, b"")

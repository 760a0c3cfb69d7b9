import pytest
from django.db import DatabaseError

from zuoxi.web import views


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    monkeypatch.setattr(views, "_migrated", set())


def test_health_needs_no_database(visitor):
    assert visitor.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_once_every_migration_is_there(visitor):
    for _ in range(2):
        response = visitor.get("/readyz")
        assert response.status_code == 200
        assert response.json()["database"] == "ok"


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(visitor, monkeypatch):
    monkeypatch.setattr(views.MigrationExecutor, "migration_plan", lambda *_args: [("web", False)])

    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "migrations are missing"


def test_not_ready_without_a_database(visitor, monkeypatch):
    def refuse(_connection):
        raise DatabaseError

    monkeypatch.setattr(views, "MigrationExecutor", refuse)

    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"


def test_a_visitor_chooses_language_and_colours(visitor):
    for chosen in ({"language": "zh-hant"}, {"theme": "dark"}, {"density": "roomy"}):
        response = visitor.post("/preferences", {**chosen, "next": "/fail/404"})
        assert response["Location"] == "/fail/404"

    text = visitor.get("/fail/404").text

    assert 'lang="zh-Hant"' in text
    assert 'data-bs-theme="dark"' in text


def test_the_system_decides_again(visitor):
    visitor.post("/preferences", {"theme": "dark"})
    visitor.post("/preferences", {"theme": ""})

    text = visitor.get("/fail/404").text

    assert 'data-theme-choice="auto"' in text
    assert "data-bs-theme" not in text


@pytest.mark.parametrize("chosen", [{"language": "xx"}, {"theme": "pink"}, {"density": "tiny"}])
def test_a_preference_that_is_not_offered_is_passed_over(visitor, chosen):
    assert not visitor.post("/preferences", chosen).cookies


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:x", "foo", "/a\nb", "web:x"]
)
def test_preferences_lead_to_no_foreign_page(visitor, address):
    assert visitor.post("/preferences", {"next": address})["Location"] == "/"


def test_the_session_page_tells_who_is_signed_in(visitor, dispatcher):
    assert visitor.get("/session").json()["signed_in"] is False
    state = dispatcher.get("/session").json()
    assert (state["signed_in"], state["user"]) == (True, 7)
    assert state["token"]

import pytest

HTMX = {"HX-Request": "true"}
PAGES = (400, 404, 409, 412, 422, 429, 500)


@pytest.mark.parametrize("status", PAGES)
def test_a_refusal_is_a_page_that_says_what_to_do(dispatcher, status):
    response = dispatcher.get(f"/fail/{status}")

    assert response.status_code == status
    assert "To the start page" in response.text
    assert response["X-Request-ID"] in response.text
    assert 'id="rail"' in response.text


@pytest.mark.parametrize("status", PAGES)
def test_a_visitor_sees_the_page_without_the_frame(visitor, status):
    response = visitor.get(f"/fail/{status}")

    assert response.status_code == status
    assert 'id="rail"' not in response.text


@pytest.mark.parametrize("status", PAGES)
def test_htmx_gets_a_notice_and_keeps_what_it_has(dispatcher, status):
    response = dispatcher.get(f"/fail/{status}", headers=HTMX)

    assert response.status_code == status
    assert response["HX-Reswap"] == "none"
    assert response["X-Zuoxi-Fragment"] == "1"
    assert 'hx-swap-oob="beforeend:#toasts"' in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("status", [*PAGES, 401])
def test_the_api_gets_a_problem_document(dispatcher, status):
    response = dispatcher.get(f"/api/fail/{status}")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["code"]
    assert body["instance"] == response["X-Request-ID"]
    assert response["Cache-Control"] == "no-store"
    assert response.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)


def test_the_messages_of_the_fields_are_shown(dispatcher):
    assert "Too short." in dispatcher.get("/fail/422").text
    assert dispatcher.get("/api/fail/422").json()["errors"] == {"remark": ["Too short."]}


def test_an_address_that_leads_nowhere(dispatcher):
    assert dispatcher.get("/nowhere").status_code == 404
    assert dispatcher.get("/api/nowhere").json()["code"] == "not_found"


def test_a_failure_tells_no_detail(dispatcher):
    assert "RuntimeError" not in dispatcher.get("/fail/500").text


def test_a_refusal_is_written_in_the_readers_language(dispatcher):
    response = dispatcher.get("/fail/404", headers={"Accept-Language": "zh-TW"})

    assert 'lang="zh-Hant"' in response.text

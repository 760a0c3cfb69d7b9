import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from zuoxi.kernel.models import Event
from zuoxi.kernel.policies import anybody
from zuoxi.web import pages

HTMX = {"HX-Request": "true"}


def test_every_named_url_has_its_declaration_in_the_matrix():
    access = pages.access()

    assert access["for_dispatchers"].policy.__name__ == "holds_dispatcher"
    assert not access["list"].public
    assert access["web:healthz"].public
    assert access["web:healthz"].policy is anybody


def test_a_view_without_a_declaration_is_told_apart():
    assert pages.access()["undeclared"] is None


def test_who_holds_the_role_comes_in(dispatcher):
    assert dispatcher.get("/dispatchers").status_code == 200


@pytest.mark.django_db
def test_who_does_not_hold_it_is_refused_and_that_is_recorded(agent):
    get_user_model()(pk=7, username="intake", name="Wang Lihua").save()

    response = agent.get("/dispatchers")

    assert response.status_code == 403
    assert "supervisor" in response.text
    event = Event.objects.get(kind="kernel.refused")
    assert event.actor_name == "Wang Lihua"
    assert event.data["what"] == "GET /dispatchers"


@pytest.mark.django_db
def test_a_refusal_is_recorded_without_what_the_address_names(agent):
    get_user_model()(pk=7, username="intake", name="Wang Lihua").save()

    agent.get("/customers-of/ABCDEF/reveal")

    event = Event.objects.get(kind="kernel.refused")
    assert event.data["what"] == "GET /customers-of/<customer_no>/reveal"


def test_a_visitor_is_led_to_the_sign_in_page_and_back(visitor):
    response = visitor.get("/dispatchers?a=1&b=2")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/sign-in?next=%2Fdispatchers%3Fa%3D1%26b%3D2"


def test_a_form_sent_without_a_session_leads_back_to_the_page_that_held_it(visitor):
    referer = "http://testserver/list?status=open"

    response = visitor.post("/form/1", headers={"Referer": referer})

    assert response["Location"] == "/accounts/sign-in?next=%2Flist%3Fstatus%3Dopen"


def test_a_foreign_referer_is_not_followed(visitor):
    response = visitor.post("/form/1", headers={"Referer": "https://evil.example/list"})

    assert response["Location"] == "/accounts/sign-in"


def test_htmx_without_a_session_is_told_so_and_nothing_is_swapped(visitor):
    response = visitor.post("/form/1", headers=HTMX)

    assert response.status_code == 401
    assert response["HX-Trigger"] == "zuoxi:signed-out"
    assert response["HX-Reswap"] == "none"


def test_another_method_is_refused(dispatcher):
    assert dispatcher.post("/dispatchers").status_code == 405
    assert dispatcher.head("/dispatchers").status_code == 200


def test_a_forged_form_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.cookies["test_roles"] = "dispatcher"

    response = client.post("/form/1", {"remark": "<b>kept</b>", "password": "hidden-word"})

    assert response.status_code == 403
    assert "&lt;b&gt;kept&lt;/b&gt;" in response.text
    assert "hidden-word" not in response.text


def test_a_form_with_an_old_token_asks_the_page_for_a_new_one():
    client = Client(enforce_csrf_checks=True)
    client.cookies["test_roles"] = "dispatcher"

    response = client.post("/form/1", {"remark": "x"}, headers=HTMX)

    assert response.status_code == 403
    assert response["HX-Trigger"] == "zuoxi:stale-token"
    token = client.get("/session").json()["token"]
    again = client.post("/form/1", {"remark": "x"}, headers={**HTMX, "X-CSRFToken": token})
    assert again.status_code == 422

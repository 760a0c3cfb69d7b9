"""Tokens over HTTP: how a script signs in, and what ends it."""

from datetime import timedelta

import pytest
import time_machine

from zuoxi.accounts import actions
from zuoxi.accounts.models import Token
from zuoxi.accounts.tests.factories import NOW, PASSWORD, actor, administrator, person
from zuoxi.kernel.belief import forget_everything

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/auth/tokens"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post(client):
    def call(**body):
        return client.post("/api/v1/auth/token", body, content_type="application/json")

    return call


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


@pytest.mark.usefixtures("clock")
class TestGettingOne:
    def test_the_token_opens_the_api(self, post, client):
        person("lin")

        answer = post(username="lin", password=PASSWORD, name="报表")

        assert answer.status_code == 200
        body = answer.json()
        assert (body["name"], body["token_type"]) == ("报表", "Bearer")
        assert body["expires_at"].startswith("2027-02-18")
        listed = client.get(TOKENS, headers=bearer(body["token"])).json()["items"]
        assert [each["id"] for each in listed] == [body["id"]]
        assert body["token"] not in str(listed)

    @pytest.mark.parametrize(
        ("username", "password"), [("lin", "wrong"), ("nobody", PASSWORD), ("", "")]
    )
    def test_wrong_credentials_are_a_401(self, post, username, password):
        person("lin")

        answer = post(username=username, password=password)

        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
        assert not Token.objects.exists()

    def test_a_locked_account_is_a_429_that_says_when_to_come_back(self, post):
        person("lin")
        for _time in range(5):
            post(username="lin", password="wrong")

        answer = post(username="lin", password=PASSWORD)

        assert (answer.status_code, answer.json()["code"]) == (429, "locked_out")
        assert answer["Retry-After"] == "1800"

    def test_an_expired_password_is_a_403_with_its_own_code(self, post):
        person("lin", must_change_password=True)

        answer = post(username="lin", password=PASSWORD)

        assert (answer.status_code, answer.json()["code"]) == (403, "password_expired")

    def test_the_demo_password_opens_nothing(self, post):
        answer = post(username="admin", password="zuoxi-demo")

        assert (answer.status_code, answer.json()["code"]) == (401, "demo_password_refused")

    def test_a_missing_field_is_a_422(self, post):
        assert post(username="lin").status_code == 422


class TestUsingOne:
    def test_it_ends_after_its_days(self, client, clock):
        user = person("lin", password_changed_at=NOW + timedelta(days=60))
        _token, secret = actions.issue_token(actor=actor(user), now=NOW)

        clock.move_to(NOW + timedelta(days=89))
        assert client.get(TOKENS, headers=bearer(secret)).status_code == 200
        clock.move_to(NOW + timedelta(days=90, minutes=1))
        answer = client.get(TOKENS, headers=bearer(secret))

        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")

    @pytest.mark.usefixtures("clock")
    def test_it_ends_at_once_when_the_account_is_closed(self, client):
        user, boss = person("lin"), administrator()
        _token, secret = actions.issue_token(actor=actor(user), now=NOW)

        actions.deactivate_user(actor=boss, user_id=user.pk, now=NOW)

        assert client.get(TOKENS, headers=bearer(secret)).status_code == 401

    def test_it_opens_nothing_while_the_password_is_expired(self, client, clock):
        _token, secret = actions.issue_token(actor=actor(person("lin")), now=NOW)
        clock.move_to(NOW + timedelta(days=90, seconds=-1))
        assert client.get(TOKENS, headers=bearer(secret)).status_code == 200
        person("wang", password_changed_at=NOW - timedelta(days=2))
        _other, second = actions.issue_token(
            actor=actor(person("zhou", password_changed_at=NOW - timedelta(days=1))), now=NOW
        )

        answer = client.get(TOKENS, headers=bearer(second))

        assert (answer.status_code, answer.json()["code"]) == (403, "password_expired")

    @pytest.mark.usefixtures("clock")
    @pytest.mark.parametrize("header", ["Bearer zx_forged", "Bearer ", "Bearer \x7f", "Basic eDp5"])
    def test_a_forged_one_is_a_401(self, client, header):
        assert client.get(TOKENS, headers={"authorization": header}).status_code == 401

    @pytest.mark.usefixtures("clock", "believing")
    def test_a_revoked_one_is_refused(self, client):
        token, secret = actions.issue_token(actor=actor(person("lin")), now=NOW)

        answer = client.delete(f"{TOKENS}/{token.pk}", headers=bearer(secret))

        assert answer.status_code == 200
        assert answer.json()["revoked_at"]
        forget_everything()
        assert client.get(TOKENS, headers=bearer(secret)).status_code == 401

    @pytest.mark.usefixtures("clock")
    def test_the_tokens_of_others_are_not_found(self, client):
        _own, secret = actions.issue_token(actor=actor(person("lin")), now=NOW)
        other, _secret = actions.issue_token(actor=actor(person("wang")), now=NOW)

        answer = client.delete(f"{TOKENS}/{other.pk}", headers=bearer(secret))

        assert answer.status_code == 404

    @pytest.mark.usefixtures("clock")
    def test_it_opens_no_page(self, client):
        _token, secret = actions.issue_token(actor=actor(person("lin")), now=NOW)

        answer = client.get("/account", headers=bearer(secret))

        assert answer["Location"].startswith("/sign-in")

    @pytest.mark.usefixtures("clock")
    @pytest.mark.usefixtures("believing")
    def test_a_call_costs_token_and_scope_once_and_its_own_query(
        self, client, django_assert_num_queries
    ):
        _token, secret = actions.issue_token(actor=actor(person("lin")), now=NOW)
        client.get(TOKENS, headers=bearer(secret))
        forget_everything()

        with django_assert_num_queries(3):
            client.get(TOKENS, headers=bearer(secret))
        with django_assert_num_queries(1):
            client.get(TOKENS, headers=bearer(secret))

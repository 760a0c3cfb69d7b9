"""Signing in, the limits of a session and the own account, as a browser sees them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from zuoxi.accounts import passwords
from zuoxi.accounts.models import Token, User
from zuoxi.accounts.tests.factories import NOW, PASSWORD, person
from zuoxi.kernel.models import Event

pytestmark = pytest.mark.django_db

SIGN_IN = "/sign-in"
PROFILE = "/account"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(client, clock):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def lin():
    return person("lin")


def is_out(answer) -> bool:
    return answer.status_code in {302, 303} and answer["Location"].startswith(SIGN_IN)


def sign_in(browser, **fields):
    return browser.post(SIGN_IN, {"username": "lin", "password": PASSWORD} | fields)


class TestSigningIn:
    def test_leads_to_where_the_person_wanted_to_go(self, browser, lin):
        answer = sign_in(browser, next="/account/tokens?x=1")

        assert (answer.status_code, answer["Location"]) == (303, "/account/tokens?x=1")
        assert browser.get(PROFILE).status_code == 200

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "\n//x",
            "foo",
            "accounts:nowhere",
            "/a\nb",
        ],
    )
    def test_never_leads_out_of_the_product(self, browser, lin, elsewhere):
        assert sign_in(browser, next=elsewhere)["Location"] == "/"

    def test_a_page_sends_here_and_back(self, browser, lin):
        refused = browser.get("/account/tokens")

        assert is_out(refused)
        page = browser.get(refused["Location"])
        assert 'name="next" value="/account/tokens"' in page.content.decode()

    def test_keeps_the_typed_name_and_never_the_password(self, browser, lin):
        answer = sign_in(browser, password="Falsch-<b>1")

        page = answer.content.decode()
        assert answer.status_code == 401
        assert 'value="lin"' in page
        assert "Falsch" not in page
        assert "User name or password is wrong" in page

    def test_an_empty_form_is_refused_at_its_fields(self, browser):
        answer = browser.post(SIGN_IN, {})

        assert answer.status_code == 422
        assert answer.content.decode().count("field-error") == 2

    def test_a_locked_account_is_told_for_how_long(self, browser, lin):
        for _time in range(5):
            answer = sign_in(browser, password="wrong")

        assert answer.status_code == 429
        assert "locked for 30 more minutes" in answer.content.decode()

    def test_gives_the_session_a_new_key(self, browser, lin):
        browser.get(SIGN_IN)
        session = browser.session
        session["x"] = 1
        session.save()
        before = session.session_key

        sign_in(browser)

        assert browser.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_needs_a_token_against_forged_forms(self, lin):
        strict = Client(enforce_csrf_checks=True)

        answer = strict.post(SIGN_IN, {"username": "lin", "password": PASSWORD})

        assert answer.status_code == 403

    def test_the_stored_language_follows_the_person(self, browser):
        person("lin", language="zh-hant")

        answer = sign_in(browser)

        assert answer.cookies["zuoxi_language"].value == "zh-hant"
        assert 'lang="zh-Hant"' in browser.get(PROFILE).content.decode()

    def test_somebody_signed_in_is_sent_on(self, browser, lin):
        sign_in(browser)

        assert browser.get(f"{SIGN_IN}?next=/account")["Location"] == "/account"

    def test_signing_out_ends_the_session(self, browser, lin):
        sign_in(browser)

        assert browser.get("/sign-out").status_code == 405
        assert browser.post("/sign-out")["Location"] == SIGN_IN
        assert is_out(browser.get(PROFILE))
        assert Event.objects.filter(kind="accounts.signed_out", actor=lin).exists()


class TestSessionLimits:
    def test_a_session_ends_after_thirty_idle_minutes(self, browser, clock, lin):
        sign_in(browser)
        clock.shift(timedelta(minutes=29))
        assert browser.get(PROFILE).status_code == 200
        clock.shift(timedelta(minutes=30))

        answer = browser.get(PROFILE)

        assert is_out(answer)
        page = browser.get(answer["Location"]).content.decode()
        assert "Your session ended after 30 minutes without activity" in page
        event = Event.objects.get(kind="accounts.session_ended")
        assert (event.actor, event.data) == (lin, {"reason": "idle"})

    def test_what_a_page_fetches_by_itself_is_no_activity(self, browser, clock, lin):
        sign_in(browser)
        for _time in range(2):
            clock.shift(timedelta(minutes=14))
            browser.get(PROFILE, headers={"X-Zuoxi-Live": "1"})
        clock.shift(timedelta(minutes=2))

        assert is_out(browser.get(PROFILE, headers={"X-Zuoxi-Live": "1"}))

    def test_a_session_ends_after_twelve_hours_in_any_case(self, browser, clock, lin):
        sign_in(browser)
        for _time in range(25):
            clock.shift(timedelta(minutes=28))
            assert browser.get(PROFILE).status_code == 200
        clock.shift(timedelta(minutes=20))

        answer = browser.get(PROFILE)

        page = browser.get(answer["Location"]).content.decode()
        assert "Your session ended 12 hours after you had signed in" in page

    def test_the_notice_goes_away_with_the_next_sign_in(self, browser, clock, lin):
        sign_in(browser)
        clock.shift(timedelta(minutes=31))
        browser.get(PROFILE)
        sign_in(browser)
        browser.post("/sign-out")

        assert "without activity" not in browser.get(SIGN_IN).content.decode()

    def test_activity_is_written_once_a_minute(
        self, browser, clock, lin, django_assert_num_queries
    ):
        sign_in(browser)
        path = "/account/tokens"
        browser.get(path)
        clock.shift(timedelta(seconds=59))
        with django_assert_num_queries(4) as first:  # session, user, scope, the page's own
            browser.get(path)
        assert not any("UPDATE" in each["sql"] for each in first.captured_queries)
        clock.shift(timedelta(seconds=1))

        browser.get(path)

        assert browser.session["seen_at"] == int((NOW + timedelta(minutes=1)).timestamp())

    def test_a_request_without_a_session_costs_no_query(self, browser, django_assert_num_queries):
        with django_assert_num_queries(0):
            browser.get("/account")

    def test_an_api_call_by_cookie_ends_like_a_page(self, browser, clock, lin):
        sign_in(browser)
        clock.shift(timedelta(minutes=31))

        answer = browser.get("/api/v1/auth/tokens")

        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


class TestExpiredPassword:
    def test_only_the_change_is_open(self, browser):
        person("lin", must_change_password=True)

        answer = sign_in(browser, next="/account/tokens")

        assert answer["Location"] == "/account/password?next=%2Faccount%2Ftokens"
        assert browser.get("/account/tokens")["Location"] == "/account/password"
        assert "works only once" in browser.get("/account/password").content.decode()
        call = browser.get("/api/v1/auth/tokens")
        assert (call.status_code, call.json()["code"]) == (403, "password_expired")

    def test_after_the_change_everything_is_open_again(self, browser):
        user = person("lin", must_change_password=True)
        sign_in(browser)

        answer = browser.post(
            "/account/password",
            {
                "current": PASSWORD,
                "new": "Vier-Worte-9-neu",
                "again": "Vier-Worte-9-neu",
                "next": "/account/tokens",
            },
        )

        assert answer["Location"] == "/account/tokens"
        assert browser.get("/account/tokens").status_code == 200
        user.refresh_from_db()
        assert user.check_password("Vier-Worte-9-neu")

    def test_an_old_password_expires_during_a_session(self, browser, clock):
        person("lin", password_changed_at=NOW - timedelta(days=90) + timedelta(minutes=5))
        sign_in(browser)
        assert browser.get(PROFILE).status_code == 200
        clock.shift(timedelta(minutes=6))

        assert browser.get(PROFILE)["Location"] == "/account/password"

    @pytest.mark.parametrize(
        ("fields", "word"),
        [
            ({"again": "different"}, "not the same"),
            ({"current": "wrong"}, "not your current password"),
            ({"new": "kurz", "again": "kurz"}, "at least 8 characters"),
            ({"new": "", "again": ""}, "field-error"),
        ],
    )
    def test_a_refused_change_says_why(self, browser, lin, fields, word):
        sign_in(browser)
        good = {"current": PASSWORD, "new": "Vier-Worte-9-neu", "again": "Vier-Worte-9-neu"}

        answer = browser.post("/account/password", good | fields)

        assert answer.status_code == 422
        assert word in answer.content.decode()

    def test_a_change_ends_the_other_sessions(self, browser, lin):
        other = Client(headers=ENGLISH)
        sign_in(other)
        sign_in(browser)
        new = "Vier-Worte-9-neu"

        browser.post("/account/password", {"current": PASSWORD, "new": new, "again": new})

        assert browser.get(PROFILE).status_code == 200
        assert is_out(other.get(PROFILE))


class TestOwnAccount:
    def test_shows_recent_sign_ins(self, browser, lin):
        sign_in(browser, password="wrong")
        sign_in(browser)

        page = browser.get(PROFILE).content.decode()

        assert "Signed in." in page
        assert "failed: wrong password" in page

    def test_keeps_language_and_look(self, browser, lin):
        sign_in(browser)

        browser.post(PROFILE, {"language": "zh-hans", "theme": "dark"})
        lin.refresh_from_db()
        assert (lin.language, lin.theme) == ("zh-hans", "dark")
        answer = browser.post("/account/preferences", {"language": "en", "next": PROFILE})

        lin.refresh_from_db()
        assert (lin.language, lin.theme) == ("en", "dark")
        assert answer["Location"] == PROFILE

    def test_no_process_believes_the_old_language_on_the_next_page(self, browser, lin):
        sign_in(browser)
        before = browser.session.session_key

        browser.post("/account/preferences", {"language": "en", "next": PROFILE})

        assert browser.session.session_key != before
        assert browser.get(PROFILE).status_code == 200

    def test_an_unknown_choice_changes_nothing(self, browser, lin):
        sign_in(browser)

        assert browser.post("/account/preferences", {"language": "xx"}).status_code == 303
        lin.refresh_from_db()
        assert lin.language == ""

    def test_a_token_is_shown_once_and_revoked(self, browser, lin):
        sign_in(browser)

        issued = browser.post("/account/tokens", {"name": "<script>"}).content.decode()
        token = Token.objects.get()
        listed = browser.get("/account/tokens").content.decode()

        assert issued.count("zx_") == 2
        assert listed.count("zx_") == 1
        assert "<script>&" not in listed
        browser.post(f"/account/tokens/{token.pk}/revoke")
        token.refresh_from_db()
        assert token.revoked_at

    def test_every_form_that_signs_out_is_marked_for_the_script_that_forgets_drafts(
        self, browser, lin
    ):
        sign_in(browser)
        for must_change in (False, True):
            User.objects.update(must_change_password=must_change)
            page = browser.get("/account/password").content.decode()
            forms = re.findall(r"<form[^>]*/sign-out[^>]*>", page)
            assert forms
            assert all("data-sign-out" in form for form in forms)

    def test_ends_other_sessions_and_keeps_this_one(self, browser, lin):
        other = Client(headers=ENGLISH)
        sign_in(other)
        sign_in(browser)

        browser.post("/account/sessions/end")

        assert browser.get(PROFILE).status_code == 200
        assert is_out(other.get(PROFILE))


def test_demo_accounts_do_not_expire(browser, monkeypatch):
    monkeypatch.setattr(passwords, "is_demo", lambda: True)
    person("lin", password_changed_at=NOW - timedelta(days=400))
    sign_in(browser)

    assert browser.get(PROFILE).status_code == 200

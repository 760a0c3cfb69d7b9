"""Signing in: what opens an account, what is counted, what locks it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, connections

from zuoxi.accounts import actions, passwords, queries
from zuoxi.accounts.actions.passwords import attempt_password_change
from zuoxi.accounts.actions.sessions import attempt_sign_in
from zuoxi.accounts.choices import ADDRESS_FAILURES
from zuoxi.accounts.models import User
from zuoxi.accounts.tests.factories import NOW, ORIGIN, PASSWORD, actor, administrator, person
from zuoxi.kernel import options
from zuoxi.kernel.errors import TooManyRequests
from zuoxi.kernel.models import Event, OptionValue

pytestmark = pytest.mark.django_db


def attempt(username="lin", password=PASSWORD, *, now=NOW) -> User:
    return actions.sign_in(actor=ORIGIN, username=username, password=password, now=now)


def fail(times: int, *, now=NOW) -> Exception:
    for _time in range(times):
        with pytest.raises(Exception) as refused:  # noqa: PT011 - the caller looks at it
            attempt(password="wrong", now=now)
    return refused.value


def test_the_right_password_opens_the_account_whatever_the_case_of_the_name():
    user = person("lin")

    assert attempt("  LIN ") == user

    event = Event.objects.get()
    assert (event.kind, event.actor_id, event.subject_id) == (
        "accounts.signed_in",
        user.pk,
        user.pk,
    )
    assert (event.address, event.request_id, event.channel) == ("192.0.2.7", "req-1", "web")


def test_unknown_wrong_and_closed_are_refused_with_the_same_sentence():
    person("lin")
    person("gone", is_active=False)
    sentences = set()

    for username, password in [("nobody", PASSWORD), ("lin", "wrong"), ("gone", PASSWORD)]:
        with pytest.raises(actions.WrongCredentials) as refused:
            attempt(username, password)
        sentences.add(str(refused.value))

    assert len(sentences) == 1
    reasons = [each.data["reason"] for each in Event.objects.order_by("id")]
    assert reasons == ["unknown", "wrong_password", "inactive"]


def test_an_unknown_name_costs_a_hash_like_a_known_one(monkeypatch):
    spent = []
    monkeypatch.setattr("zuoxi.accounts.actions.sessions.make_password", spent.append)

    with pytest.raises(actions.WrongCredentials):
        attempt("nobody")

    assert spent == [PASSWORD]


def test_a_long_password_is_refused_before_anybody_is_looked_up():
    person("lin", locked_until=NOW + timedelta(minutes=5))
    reasons = set()

    for username in ("nobody", "lin"):
        with pytest.raises(actions.WrongCredentials):
            attempt(username, "x" * 129)
        event = Event.objects.latest("id")
        reasons.add((event.data["reason"], event.subject_id))

    assert reasons == {("too_long", None)}
    assert User.objects.get().failed_sign_ins == 0


def test_a_failure_records_the_tried_name_and_never_the_password():
    with pytest.raises(actions.WrongCredentials):
        attempt("nobody", "Sehr-geheim-1")

    event = Event.objects.get()
    assert event.data == {"username": "nobody", "reason": "unknown"}
    assert event.actor_id is None


@pytest.mark.parametrize("strange", ["", "\0", "\ud800", "x" * 10_000, "'; DROP TABLE x --", "🎧"])
def test_strange_input_is_simply_wrong(strange):
    person("lin")

    with pytest.raises(actions.WrongCredentials):
        attempt(strange, strange)
    with pytest.raises(actions.WrongCredentials):
        attempt("lin", strange)


class TestLockOut:
    def test_the_fifth_failure_locks_and_says_for_how_long(self):
        person("lin")

        assert isinstance(fail(4), actions.WrongCredentials)
        locked = fail(1)

        assert isinstance(locked, actions.LockedOut)
        assert locked.extra["retry_after"] == 1800
        assert "30" in str(locked)
        kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
        assert kinds == ["accounts.sign_in_failed"] * 5 + ["accounts.locked_out"]

    def test_a_locked_account_refuses_the_right_password_until_the_time_is_over(self):
        user = person("lin")
        fail(5)

        with pytest.raises(actions.LockedOut) as refused:
            attempt(now=NOW + timedelta(minutes=29, seconds=30))
        assert "1" in str(refused.value)
        assert attempt(now=NOW + timedelta(minutes=30)) == user

    def test_a_success_starts_the_count_again(self):
        person("lin")
        fail(4)
        attempt()

        assert isinstance(fail(4), actions.WrongCredentials)

    def test_an_unknown_name_answers_like_a_known_one(self):
        person("lin")
        told = {"lin": [], "Nobody": []}
        # Five tries lock for thirty minutes; failures before that never lapse.
        minutes = [0, 1, 40, 41, 42, 43, 71, 72, 73, 74, 75, 76, 77]

        for username, answers in told.items():
            for minute in minutes:
                with pytest.raises(Exception) as refused:  # noqa: PT011 - compared below
                    attempt(username, "wrong", now=NOW + timedelta(minutes=minute))
                error = refused.value
                answers.append((type(error).__name__, str(error), error.extra))

        assert told["lin"] == told["Nobody"]
        assert [name for name, *_rest in told["lin"]].count("LockedOut") == 5

    def test_one_unknown_name_counts_for_no_other(self):
        for _time in range(5):
            with pytest.raises((actions.WrongCredentials, actions.LockedOut)):
                attempt("nobody")

        with pytest.raises(actions.WrongCredentials):
            attempt("somebody")

    def test_an_administrator_lifts_it(self):
        user = person("lin")
        fail(5)

        actions.unlock_user(actor=administrator(), user_id=user.pk, now=NOW)

        assert attempt() == user
        assert Event.objects.filter(kind="accounts.unlocked").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_concurrent_failures_are_all_counted(self):
        person("lin")
        barrier, outcomes = threading.Barrier(6), []

        def run() -> None:
            try:
                barrier.wait(timeout=10)
                attempt(password="wrong")
            except Exception as error:  # noqa: BLE001 - compared below
                outcomes.append(type(error).__name__)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _each in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(timeout=20)

        assert sorted(outcomes) == ["LockedOut"] * 2 + ["WrongCredentials"] * 4
        assert Event.objects.filter(kind="accounts.locked_out").count() == 1
        connection.close()


class TestAddress:
    @pytest.fixture(autouse=True)
    def limit(self):
        OptionValue.objects.create(
            key=ADDRESS_FAILURES.key, value=3, valid_from=NOW - timedelta(days=1), source="test"
        )
        options.forget_cached()
        yield
        options.forget_cached()

    def spray(self) -> None:
        for number in range(3):
            with pytest.raises(actions.WrongCredentials):
                attempt(f"name-{number}", now=NOW + timedelta(minutes=number))

    def test_has_to_wait_after_too_many_failures_whatever_the_names(self):
        user = person("lin")
        self.spray()
        before = Event.objects.count()

        with pytest.raises(TooManyRequests) as refused:
            attempt(now=NOW + timedelta(minutes=10))

        assert refused.value.code == "too_many_requests"
        assert refused.value.extra == {"retry_after": 1200}
        assert Event.objects.count() == before
        assert attempt(now=NOW + timedelta(minutes=30)) == user

    def test_another_address_does_not(self):
        user = person("lin")
        self.spray()
        elsewhere = replace(ORIGIN, address="192.0.2.8")

        found = actions.sign_in(actor=elsewhere, username="lin", password=PASSWORD, now=NOW)

        assert found == user


class TestEndingSessions:
    def test_end_all_sessions_changes_what_every_session_is_checked_against(self):
        user = person("lin")
        before = user.get_session_auth_hash()

        _token, secret = actions.issue_token(actor=actor(user), now=NOW)

        ended = actions.end_all_sessions(actor=actor(user), now=NOW)

        assert ended.get_session_auth_hash() != before
        assert queries.usable_token(secret, now=NOW) is None
        assert Event.objects.latest("id").kind == "accounts.sessions_ended"

    def test_end_session_records_why(self):
        user = person("lin")

        actions.end_session(actor=actor(user), reason="idle", now=NOW)

        event = Event.objects.get()
        assert (event.kind, event.subject_id) == ("accounts.session_ended", user.pk)
        assert event.data == {"reason": "idle"}

    def test_attempt_sign_in_commits_a_refusal_that_sign_in_raises(self):
        person("lin")

        outcome = attempt_sign_in(actor=ORIGIN, username="lin", password="wrong", now=NOW)

        assert isinstance(outcome, actions.WrongCredentials)
        assert User.objects.get(username="lin").failed_sign_ins == 1


class TestDemoPassword:
    def test_opens_nothing_outside_demo_mode_even_if_it_is_the_right_one(self):
        user = person("lin")
        user.set_password(passwords.DEMO_PASSWORD)
        user.save()

        with pytest.raises(actions.DemoPasswordRefused):
            attempt(password=passwords.DEMO_PASSWORD)

        user.refresh_from_db()
        assert user.failed_sign_ins == 0
        assert Event.objects.get().data["reason"] == "demo_password"

    def test_opens_a_demo_account_in_demo_mode(self, monkeypatch):
        user = person("lin")
        user.set_password(passwords.DEMO_PASSWORD)
        user.save()
        monkeypatch.setattr(passwords, "is_demo", lambda: True)

        assert attempt(password=passwords.DEMO_PASSWORD) == user


@pytest.mark.django_db
def test_attempt_password_change_commits_a_refusal_that_change_password_raises():
    user = person("lin")

    outcome = attempt_password_change(
        actor=actor(user), current="wrong", new="Another-Pass-9", now=NOW
    )

    user.refresh_from_db()
    assert list(outcome.fields) == ["current"]
    assert user.failed_sign_ins == 1

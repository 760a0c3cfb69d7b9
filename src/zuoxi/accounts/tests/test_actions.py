"""Passwords, accounts and tokens: what each write does, and what it refuses."""

from datetime import timedelta

import pytest

from zuoxi.accounts import actions, passwords, queries
from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import Token, User
from zuoxi.accounts.tests.factories import (
    NOW,
    ORIGIN,
    PASSWORD,
    actor,
    administrator,
    person,
)
from zuoxi.kernel.actors import ANONYMOUS, SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event

pytestmark = pytest.mark.django_db

NEW = "Vier-Worte-9-neu"


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


class TestChangePassword:
    def test_replaces_the_password_and_clears_the_duty_to_change_it(self):
        user = person(must_change_password=True)

        actions.change_password(actor=actor(user), current=PASSWORD, new=NEW, now=NOW)

        user.refresh_from_db()
        assert user.check_password(NEW)
        assert not user.must_change_password
        assert user.password_changed_at == NOW
        assert kinds() == ["accounts.password_changed"]
        assert NEW not in str(Event.objects.get().data)

    def test_asks_for_the_present_password(self):
        user = person()

        with pytest.raises(InvalidInput) as refused:
            actions.change_password(actor=actor(user), current="wrong", new=NEW, now=NOW)

        assert list(refused.value.fields) == ["current"]
        assert Event.objects.get().data == {"username": "lin", "reason": "present_password"}

    def test_wrong_present_passwords_lock_the_account_as_at_sign_in(self):
        user = person()
        give = {"actor": actor(user), "new": NEW, "now": NOW}
        for _time in range(4):
            with pytest.raises(InvalidInput):
                actions.change_password(current="wrong", **give)
        for current in ("x" * 129, PASSWORD):
            with pytest.raises(actions.LockedOut):
                actions.change_password(current=current, **give)

        user.refresh_from_db()
        assert user.check_password(PASSWORD)
        with pytest.raises(actions.LockedOut):
            actions.sign_in(actor=ORIGIN, username="lin", password=PASSWORD, now=NOW)

    @pytest.mark.parametrize(
        "bad",
        ["Ab-1", "alllowercase", "ONLYUPPER1", "x" * 129 + "A1", "Lin-schoen-77", "Passw0rd"],
    )
    def test_refuses_what_the_policy_forbids(self, bad):
        user = person("lin")

        with pytest.raises(InvalidInput) as refused:
            actions.change_password(actor=actor(user), current=PASSWORD, new=bad, now=NOW)

        assert list(refused.value.fields) == ["new"]
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_refuses_a_chinese_name_inside(self):
        user = person("lin", name="林晓彤")

        with pytest.raises(InvalidInput):
            actions.change_password(
                actor=actor(user), current=PASSWORD, new="A1-林晓彤-xyz", now=NOW
            )

    def test_refuses_the_last_five_passwords_and_takes_the_sixth(self):
        user, current = person(), PASSWORD
        for number in range(5):
            new = f"Vier-Worte-{number}"
            now = NOW + timedelta(days=number)
            actions.change_password(actor=actor(user), current=current, new=new, now=now)
            current = new
        later = NOW + timedelta(days=10)

        for former in ("Vier-Worte-4", "Vier-Worte-0"):
            with pytest.raises(InvalidInput):
                actions.change_password(actor=actor(user), current=current, new=former, now=later)
        actions.change_password(actor=actor(user), current=current, new=PASSWORD, now=later)

        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_refuses_the_demo_password_even_in_demo_mode(self, monkeypatch):
        user = person()
        monkeypatch.setattr(passwords, "is_demo", lambda: True)

        with pytest.raises(InvalidInput):
            actions.change_password(
                actor=actor(user), current=PASSWORD, new=passwords.DEMO_PASSWORD, now=NOW
            )

    def test_ends_other_sessions_through_the_session_hash_and_every_token(self):
        user = person()
        _token, secret = actions.issue_token(actor=actor(user), now=NOW)
        before = user.get_session_auth_hash()

        actions.change_password(actor=actor(user), current=PASSWORD, new=NEW, now=NOW)

        user.refresh_from_db()
        assert user.get_session_auth_hash() != before
        assert queries.usable_token(secret, now=NOW) is None


class TestExpiry:
    def test_a_password_expires_after_ninety_days(self):
        user = person()

        assert not passwords.is_expired(user, now=NOW + timedelta(days=89))
        assert passwords.is_expired(user, now=NOW + timedelta(days=90))

    def test_a_one_time_password_has_expired_from_the_start(self):
        user, _one_time = actions.create_user(
            actor=administrator(), username="neu", name="Neu", now=NOW
        )

        assert passwords.is_expired(user, now=NOW)


class TestResetPassword:
    def test_gives_a_password_that_satisfies_the_policy_and_must_be_changed(self):
        user = person(failed_sign_ins=3, locked_until=NOW + timedelta(hours=1))
        _token, secret = actions.issue_token(actor=actor(user), now=NOW)

        user, one_time = actions.reset_password(actor=administrator(), user_id=user.pk, now=NOW)

        assert user.check_password(one_time)
        assert user.must_change_password
        assert user.locked_until is None
        assert queries.usable_token(secret, now=NOW) is None
        assert passwords.faults(one_time, user=User(username="x"), now=NOW) == []
        assert one_time not in str(list(Event.objects.values()))

    def test_is_for_administrators_and_other_people_only(self):
        user, boss = person(), administrator()

        with pytest.raises(Forbidden):
            actions.reset_password(actor=actor(user, Role.SUPERVISOR), user_id=user.pk, now=NOW)
        with pytest.raises(Conflict):
            actions.reset_password(actor=boss, user_id=boss.user_id, now=NOW)
        with pytest.raises(NotFound):
            actions.reset_password(actor=boss, user_id=10**9, now=NOW)


class TestDemoPassword:
    def test_is_set_in_demo_mode_only(self, monkeypatch):
        user = person()

        with pytest.raises(Conflict):
            actions.accept_demo_password(actor=SYSTEM, user_id=user.pk, now=NOW)
        monkeypatch.setattr(passwords, "is_demo", lambda: True)
        actions.accept_demo_password(actor=SYSTEM, user_id=user.pk, now=NOW)

        user.refresh_from_db()
        assert user.check_password(passwords.DEMO_PASSWORD)
        assert not passwords.is_expired(user, now=NOW + timedelta(days=400))

    def test_is_no_matter_for_people(self, monkeypatch):
        user = person()
        monkeypatch.setattr(passwords, "is_demo", lambda: True)

        with pytest.raises(Forbidden):
            actions.accept_demo_password(actor=administrator(), user_id=user.pk, now=NOW)


class TestAccounts:
    def test_creating_returns_a_one_time_password(self):
        user, one_time = actions.create_user(
            actor=administrator(), username="wang", name="王 明", staff_no="17", now=NOW
        )

        assert user.check_password(one_time)
        assert (user.username, user.name, user.staff_no) == ("wang", "王 明", "17")
        assert kinds() == ["accounts.user_created"]

    @pytest.mark.parametrize(
        ("fields", "at"),
        [
            ({"username": "LIN"}, "username"),
            ({"username": ""}, "username"),
            ({"username": "two words"}, "username"),
            ({"username": "x\0y"}, "username"),
            ({"username": "x" * 151}, "username"),
            ({"name": " "}, "name"),
            ({"staff_no": "7"}, "staff_no"),
        ],
    )
    def test_creating_refuses_what_is_taken_or_unusable(self, fields, at):
        person("lin", staff_no="7")
        boss = administrator()

        with pytest.raises(InvalidInput) as refused:
            actions.create_user(actor=boss, **{"username": "neu", "name": "Neu"} | fields, now=NOW)

        assert list(refused.value.fields) == [at]
        assert not User.objects.filter(name="Neu").exists()

    def test_an_update_records_what_changed_and_nothing_otherwise(self):
        user, boss = person("lin"), administrator()
        same = {"username": "lin", "name": "Lin", "staff_no": ""}

        actions.update_user(actor=boss, user_id=user.pk, **same, now=NOW)
        assert kinds() == []
        actions.update_user(actor=boss, user_id=user.pk, **same | {"name": "林"}, now=NOW)

        assert Event.objects.get().data["changes"] == {"name": ["Lin", "林"]}

    def test_closing_ends_sessions_and_tokens_for_good(self):
        user, boss = person(), administrator()
        _token, secret = actions.issue_token(actor=actor(user), name="s", now=NOW)
        before = user.get_session_auth_hash()

        actions.deactivate_user(actor=boss, user_id=user.pk, now=NOW)
        assert queries.usable_token(secret, now=NOW) is None
        actions.reactivate_user(actor=boss, user_id=user.pk, now=NOW)

        user.refresh_from_db()
        assert user.is_active
        assert user.get_session_auth_hash() != before
        assert queries.usable_token(secret, now=NOW) is None

    def test_nobody_closes_the_own_account(self):
        boss = administrator()

        with pytest.raises(Conflict):
            actions.deactivate_user(actor=boss, user_id=boss.user_id, now=NOW)

    def test_others_than_the_administrator_see_and_change_only_themselves(self):
        user, other = person("lin"), person("wang")

        assert list(queries.people(actor(user, Role.SUPERVISOR))) == [user]
        with pytest.raises(NotFound):
            queries.person(actor(user), other.pk)
        with pytest.raises(Forbidden):
            actions.deactivate_user(actor=actor(user, Role.AUDITOR), user_id=other.pk, now=NOW)
        assert not queries.people(ANONYMOUS).exists()

    def test_search_matches_name_user_name_and_staff_number(self):
        person("lin", name="林晓彤", staff_no="1001")
        person("zhou", name="周明远", staff_no="1002")
        boss = administrator()

        for text in ("晓彤", "LI", "1001"):
            assert [each.username for each in queries.people(boss, text=text)] == ["lin"]

    def test_preferences_take_offered_values_only(self):
        user = person()

        actions.set_preferences(actor=actor(user), language="zh-hant", theme="dark", now=NOW)
        user.refresh_from_db()
        assert (user.language, user.theme) == ("zh-hant", "dark")
        for wrong in ({"language": "fr", "theme": ""}, {"language": "", "theme": "pink"}):
            with pytest.raises(InvalidInput):
                actions.set_preferences(actor=actor(user), **wrong, now=NOW)


class TestTokens:
    def test_only_the_digest_is_stored(self):
        user = person()

        token, secret = actions.issue_token(actor=actor(user), name="报表", now=NOW)

        assert secret.startswith("zx_")
        assert secret not in str(list(Token.objects.values()) + list(Event.objects.values()))
        assert secret.startswith(token.hint)
        assert queries.usable_token(secret, now=NOW) == token

    def test_a_token_ends_after_its_days(self):
        _token, secret = actions.issue_token(actor=actor(person()), now=NOW)

        assert queries.usable_token(secret, now=NOW + timedelta(days=89, hours=23))
        assert queries.usable_token(secret, now=NOW + timedelta(days=90)) is None

    def test_a_revoked_token_is_refused_and_revoking_again_changes_nothing(self):
        user = person()
        token, secret = actions.issue_token(actor=actor(user), now=NOW)

        for _time in range(2):
            actions.revoke_token(actor=actor(user), token_id=token.pk, now=NOW)

        assert queries.usable_token(secret, now=NOW) is None
        assert kinds() == ["accounts.token_issued", "accounts.token_revoked"]

    def test_nobody_sees_or_revokes_the_tokens_of_others(self):
        token, _secret = actions.issue_token(actor=actor(person("lin")), now=NOW)
        boss = administrator()

        assert not queries.tokens_of(boss).exists()
        with pytest.raises(NotFound):
            actions.revoke_token(actor=boss, token_id=token.pk, now=NOW)

    def test_use_is_noted_once_a_minute(self):
        token, _secret = actions.issue_token(actor=actor(person()), now=NOW)

        actions.note_token_use(token, now=NOW)
        token.refresh_from_db()
        actions.note_token_use(token, now=NOW + timedelta(seconds=59))
        token.refresh_from_db()
        assert token.last_used_at == NOW
        actions.note_token_use(token, now=NOW + timedelta(seconds=60))
        token.refresh_from_db()
        assert token.last_used_at == NOW + timedelta(seconds=60)

    def test_none_is_issued_while_the_password_has_to_be_changed(self):
        user = person(must_change_password=True)

        with pytest.raises(actions.PasswordExpired):
            actions.issue_token(actor=actor(user), now=NOW)

    def test_an_anonymous_actor_gets_none(self):
        with pytest.raises(Forbidden):
            actions.issue_token(actor=ORIGIN, now=NOW)

"""Accounts: created, corrected, closed and opened again by the administrator."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.accounts import events, queries
from zuoxi.accounts.actions.passwords import one_time_password, set_password
from zuoxi.accounts.actions.tokens import revoke_all
from zuoxi.accounts.models import LANGUAGE_CODES, THEMES, User
from zuoxi.accounts.policies import manages_people
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput
from zuoxi.kernel.policies import signed_in
from zuoxi.kernel.text import clean_line, clean_text
from zuoxi.kernel.uniqueness import refuse_taken, unique_key

_LONGEST_NAME = 150
_LONGEST_STAFF_NO = 32


@action("accounts.create_user", policy=manages_people, internal=True)
def create_user(
    *, actor: Actor, username: str, name: str, staff_no: str = "", now: datetime
) -> tuple[User, str]:
    """Open an account and return it with its one-time password, to be changed at first sign-in."""
    user = User(username=_free_username(username), name=_clean_name(name))
    user.staff_no = _free_staff_no(staff_no)
    one_time = one_time_password()
    set_password(user, one_time, now=now)
    with refuse_taken(_taken()):
        user.save()
    data = {"name": user.name, "username": user.username}
    publish(events.UserCreated(subject_id=user.pk, data=data), actor=actor, now=now)
    return user, one_time


@action("accounts.update_user", policy=manages_people, internal=True)
def update_user(
    *, actor: Actor, user_id: int, username: str, name: str, staff_no: str, now: datetime
) -> User:
    """Correct an account; nothing is recorded when nothing changed."""
    user = _locked(actor, user_id)
    new = {
        "username": _free_username(username, than=user),
        "name": _clean_name(name),
        "staff_no": _free_staff_no(staff_no, than=user),
    }
    changes = {key: [getattr(user, key), to] for key, to in new.items() if getattr(user, key) != to}
    if changes:
        for key, value in new.items():
            setattr(user, key, value)
        with refuse_taken(_taken()):
            user.save(update_fields=list(changes))
        data: dict[str, Any] = {"name": user.name, "changes": changes}
        publish(events.UserUpdated(subject_id=user.pk, data=data), actor=actor, now=now)
    return user


@action("accounts.deactivate_user", policy=manages_people, internal=True)
def deactivate_user(*, actor: Actor, user_id: int, now: datetime) -> User:
    """Close an account: its sessions and tokens end with this commit."""
    user = _locked(actor, user_id)
    if user.pk == actor.user_id:
        raise Conflict(_("You cannot deactivate your own account."), code="own_account")
    if user.is_active:
        user.is_active = False
        user.session_epoch += 1
        user.save(update_fields=["is_active", "session_epoch"])
        revoke_all(user, now=now)
        fact = events.UserDeactivated(subject_id=user.pk, data={"name": user.name})
        publish(fact, actor=actor, now=now)
    return user


@action("accounts.reactivate_user", policy=manages_people, internal=True)
def reactivate_user(*, actor: Actor, user_id: int, now: datetime) -> User:
    """Open a closed account again; its old sessions and tokens stay ended."""
    user = _locked(actor, user_id)
    if not user.is_active:
        user.is_active, user.failed_sign_ins, user.locked_until = True, 0, None
        user.save(update_fields=["is_active", "failed_sign_ins", "locked_until"])
        fact = events.UserReactivated(subject_id=user.pk, data={"name": user.name})
        publish(fact, actor=actor, now=now)
    return user


@action("accounts.set_preferences", policy=signed_in, internal=True)
def set_preferences(*, actor: Actor, language: str, theme: str, now: datetime) -> User:
    """Choose the language and the look of the actor's own pages; empty means as the browser."""
    if language not in LANGUAGE_CODES:
        raise InvalidInput(fields={"language": [_("Choose one of the languages.")]})
    if theme not in THEMES:
        raise InvalidInput(fields={"theme": [_("Choose one of the looks.")]})
    user = queries.own_account(actor).select_for_update(no_key=True).get()
    if (user.language, user.theme) != (language, theme):
        user.language, user.theme = language, theme
        user.save(update_fields=["language", "theme"])
        data = {"language": language, "theme": theme}
        publish(events.PreferencesSet(subject_id=user.pk, data=data), actor=actor, now=now)
    return user


def _locked(actor: Actor, user_id: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=queries.person(actor, user_id).pk)


def _clean_name(name: str) -> str:
    return clean_line("name", name, limit=_LONGEST_NAME)


def _free_username(username: str, *, than: User | None = None) -> str:
    username = clean_text("username", username, limit=_LONGEST_NAME)
    if any(each.isspace() for each in username):
        raise InvalidInput(fields={"username": [_("A user name cannot contain spaces.")]})
    taken = queries.by_username(username)
    if than is not None:
        taken = taken.exclude(pk=than.pk)
    if taken.exists():
        raise _username_taken()
    return username


def _free_staff_no(staff_no: str, *, than: User | None = None) -> str:
    staff_no = clean_text("staff_no", staff_no, limit=_LONGEST_STAFF_NO, required=False)
    taken = User.objects.filter(staff_no=staff_no).exclude(staff_no="")
    if than is not None:
        taken = taken.exclude(pk=than.pk)
    if taken.exists():
        raise _staff_no_taken()
    return staff_no


def _taken() -> dict[str, DomainError]:
    return {
        unique_key(User, "username"): _username_taken(),
        "user_username_caseless": _username_taken(),
        "user_staff_no_once": _staff_no_taken(),
    }


def _username_taken() -> InvalidInput:
    return InvalidInput(fields={"username": [_("This user name is taken.")]})


def _staff_no_taken() -> InvalidInput:
    return InvalidInput(fields={"staff_no": [_("This staff number is taken.")]})

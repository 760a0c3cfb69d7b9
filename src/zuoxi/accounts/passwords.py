"""The password policy: what a new password must be like, and when an old one has expired."""

import string
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import (
    PASSWORD_CLASSES,
    PASSWORD_DAYS,
    PASSWORD_HISTORY,
    PASSWORD_LENGTH,
)
from zuoxi.accounts.models import PastPassword, User

# The password of every demo account; printed by the demo, so it must open nothing real.
DEMO_PASSWORD = "zuoxi-demo"  # noqa: S105 - public on purpose, and refused outside demo mode
LONGEST = 128
_NAME_PART = 3


def is_demo() -> bool:
    """Tell whether this process serves the demo, where the well-known password is accepted."""
    return bool(settings.ENV.demo)


def faults(password: str, *, user: User, now: datetime) -> list[str]:
    """Return a sentence for each rule of the policy that the password breaks."""
    found = [*_shape_faults(password, now=now)]
    if _contains_name(password, user):
        found.append(_("The password must not contain your name or user name."))
    if password == DEMO_PASSWORD or _is_common(password):
        found.append(_("This password is widely known. Choose one that only you know."))
    if not found and _was_used(password, user=user, now=now):
        found.append(
            _("This is one of your last %(count)s passwords. Choose a new one.")
            % {"count": PASSWORD_HISTORY.at(now)}
        )
    return found


def is_expired(user: User, *, now: datetime) -> bool:
    """Tell whether the user must choose a new password before doing anything else.

    Demo passwords grow old without expiring, so that an old demo still opens.
    """
    if user.must_change_password or user.password_changed_at is None:
        return True
    if is_demo():
        return False
    return user.password_changed_at + timedelta(days=PASSWORD_DAYS.at(now)) <= now


def rules(*, now: datetime) -> list[str]:
    """Return the policy as sentences, to be shown beside the field before anybody types."""
    return [
        _("At least %(count)s characters.") % {"count": PASSWORD_LENGTH.at(now)},
        _("At least %(count)s of these kinds: lower case, upper case, digits, others.")
        % {"count": PASSWORD_CLASSES.at(now)},
        _("Not your name or user name, and not a widely known password."),
        _("None of your last %(count)s passwords.") % {"count": PASSWORD_HISTORY.at(now)},
    ]


def _shape_faults(password: str, *, now: datetime) -> list[str]:
    found = []
    least = PASSWORD_LENGTH.at(now)
    if len(password) < least:
        found.append(_("The password needs at least %(count)s characters.") % {"count": least})
    if len(password) > LONGEST:
        found.append(_("The password may have at most %(count)s characters.") % {"count": LONGEST})
    kinds = PASSWORD_CLASSES.at(now)
    if _classes(password) < kinds:
        found.append(
            _(
                "The password needs at least %(count)s of these kinds of characters: "
                "lower case, upper case, digits, others."
            )
            % {"count": kinds}
        )
    return found


def _classes(password: str) -> int:
    groups = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    known = "".join(groups)
    found = sum(any(each in group for each in password) for group in groups)
    return found + any(each not in known for each in password)


def _contains_name(password: str, user: User) -> bool:
    lowered = password.lower()
    return any(
        len(part) >= _NAME_PART and part.lower() in lowered
        for part in (user.username, user.name, *user.name.split())
    ) or bool(user.name and not user.name.isascii() and user.name in password)


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


def _was_used(password: str, *, user: User, now: datetime) -> bool:
    if user.has_usable_password() and check_password(password, user.password):
        return True
    # The current password is one of the last ones, so one fewer has to be looked up.
    before = max(PASSWORD_HISTORY.at(now) - 1, 0)
    hashes = (
        PastPassword.objects.filter(user_id=user.pk)
        .order_by("-set_at")
        .values_list("hash", flat=True)
    )
    return any(check_password(password, each) for each in hashes[:before])


class PolicyValidator:
    """The policy for Django's own callers, such as ``manage.py changepassword``."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with every broken rule; it offers no clock."""
        found = faults(password, user=user or User(), now=timezone.now())  # noqa: TID251
        if found:
            raise ValidationError([lazystr(each) for each in found])

    def get_help_text(self) -> str:
        """Return the policy as one paragraph."""
        return " ".join(rules(now=timezone.now()))  # noqa: TID251

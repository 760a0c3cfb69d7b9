"""Users, their password history, and the tokens of their scripts."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from zuoxi.web import preferences

LANGUAGE_CODES = ("", *preferences.LANGUAGES)
THEMES = ("", *preferences.THEMES)


class People(BaseUserManager["User"]):
    """Finds users by their user name, as Django's sign-in asks for."""


class User(AbstractBaseUser):
    """A person with an account. Never deleted, only deactivated."""

    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150)
    staff_no = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    failed_sign_ins = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    # Raised to end every session at once; it is part of what a session is checked against.
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_caseless"),
            models.UniqueConstraint(
                fields=["staff_no"], condition=~Q(staff_no=""), name="user_staff_no_once"
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="user_language"),
            models.CheckConstraint(condition=Q(theme__in=THEMES), name="user_theme"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Return what a session must carry to stay valid; a new password or epoch ends it."""
        return f"{super().get_session_auth_hash()}.{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the hashes under former secret keys, so that a key change ends no session."""
        for former in super().get_session_auth_fallback_hash():
            yield f"{former}.{self.session_epoch}"


class PastPassword(models.Model):
    """The hash of a password that a user may not choose again yet."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords", db_index=False)
    hash = models.CharField(max_length=256)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-set_at"], name="past_password_user")]

    def __str__(self) -> str:
        return f"past password of user {self.user_id}"


class Token(models.Model):
    """A bearer token for scripts. Only its digest is stored; ``hint`` is its readable start."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", db_index=False)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="token_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

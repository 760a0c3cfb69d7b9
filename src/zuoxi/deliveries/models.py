"""Channels with what they must keep secret, deliveries, what was tried, how persons are reached."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from zuoxi.deliveries.choices import (
    ADDRESS_LIMIT,
    ANSWER_LIMIT,
    CODE_LIMIT,
    EMAIL_LIMIT,
    LANGUAGES,
    MOBILE_LIMIT,
    NAME_LIMIT,
    OPEN_STATES,
    SECRET_LIMIT,
    TROUBLED_STATES,
    DeliveryState,
    Form,
)
from zuoxi.notices.models import Notice
from zuoxi.org.models import Unit

_OPEN = Q(state__in=OPEN_STATES)


class Channel(models.Model):
    """A way out of the product, for the notices of one unit or of the whole house.

    ``kinds`` are the kinds of notices that go by it; by e-mail go those that each person wants.
    ``failures`` counts how often in a row it has failed; until ``rests_until`` it is left alone.
    """

    form = models.CharField(max_length=12, choices=Form.choices)
    name = models.CharField(max_length=NAME_LIMIT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kinds = ArrayField(models.CharField(max_length=64), default=list)
    language = models.CharField(max_length=8, default="zh-hans")
    is_round_the_clock = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # What is shown of the address and the secret, which stand apart.
    host = models.CharField(max_length=255, blank=True)
    address_hint = models.CharField(max_length=8, blank=True)
    secret_hint = models.CharField(max_length=8, blank=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=Form.values), name="channel_form"),
            models.CheckConstraint(condition=~Q(name=""), name="channel_named"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="channel_language"),
            models.UniqueConstraint(Lower("name"), name="channel_name_once"),
            # Persons are reached by one mail server, wherever they belong.
            models.UniqueConstraint(
                fields=["form"], condition=Q(form=Form.EMAIL), name="channel_one_for_email"
            ),
            models.CheckConstraint(
                condition=~Q(form=Form.EMAIL) | Q(unit=None), name="channel_email_for_all"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_email(self) -> bool:
        """Whether it reaches persons one by one."""
        return self.form == Form.EMAIL


class Credential(models.Model):
    """Where a channel sends to, and what it signs with: in a table that nothing else joins."""

    channel = models.OneToOneField(
        Channel, models.PROTECT, primary_key=True, related_name="credential"
    )
    address = models.CharField(max_length=ADDRESS_LIMIT)
    secret = models.CharField(max_length=SECRET_LIMIT, blank=True)

    def __str__(self) -> str:
        return f"credential of channel {self.channel_id}"


class Reach(models.Model):
    """How a person is reached outside the product, and for what.

    ``email`` is confirmed; ``new_email`` waits for that. ``by_email`` has the kinds for which the
    person chose otherwise than the kind proposes: whether it comes by e-mail.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+"
    )
    email = models.CharField(max_length=EMAIL_LIMIT, blank=True)
    new_email = models.CharField(max_length=EMAIL_LIMIT, blank=True)
    asked_at = models.DateTimeField(null=True)
    mobile = models.CharField(max_length=MOBILE_LIMIT, blank=True)
    by_email = models.JSONField(default=dict)
    is_any_time = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"reach of {self.user_id}"


class Delivery(models.Model):
    """One notice on its way through one channel.

    By e-mail each receiver's notice has a delivery of its own; a group hears of it once, by the
    first of the notices that were given together, whose receivers are ``mentioned``. While a worker
    sends it, ``claim`` names that sending, and until ``claimed_until`` nobody else takes it.
    ``round`` counts how often a person had it sent again.
    """

    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    centre = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    mentioned = ArrayField(models.BigIntegerField(), default=list)
    kind = models.CharField(max_length=64)
    number = models.CharField(max_length=64, blank=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state"
            ),
            models.CheckConstraint(
                condition=(_OPEN & Q(ended_at=None)) | (~_OPEN & Q(ended_at__isnull=False)),
                name="delivery_ends",
            ),
            models.CheckConstraint(
                condition=Q(claim=None, claimed_until=None)
                | Q(claim__isnull=False, claimed_until__isnull=False),
                name="delivery_claimed_for_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "next_at", "id"], condition=_OPEN, name="delivery_due"),
            models.Index(fields=["created_at", "id"], name="delivery_log"),
            models.Index(fields=["centre", "created_at", "id"], name="delivery_log_of_centre"),
            models.Index(
                fields=["created_at", "id"],
                condition=Q(state__in=TROUBLED_STATES),
                name="delivery_troubled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel_id}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be sent."""
        return self.state in OPEN_STATES

    @property
    def key(self) -> str:
        """What receivers may know it by: the same for each try, another one when sent again."""
        return f"delivery-{self.pk}-{self.round}"


class Attempt(models.Model):
    """A message that was sent, or was to be; written before it leaves, finished after.

    Without a delivery it was a test. Deliveries of one digest share the ``message``. What has no
    end was interrupted: nobody knows whether it arrived.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, null=True, related_name="attempts", db_index=False
    )
    message = models.UUIDField()
    size = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    code = models.CharField(max_length=CODE_LIMIT, blank=True)
    answer = models.CharField(max_length=ANSWER_LIMIT, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, is_accepted=None)
                | Q(finished_at__gte=F("started_at"), is_accepted__isnull=False),
                name="attempt_ends_with_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "started_at"], name="attempt_of_channel"),
            models.Index(fields=["delivery", "started_at"], name="attempt_of_delivery"),
            models.Index(fields=["started_at"], name="attempt_by_time"),
            models.Index(fields=["message"], name="attempt_message"),
        ]

    def __str__(self) -> str:
        return f"{self.message}: {self.code}"

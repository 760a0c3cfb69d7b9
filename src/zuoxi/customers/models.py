"""Customers with their contact points and addresses, and who has looked at them unmasked."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Reverse
from django.utils.translation import get_language

from zuoxi.customers.choices import (
    ADDRESS_LIMIT,
    CONTACT_LIMIT,
    DEFAULT_CLASS,
    LABEL_LIMIT,
    NAME_LIMIT,
    ContactKind,
    CustomerKind,
    Purpose,
)
from zuoxi.customers.pinyin import TOKEN_LIMIT
from zuoxi.org.models import Unit


class CustomerClass(models.Model):
    """A value grade such as "key account", maintained by a supervisor; retired, never deleted."""

    code = models.SlugField(max_length=32, primary_key=True)
    label_zh_hans = models.CharField(max_length=LABEL_LIMIT)
    label_zh_hant = models.CharField(max_length=LABEL_LIMIT, blank=True)
    label_en = models.CharField(max_length=LABEL_LIMIT, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(code=DEFAULT_CLASS) | Q(is_active=True),
                name="class_default_is_offered",
            ),
            models.CheckConstraint(condition=~Q(label_zh_hans=""), name="class_is_named"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, else the Simplified Chinese one."""
        language = (get_language() or "").replace("-", "_")
        return getattr(self, f"label_{language}", "") or self.label_zh_hans


class Customer(models.Model):
    """Somebody who may call, in the customer base of one service centre. Never deleted.

    ``version`` grows by one with every correction. ``grams`` holds the single characters and
    pairs of the names, lower case: the index behind "name contains".
    """

    # Set by ``queries.details``, in the order in which people arranged them. Plain lists: to ask
    # the prefetched manager of each row costs more than to read them.
    points: list["ContactPoint"]
    places: list["Address"]

    customer_no = models.CharField(max_length=32, unique=True)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(
        max_length=16, choices=CustomerKind.choices, default=CustomerKind.PERSON
    )
    customer_class = models.ForeignKey(
        CustomerClass, models.PROTECT, default=DEFAULT_CLASS, related_name="+"
    )
    name = models.CharField(max_length=NAME_LIMIT, blank=True)
    company_name = models.CharField(max_length=NAME_LIMIT, blank=True)
    note = models.TextField(blank=True)
    grams = ArrayField(models.CharField(max_length=8), default=list)
    # By which version of ``pinyin`` the spellings were written; 0: not yet (``jobs.index_names``).
    pinyin_version = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer_no__regex=r"^[A-Z0-9][A-Z0-9-]{0,31}$"),
                name="customer_no_shape",
            ),
            models.CheckConstraint(condition=Q(kind__in=CustomerKind.values), name="customer_kind"),
            models.CheckConstraint(
                condition=(Q(kind=CustomerKind.PERSON) & ~Q(name=""))
                | (Q(kind=CustomerKind.ENTERPRISE) & ~Q(company_name="")),
                name="customer_is_named",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "customer_no", "id"], name="customer_centre_no"),
            GinIndex(fields=["grams"], name="customer_grams"),
            models.Index(fields=["pinyin_version", "id"], name="customer_pinyin_version"),
        ]

    def __str__(self) -> str:
        return self.customer_no


class Spelling(models.Model):
    """One way to type a name of a customer in letters; written with the record, never shown.

    ``is_company``: it spells what everybody sees of the customer, and not a person's name.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="spellings", db_index=True)
    letters = models.CharField(max_length=TOKEN_LIMIT)
    is_company = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(letters=""), name="spelling_letters"),
        ]
        indexes = [
            # For a name as far as it has been typed.
            models.Index(
                OpClass("letters", name="text_pattern_ops"), "customer", name="spelling_letters_of"
            ),
        ]

    def __str__(self) -> str:
        return self.letters


class ContactPoint(models.Model):
    """One number or mail address. ``normalised`` is E.164, a short number or lower-case mail.

    ``contact_name`` is the contact person at an enterprise.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contact_points", db_index=False
    )
    kind = models.CharField(max_length=16, choices=ContactKind.choices)
    raw = models.CharField(max_length=CONTACT_LIMIT)
    normalised = models.CharField(max_length=CONTACT_LIMIT)
    extension = models.CharField(max_length=10, blank=True)
    contact_name = models.CharField(max_length=NAME_LIMIT, blank=True)
    label = models.CharField(max_length=LABEL_LIMIT, blank=True)
    is_primary = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="contact_kind"),
            models.CheckConstraint(condition=~Q(normalised=""), name="contact_not_empty"),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(is_primary=True),
                name="contact_one_primary_per_kind",
            ),
            models.UniqueConstraint(fields=["customer", "position"], name="contact_position_once"),
        ]
        indexes = [
            models.Index(fields=["normalised"], name="contact_normalised"),
            # Backwards, so that the last digits of a number are a prefix.
            models.Index(
                OpClass(Reverse("normalised"), name="text_pattern_ops"), name="contact_last_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position} of customer {self.customer_id}"


class Address(models.Model):
    """One address: the coded levels down to the street, all optional, and the rest as text."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="addresses", db_index=False)
    province = models.CharField(max_length=LABEL_LIMIT, blank=True)
    city = models.CharField(max_length=LABEL_LIMIT, blank=True)
    district = models.CharField(max_length=LABEL_LIMIT, blank=True)
    street = models.CharField(max_length=LABEL_LIMIT, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=ADDRESS_LIMIT)
    label = models.CharField(max_length=LABEL_LIMIT, blank=True)
    is_primary = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^([0-9]{2,12})?$"), name="address_region_code"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_primary=True), name="address_one_primary"
            ),
            models.UniqueConstraint(fields=["customer", "position"], name="address_position_once"),
        ]
        # For the others at the same place; by hash, as texts may be long.
        indexes = [HashIndex(fields=["text"], name="address_text")]

    def __str__(self) -> str:
        return f"address {self.position} of customer {self.customer_id}"


class Reveal(models.Model):
    """One person may read one customer's data unmasked until a moment, for a stated purpose."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    purpose = models.CharField(max_length=32, choices=Purpose.choices)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="reveal_purpose"),
            models.CheckConstraint(
                condition=Q(until__gt=F("at")), name="reveal_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "until"], name="reveal_user_until"),
            models.Index(fields=["user", "at"], name="reveal_user_at"),
        ]

    def __str__(self) -> str:
        return f"reveal of customer {self.customer_id} by user {self.user_id}"

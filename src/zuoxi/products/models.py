"""Products and the revisions of their texts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zuoxi.contacts.models import Interface
from zuoxi.org.models import Unit
from zuoxi.products.choices import Change


class Product(models.Model):
    """A product of a centre. ``version`` is the number of its latest revision.

    ``withdrawn_on`` is the first day on which it is not offered any more. ``department`` answers
    for it, by the persons of ``interface`` where one is named.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    interface = models.ForeignKey(
        Interface, models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=100)
    withdrawn_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="product_named"),
            models.UniqueConstraint(fields=["centre", "name"], name="product_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_offered(self, today: date) -> bool:
        """Tell whether the product is offered on a day."""
        return self.withdrawn_on is None or self.withdrawn_on > today


class Revision(models.Model):
    """The texts of a product from one day on; never changed."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Change.choices)
    summary = models.TextField()
    functions = models.TextField()
    instructions = models.TextField(blank=True)
    effective_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="revision_once"),
            models.CheckConstraint(condition=Q(kind__in=Change.values), name="revision_kind"),
            models.CheckConstraint(
                condition=~Q(summary="") & ~Q(functions=""), name="revision_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}, revision {self.number}"

    @property
    def told_late(self) -> bool:
        """Whether it was entered after the day from which it holds; a correction never is."""
        return self.kind != Change.CORRECTION and timezone.localdate(self.at) > self.effective_on

"""Macros."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.macros.choices import NAME_LIMIT, SHORTCUT_LIMIT
from zuoxi.org.choices import Visibility
from zuoxi.org.models import Unit


class Macro(models.Model):
    """Values for the fields of one form, under a name.

    ``place`` is the form: an action of the lifecycle, or one of ``choices.FORM_LABELS``. ``values``
    are those of the form's fields by their names; texts may name placeholders.
    """

    name = models.CharField(max_length=NAME_LIMIT)
    shortcut = models.CharField(max_length=SHORTCUT_LIMIT, blank=True)
    place = models.CharField(max_length=32)
    values = models.JSONField(default=dict)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    is_active = models.BooleanField(default=True)
    uses = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="macro_named"),
            models.CheckConstraint(condition=~Q(values={}), name="macro_fills_something_in"),
            models.CheckConstraint(
                condition=Q(shortcut="") | Q(shortcut__regex=r"^[a-z0-9]+$"),
                name="macro_shortcut",
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.UNIT, unit__isnull=False)
                | Q(visibility__in=[Visibility.OWN, Visibility.ALL], unit=None),
                name="macro_unit_where_visible_to_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "name", "id"],
                condition=Q(visibility=Visibility.OWN),
                name="macro_own",
            ),
            models.Index(
                fields=["unit", "name", "id"],
                condition=Q(visibility=Visibility.UNIT),
                name="macro_of_unit",
            ),
            models.Index(
                fields=["name", "id"],
                condition=Q(visibility=Visibility.ALL),
                name="macro_of_all",
            ),
        ]

    def __str__(self) -> str:
        return self.name

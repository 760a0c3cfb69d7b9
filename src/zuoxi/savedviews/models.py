"""Addresses under a name, and which of them a person starts with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.org.choices import Visibility
from zuoxi.org.models import Unit
from zuoxi.savedviews.choices import NAME_LIMIT, PATH_LIMIT, QUERY_LIMIT


class SavedView(models.Model):
    """A list as somebody has arranged it. ``query`` is in the one form of ``web.lists.query_of``.

    ``unit`` is the centre or work area whose people have it; ``owner`` is who made it.
    """

    name = models.CharField(max_length=NAME_LIMIT)
    path = models.CharField(max_length=PATH_LIMIT)
    query = models.CharField(max_length=QUERY_LIMIT, blank=True)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.OWN)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="saved_view_visibility"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_name"),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.UNIT, unit__isnull=False)
                | (~Q(visibility=Visibility.UNIT) & Q(unit=None)),
                name="saved_view_unit",
            ),
            models.UniqueConstraint(
                fields=["owner", "path", "name"],
                condition=Q(visibility=Visibility.OWN),
                name="saved_view_own_name_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "path", "name"],
                condition=Q(visibility=Visibility.UNIT),
                name="saved_view_unit_name_once",
            ),
            models.UniqueConstraint(
                fields=["path", "name"],
                condition=Q(visibility=Visibility.ALL),
                name="saved_view_name_for_all_once",
            ),
        ]
        indexes = [models.Index(fields=["owner", "id"], name="saved_view_of_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where the view is shown; its id goes along, so that the row above can mark it."""
        return f"{self.path}?{self.query}&view={self.pk}" if self.query else self.bare

    @property
    def bare(self) -> str:
        """The address of a view without any condition."""
        return f"{self.path}?view={self.pk}"


class DefaultView(models.Model):
    """Which view a person sees at the bare address of a list."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    path = models.CharField(max_length=PATH_LIMIT)
    view = models.ForeignKey(SavedView, models.PROTECT, related_name="defaults")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="default_view_once"),
        ]

    def __str__(self) -> str:
        return f"default of user {self.user_id} at {self.path}"

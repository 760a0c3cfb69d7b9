"""The rights of departments to look beyond their own orders."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.org.models import Unit
from zuoxi.sharing.choices import GIVEN


class Right(models.Model):
    """A department may look up a kind of information of its whole centre, until it is ended."""

    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    reason = models.TextField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind"], condition=Q(ended_at=None), name="right_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in GIVEN]), name="right_kind"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="right_with_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="right_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.department_id}"

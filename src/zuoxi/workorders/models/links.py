"""Which work orders belong together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.workorders.choices import LinkKind
from zuoxi.workorders.models.orders import WorkOrder


class OrderLink(models.Model):
    """``later`` belongs to ``earlier``. Taken back by ``ended_at``; nothing is moved or deleted."""

    earlier = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    later = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=LinkKind.choices)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later"],
                condition=Q(ended_at=None),
                name="order_link_once",
            ),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")), name="order_link_not_to_itself"
            ),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="order_link_kind"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="order_link_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["later"], condition=Q(ended_at=None), name="order_link_later"),
        ]

    def __str__(self) -> str:
        return f"{self.later_id} {self.kind} {self.earlier_id}"

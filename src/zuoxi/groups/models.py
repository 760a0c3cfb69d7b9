"""Groups and who sits in them, since when and until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.groups.choices import GroupKind
from zuoxi.org.models import Unit


class Group(models.Model):
    """One of the two groups of a centre.

    ``operations`` is the unit whose head leads the working group: the customer service operations
    of this centre, whatever it is called there.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=GroupKind.choices)
    operations = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="group_kind"),
            models.CheckConstraint(
                condition=Q(kind=GroupKind.LEADERSHIP, operations=None)
                | Q(kind=GroupKind.WORKING, operations__isnull=False),
                name="group_operations_of_the_working_group",
            ),
            models.UniqueConstraint(fields=["centre", "kind"], name="group_once_per_centre"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.centre_id}"


class Seat(models.Model):
    """Somebody sits in a group for a unit; a seat that has ended explains what was decided then."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_head = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="seat_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(until=None), name="seat_person_once"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(until=None, is_head=True), name="seat_one_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"

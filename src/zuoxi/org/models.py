"""Units, technicians and the roles that people hold at units."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from zuoxi.accounts.choices import Role
from zuoxi.org.choices import HANDLING_KINDS, UnitKind

# Service numbers are public; longer ones are somebody's.
_SHORT = 6
_BELOW_CENTRE = [UnitKind.TEAM, *HANDLING_KINDS]


class Unit(models.Model):
    """A node of the organisation tree.

    ``path`` holds the ids from the root down to this unit, ``/1/4/9/``, so that everything below
    a unit is one indexed prefix. ``centre`` is the service centre a team or work area belongs to.
    """

    kind = models.CharField(max_length=16, choices=UnitKind.choices)
    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    centre = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    path = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=UnitKind.COMPANY, parent=None)
                | (~Q(kind=UnitKind.COMPANY) & Q(parent__isnull=False)),
                name="unit_only_company_is_root",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_BELOW_CENTRE, centre__isnull=False)
                | (~Q(kind__in=_BELOW_CENTRE) & Q(centre=None)),
                name="unit_belongs_to_centre",
            ),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=UnitKind.COMPANY), name="unit_one_company"
            ),
            models.UniqueConstraint(Lower("code"), name="unit_code_caseless"),
        ]
        indexes = [
            models.Index(fields=["path"], opclasses=["text_pattern_ops"], name="unit_path"),
            models.Index(fields=["centre", "kind"], name="unit_centre"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """How deep the unit stands in the tree; the company is 1."""
        return self.path.count("/") - 1


class Technician(models.Model):
    """Somebody of a work area to whom orders are dispatched; may or may not have an account."""

    work_area = models.ForeignKey(Unit, models.PROTECT, related_name="technicians", db_index=False)
    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=32, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("code"), name="technician_code_caseless")]
        indexes = [models.Index(fields=["work_area", "code"], name="technician_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """The telephone number as lists show it; the form for correcting it shows it in full."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) > _SHORT else self.phone


class Assignment(models.Model):
    """A role that a person holds at a unit, and thereby at everything below it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", db_index=False
    )
    role = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="assignment_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.unit_id}"

"""Kinds of units, and for whom somebody keeps a thing."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class UnitKind(TextChoices):
    """The levels of the organisation tree; work areas and departments hang under a centre."""

    COMPANY = "company", pgettext_lazy("unit", "Company")
    REGION = "region", pgettext_lazy("unit", "Region")
    CENTRE = "centre", pgettext_lazy("unit", "Service centre")
    TEAM = "team", pgettext_lazy("unit", "Team")
    WORK_AREA = "work_area", pgettext_lazy("unit", "Work area")
    DEPARTMENT = "department", pgettext_lazy("unit", "Department")


class Visibility(TextChoices):
    """For whom somebody keeps a thing, such as a template or a view of a list."""

    OWN = "own", pgettext_lazy("visibility", "Only me")
    UNIT = "unit", pgettext_lazy("visibility", "One unit")
    ALL = "all", pgettext_lazy("visibility", "Everybody")


# Orders are dispatched to units of these kinds; both are worked the same way, by their own staff.
HANDLING_KINDS = (UnitKind.WORK_AREA, UnitKind.DEPARTMENT)
# Their heads agree with each other on limits and processes, each for the own unit alone; the heads
# of teams sit in the linkage groups.
HEADED_KINDS = (UnitKind.CENTRE, UnitKind.TEAM, *HANDLING_KINDS)


# Which kind may hang under which.
PARENT_KINDS: dict[str, frozenset[str]] = {
    UnitKind.COMPANY: frozenset(),
    UnitKind.REGION: frozenset({UnitKind.COMPANY, UnitKind.REGION}),
    UnitKind.CENTRE: frozenset({UnitKind.COMPANY, UnitKind.REGION}),
    UnitKind.TEAM: frozenset({UnitKind.CENTRE, UnitKind.TEAM}),
    UnitKind.WORK_AREA: frozenset({UnitKind.CENTRE}),
    UnitKind.DEPARTMENT: frozenset({UnitKind.CENTRE}),
}

"""The two groups, and which units a centre has in itself."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from zuoxi.org.choices import UnitKind


class GroupKind(TextChoices):
    """The groups of a centre; each exists once."""

    LEADERSHIP = "leadership", pgettext_lazy("group", "Linkage leadership group")
    WORKING = "working", pgettext_lazy("group", "Linkage working group")


# Units of the centre itself. Departments are of the company: they may sit in the working group,
# and the centre must not wait for them.
INTERNAL_KINDS = (UnitKind.TEAM, UnitKind.WORK_AREA)

# Far above what anybody appoints; it only keeps absurd input out.
MOST_MEMBERS = 100

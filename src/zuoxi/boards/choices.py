"""What the board counts, by whom, over which time, and what it calls overdue."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class Figure(TextChoices):
    """The four figures: two of this moment, two of the chosen days."""

    OPEN = "open", pgettext_lazy("board", "Open")
    OVERDUE = "overdue", pgettext_lazy("board", "Overdue")
    REVIEWED = "reviewed", pgettext_lazy("board", "Reviewed")
    ARCHIVED = "archived", pgettext_lazy("board", "Archived")


class By(TextChoices):
    """The tables of the board."""

    AREA = "area", pgettext_lazy("board", "Work areas")
    TECHNICIAN = "technician", pgettext_lazy("board", "Technicians")
    INTAKE = "intake", pgettext_lazy("board", "Intake")
    DISPATCHER = "dispatcher", pgettext_lazy("board", "Dispatch")
    REVIEWER = "reviewer", pgettext_lazy("board", "Review")


class Span(TextChoices):
    """The days whose reviews and archivings are counted."""

    TODAY = "today", pgettext_lazy("board", "Today")
    WEEK = "7", pgettext_lazy("board", "7 days")
    MONTH = "30", pgettext_lazy("board", "30 days")
    FREE = "free", pgettext_lazy("board", "Other days")


OVERDUE_HOURS = Option(
    "boards.overdue_hours",
    48,
    label=_("Hours without any action after which the board counts an open work order as overdue"),
    source=_("Zuoxi default, until limits per request type replace it"),
    minimum=1,
    maximum=2000,
)

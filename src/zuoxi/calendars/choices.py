"""Words of the calendars, what is usual, and when to warn."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.calendars.counting import Clock, EndRule, Roll, StartRule, Unit
from zuoxi.calendars.days import Nature, Why
from zuoxi.calendars.hours import Week, read
from zuoxi.kernel.options import Option

# Whose holidays the national calendar has.
COUNTRY = "CN"

NAME_LIMIT = 60
HOURS_LIMIT = 200
# What has been done to a calendar, on its page.
HISTORY_ROWS = 20

# What is worked where no calendar says anything: five days with a break for lunch.
USUAL_WEEK: Week = (read("08:30-12:00, 13:30-17:30"),) * 5 + ((), ())

WARN_DAYS = Option(
    "calendars.warn_days",
    60,
    label=_("Days before the end of the known holidays from which on it is warned"),
    source=_("The State Council publishes the next year's holidays in November"),
    minimum=1,
    maximum=365,
)


class DayNature(TextChoices):
    """What an exception makes of its day."""

    REST = Nature.REST.value, pgettext_lazy("calendar", "Rest day")
    WORK = Nature.WORK.value, pgettext_lazy("calendar", "Working day")
    HALF = Nature.HALF.value, pgettext_lazy("calendar", "Half-day")


# The names of the days of a week as inputs have them, Monday first.
WEEKDAYS: Mapping[str, Promise] = {
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}

WHY_LABELS: Mapping[Why, Promise] = {
    Why.WEEKDAY: pgettext_lazy("calendar", "working day of the week"),
    Why.EXTRA_DAY: pgettext_lazy("calendar", "working day by arrangement"),
    Why.HALF_DAY: pgettext_lazy("calendar", "half-day"),
    Why.REST_DAY: pgettext_lazy("calendar", "rest day of the week"),
    Why.HOLIDAY: pgettext_lazy("calendar", "holiday"),
    Why.BEFORE: pgettext_lazy("calendar", "before opening"),
    Why.BREAK: pgettext_lazy("calendar", "break"),
    Why.AFTER: pgettext_lazy("calendar", "after closing"),
}

UNIT_LABELS: Mapping[Unit, Promise] = {
    Unit.MINUTES: pgettext_lazy("term", "minutes"),
    Unit.HOURS: pgettext_lazy("term", "hours"),
    Unit.NATURAL_DAYS: pgettext_lazy("term", "natural days"),
    Unit.WORKING_DAYS: pgettext_lazy("term", "working days"),
}
CLOCK_LABELS: Mapping[Clock, Promise] = {
    Clock.ROUND_THE_CLOCK: pgettext_lazy("term", "round the clock"),
    Clock.CALENDAR: pgettext_lazy("term", "by the working calendar"),
}
START_LABELS: Mapping[StartRule, Promise] = {
    StartRule.EVENT_INSTANT: pgettext_lazy("term", "from the event"),
    StartRule.NEXT_DAY: pgettext_lazy("term", "from the next day"),
}
END_LABELS: Mapping[EndRule, Promise] = {
    EndRule.INSTANT: pgettext_lazy("term", "to the minute"),
    EndRule.END_OF_DAY: pgettext_lazy("term", "at 24:00 of the last day"),
    EndRule.CLOSE_OF_BUSINESS: pgettext_lazy("term", "at close of business"),
}
ROLL_LABELS: Mapping[Roll, Promise] = {
    Roll.NONE: pgettext_lazy("term", "ends also on a rest day"),
    Roll.NEXT_WORKING_DAY: pgettext_lazy(
        "term", "moves on from a rest day to the next working day"
    ),
}
PRESET_LABELS: Mapping[str, Promise] = {
    "civil_days": _("Natural days, until 24:00 (Civil Code Art. 201, 203)"),
    "civil_days_business": _("Natural days, until close of business (Civil Code Art. 201, 203)"),
    "working_days": _("Working days, until 24:00"),
    "working_days_business": _("Working days, until close of business"),
    "civil_hours": _("Hours, round the clock (Civil Code Art. 201)"),
    "round_the_clock_minutes": _("Minutes, round the clock"),
    "business_hours": _("Hours within working time"),
    "business_minutes": _("Minutes within working time"),
}

# Imported names are stored as the notices have them; readers of other languages read these.
HOLIDAY_NAMES: Mapping[str, Promise] = {
    "元旦": pgettext_lazy("holiday", "New Year's Day"),
    "除夕": pgettext_lazy("holiday", "Lunar New Year's Eve"),
    "春节": pgettext_lazy("holiday", "Spring Festival"),
    "清明节": pgettext_lazy("holiday", "Tomb-Sweeping Day"),
    "劳动节": pgettext_lazy("holiday", "Labour Day"),
    "端午节": pgettext_lazy("holiday", "Dragon Boat Festival"),
    "中秋节": pgettext_lazy("holiday", "Mid-Autumn Festival"),
    "国庆节": pgettext_lazy("holiday", "National Day"),
}
MAKE_UP = "调休上班"


def holiday_name(stored: str) -> str:
    """Return the name of a day in the reader's language, as it stands if we do not know it."""
    bare = stored.removesuffix(MAKE_UP)
    label = HOLIDAY_NAMES.get(bare)
    if label is None:
        return stored
    return (
        str(_("Make-up working day (%(name)s)")) % {"name": label} if bare != stored else str(label)
    )

"""Every write of the calendars: layers, weeks, days, holidays of a year, earlier versions."""

from zuoxi.calendars.actions.days import remove_day, set_day
from zuoxi.calendars.actions.holidays import import_holidays, load_national_calendar
from zuoxi.calendars.actions.layers import create_calendar, restore_version
from zuoxi.calendars.actions.weeks import WantedWeek, remove_week, set_week

__all__ = [
    "WantedWeek",
    "create_calendar",
    "import_holidays",
    "load_national_calendar",
    "remove_day",
    "remove_week",
    "restore_version",
    "set_day",
    "set_week",
]

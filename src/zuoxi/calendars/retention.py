"""How long calendars are kept."""

from django.db.models import Q

from zuoxi.calendars.events import CalendarFact
from zuoxi.calendars.models import Calendar, DayException, DayHours, Week, WeekHours
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(
    Calendar,
    Week,
    WeekHours,
    DayException,
    DayHours,
    because="Some dozens of rows a year; by them what was due in the past can be counted again.",
)
lasts(Q(subject_type=CalendarFact.SUBJECT))

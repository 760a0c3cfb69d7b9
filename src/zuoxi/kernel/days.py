"""Days and times as people type them. A year outside of this century is a slip of the keyboard."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput

_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


def midnight(day: date) -> datetime:
    """Return the first moment of a day, where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def read_day(field: str, raw: str) -> date:
    """Return a typed day; raise InvalidInput for ``field`` for anything else."""
    try:
        day = parse_date(raw.strip())
    except ValueError:
        day = None
    if day is None or not _FIRST <= day <= _LAST:
        raise InvalidInput(fields={field: [_("Enter a date.")]})
    return day


def read_moment(field: str, raw: str) -> datetime | None:
    """Return a time typed in the reader's zone, None for nothing; raise InvalidInput otherwise."""
    if not raw.strip():
        return None
    try:
        value = parse_datetime(raw.strip())
        aware = timezone.make_aware(value) if value and timezone.is_naive(value) else value
        if aware is not None and _FIRST <= timezone.localdate(aware) <= _LAST:
            return aware
    except (ValueError, OverflowError):
        pass
    raise InvalidInput(fields={field: [_("Enter a date and a time.")]})

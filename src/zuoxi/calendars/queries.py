"""Which calendar a unit has, what it says, and whether the holidays are known far enough."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogRow
from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.choices import USUAL_WEEK
from zuoxi.calendars.days import Nature, SpecialDay
from zuoxi.calendars.events import CalendarFact
from zuoxi.calendars.hours import WEEKDAYS
from zuoxi.calendars.layers import Layer, LayerWeek, answering, combined
from zuoxi.calendars.models import Calendar, DayException, DayHours, Week, WeekHours, hours_of
from zuoxi.calendars.policies import may_change
from zuoxi.calendars.statutory import statutory_year
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.models import Unit

# Make-up days of earlier years are not complete; later years are not worth a guess.
_FIRST_YEAR, _LAST_YEAR = 2008, 2099

_Row = TypeVar("_Row", Week, DayException)


@dataclass(frozen=True)
class UnitCalendar:
    """The calendar of a unit and the version that made it.

    ``version`` names the layers, the nearest first, each with its version, and the time zone:
    ``7.3+1.12@Asia/Shanghai``. Given to ``calendar_of_version`` it makes the same calendar again,
    whatever has been changed since.
    """

    calendar: WorkingCalendar
    version: str


@dataclass(frozen=True)
class Revision:
    """That a unit's calendar has been another one since the event of this id; 0: from the start."""

    event_id: int
    at: datetime
    version: str


@dataclass(frozen=True)
class Overview:
    """A calendar, whose week is valid there today (None: the usual), this year's exceptions."""

    calendar: Calendar
    answers: Calendar | None
    exceptions: int


@dataclass(frozen=True)
class Change:
    """What an import would do to one day; either side may be missing."""

    day: date
    old: SpecialDay | None
    new: SpecialDay | None


@dataclass(frozen=True)
class Proposal:
    """What an import of a year would change, and what it would leave as somebody has set it."""

    year: int
    source: str
    is_arranged: bool
    changes: tuple[Change, ...]
    kept: tuple[Change, ...]
    same: int


@dataclass(frozen=True)
class Known:
    """How far the holidays are known.

    ``until`` is the last day of the years in a row that have holidays, from this one on; None if
    this one has none. ``unarranged`` are known years whose make-up days nobody has entered.
    """

    until: date | None
    unarranged: tuple[int, ...]


def visible_to(actor: Actor) -> QuerySet[Calendar]:
    """Return the calendars that hold for the units an actor may look at."""
    paths = org.visible_to(actor).values_list("path", flat=True)
    units = {int(each) for path in paths for each in path.strip("/").split("/")}
    rows = Calendar.objects.filter(Q(unit=None) | Q(unit__in=units))
    return rows.select_related("unit").order_by(F("unit__path").asc(nulls_first=True))


def everything() -> QuerySet[Calendar]:
    """Return all calendars, for `zuoxi doctor`."""
    return Calendar.objects.select_related("unit").order_by("pk")


def find(actor: Actor, calendar_id: int) -> Calendar:
    """Return one visible calendar; raise NotFound otherwise."""
    found = single(visible_to(actor).filter(pk=calendar_id))
    if found is None:
        raise NotFound
    return found


def unit_of_code(actor: Actor, code: str) -> Unit:
    """Return a visible unit by its code; raise NotFound otherwise."""
    found = single(org.visible_to(actor).filter(code__iexact=code))
    if found is None:
        raise NotFound
    return found


def overview(actor: Actor, today: date) -> list[Overview]:
    """Return the visible calendars with who answers for their hours, three statements for all."""
    calendars = list(visible_to(actor))
    weeks = _in_version(Week.objects.filter(calendar__in=calendars, valid_from__lte=today))
    says = dict(weeks.order_by("valid_from").values_list("calendar_id", "inherits"))
    days = _in_version(DayException.objects.filter(calendar__in=calendars, day__year=today.year))
    counted = days.order_by().values("calendar_id").annotate(n=Count("pk"))
    counts = dict(counted.values_list("calendar_id", "n"))
    found = []
    for calendar in calendars:
        chain = sorted((e for e in calendars if _holds_for(e, calendar)), key=_depth, reverse=True)
        answers = next((each for each in chain if says.get(each.pk) is False), None)
        found.append(Overview(calendar, answers, counts.get(calendar.pk, 0)))
    return found


def units_without(actor: Actor) -> list[Unit]:
    """Return the open units that could get a calendar of their own from the actor."""
    having = set(visible_to(actor).values_list("unit_id", flat=True))
    units = org.visible_to(actor).filter(is_active=True)
    return [
        each for each in units if each.pk not in having and may_change(actor, Calendar(unit=each))
    ]


def weeks_of(calendar: Calendar, version: int | None = None) -> list[Week]:
    """Return the weeks that a calendar says, the first valid one first, now or in a version."""
    rows = _in_version(Week.objects.filter(calendar=calendar), version)
    return list(
        rows.order_by("valid_from").prefetch_related(
            Prefetch("hours", WeekHours.objects.order_by("weekday", "starts"))
        )
    )


def days_of(
    calendar: Calendar, *, year: int | None = None, version: int | None = None
) -> list[DayException]:
    """Return the exceptions that a calendar says, in their order, now or in a version."""
    rows = _in_version(DayException.objects.filter(calendar=calendar), version)
    if year is not None:
        rows = rows.filter(day__year=year)
    return list(
        rows.order_by("day").prefetch_related(
            Prefetch("hours", DayHours.objects.order_by("starts"))
        )
    )


def day_of(calendar: Calendar, day: date) -> DayException | None:
    """Return what a calendar itself says of a day."""
    rows = _in_version(DayException.objects.filter(calendar=calendar, day=day), None)
    return rows.prefetch_related(Prefetch("hours", DayHours.objects.order_by("starts"))).first()


def layers_of(calendar: Calendar) -> list[Calendar]:
    """Return the calendar itself and those above it, the nearest first."""
    return _chain(calendar.unit)


def combined_of(calendar: Calendar) -> WorkingCalendar:
    """Return what a calendar comes to together with those above it."""
    layers = layers_in([(each.pk, each.version) for each in layers_of(calendar)])
    return combined(layers, zone=zone_of(calendar.unit), usual=USUAL_WEEK)


def answering_layer(calendar: Calendar, day: date) -> Calendar | None:
    """Return whose week is valid on a day at this calendar, None for the usual one."""
    chain = layers_of(calendar)
    at = answering(layers_in([(each.pk, each.version) for each in chain]), day)
    return None if at is None else chain[at]


def layer(calendar: Calendar) -> Layer:
    """Return what a calendar says for itself now."""
    return layers_in([(calendar.pk, calendar.version)])[0]


def layers_in(versions: Sequence[tuple[int, int]]) -> list[Layer]:
    """Return what calendars, by their keys, said in these versions; four statements for all."""
    said = Q(pk__in=[])
    for pk, version in versions:
        ended = Q(until_version=None) | Q(until_version__gt=version)
        said |= ended & Q(calendar=pk, since_version__lte=version)
    weeks: dict[int, list[LayerWeek]] = defaultdict(list)
    for week in Week.objects.filter(said).prefetch_related("hours"):
        weeks[week.calendar_id].append(week_value(week))
    days: dict[int, list[SpecialDay]] = defaultdict(list)
    for day in DayException.objects.filter(said).prefetch_related("hours"):
        days[day.calendar_id].append(day_value(day))
    return [Layer(tuple(sorted(weeks[pk])), tuple(sorted(days[pk]))) for pk, _version in versions]


def week_value(week: Week) -> LayerWeek:
    """Return a stored week as a value."""
    if week.inherits:
        return LayerWeek(week.valid_from, None)
    rows = list(week.hours.all())
    hours = (hours_of([each for each in rows if each.weekday == day]) for day in WEEKDAYS)
    return LayerWeek(week.valid_from, tuple(hours), week.works_holidays)


def day_value(row: DayException) -> SpecialDay:
    """Return a stored exception as a value."""
    hours = hours_of(list(row.hours.all()))
    return SpecialDay(row.day, Nature(row.nature), row.name, hours or None)


def calendar_for(unit_id: int) -> UnitCalendar:
    """Return the calendar of a unit, believed for some seconds; raise NotFound without the unit.

    It holds for all days, past and to come: weeks and exceptions carry their dates.
    """
    return believed(("calendar", unit_id), lambda: _calendar_for(unit_id))


def calendar_of_version(version: str) -> UnitCalendar:
    """Return the calendar that a version names; raise NotFound if there never was one."""
    named, _at_sign, zone = version.partition("@")
    try:
        pairs = [_pair(each) for each in named.split("+") if each]
        known = Calendar.objects.in_bulk([pk for pk, _number in pairs])
        if any(known[pk].version < number for pk, number in pairs):
            raise NotFound
        return UnitCalendar(combined(layers_in(pairs), zone=zone, usual=USUAL_WEEK), version)
    except (ValueError, LookupError):
        raise NotFound from None


def revisions(unit_id: int) -> list[Revision]:
    """Return which versions a unit's calendar has had, the first one first; raise NotFound.

    Believed for some seconds. A unit that was moved in the tree is taken to have been always where
    it is now.
    """
    return believed(("calendar revisions", unit_id), lambda: _revisions(unit_id))


def proposal(calendar: Calendar, year: int) -> Proposal:
    """Return what an import of a year's statutory holidays would change.

    Raises InvalidInput for a year of which nothing is known.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        message = _("Enter a year from %(first)s to %(last)s.")
        years = {"first": _FIRST_YEAR, "last": _LAST_YEAR}
        raise InvalidInput(fields={"year": [message % years]})
    offered = statutory_year(year)
    rows = days_of(calendar, year=year)
    old = {each.day: day_value(each) for each in rows}
    by_hand = {each.day for each in rows if not each.is_imported}
    new = {each.day: SpecialDay(each.day, each.nature, each.name) for each in offered.days}
    differing = [
        Change(day, old.get(day), new.get(day))
        for day in sorted(old.keys() | new.keys())
        if old.get(day) != new.get(day)
    ]
    return Proposal(
        year=year,
        source=offered.source,
        is_arranged=offered.is_arranged,
        changes=tuple(each for each in differing if each.day not in by_hand),
        kept=tuple(each for each in differing if each.day in by_hand),
        same=sum(old.get(day) == new[day] for day in new),
    )


def known(today: date) -> Known:
    """Return how far the holidays of the national calendar are known."""
    rows = _in_version(DayException.objects.filter(calendar__unit=None, day__year__gte=today.year))
    found: dict[int, set[str]] = {}
    for day, nature in rows.values_list("day", "nature"):
        found.setdefault(day.year, set()).add(nature)
    years = []
    year = today.year
    while Nature.REST in found.get(year, ()):
        years.append(year)
        year += 1
    return Known(
        until=date(years[-1], 12, 31) if years else None,
        unarranged=tuple(each for each in years if Nature.WORK not in found[each]),
    )


def history(calendar: Calendar, *, limit: int) -> list[LogRow]:
    """Return what was done to a calendar last, the newest first, in words."""
    rows = audit.latest(CalendarFact.SUBJECT, calendar.pk, limit=limit)
    return audit.in_words(rows)


def is_short(knowledge: Known, today: date, *, days: int) -> bool:
    """Tell whether the known holidays end within so many days, or have ended."""
    return knowledge.until is None or knowledge.until - today < timedelta(days=days)


def zone_of(unit: Unit | None) -> str:
    """Return the time zone in which a calendar counts: its unit's, for the national one China's."""
    return unit.time_zone if unit else "Asia/Shanghai"


def _calendar_for(unit_id: int) -> UnitCalendar:
    unit = single(Unit.objects.filter(pk=unit_id))
    if unit is None:
        raise NotFound
    chain, zone = _chain(unit), zone_of(unit)
    # The versions are read before the rows: what is written meanwhile has a higher one.
    version = _version({each.pk: each.version for each in chain}, zone)
    layers = layers_in([(each.pk, each.version) for each in chain])
    return UnitCalendar(combined(layers, zone=zone, usual=USUAL_WEEK), version)


def _revisions(unit_id: int) -> list[Revision]:
    unit = single(Unit.objects.filter(pk=unit_id))
    if unit is None:
        raise NotFound
    chain, zone = _chain(unit), zone_of(unit)
    versions = {each.pk: 0 for each in chain}
    found = [Revision(0, datetime.min.replace(tzinfo=UTC), _version(versions, zone))]
    events = whole_log().filter(subject_type=CalendarFact.SUBJECT, subject_id__in=list(versions))
    for pk, at, calendar_id, data in events.order_by("id").values_list(
        "pk", "at", "subject_id", "data"
    ):
        assert calendar_id is not None
        versions[calendar_id] = int(data["version"])
        found.append(Revision(pk, at, _version(versions, zone)))
    return found


def _version(versions: Mapping[int, int], zone: str) -> str:
    """Name a calendar by its layers, the nearest first, and by its time zone."""
    return "+".join(f"{pk}.{number}" for pk, number in versions.items()) + f"@{zone}"


def _chain(unit: Unit | None) -> list[Calendar]:
    """Return the calendars that a unit rests on, the nearest first and the national one last."""
    above = [int(each) for each in unit.path.strip("/").split("/")] if unit else []
    rows: Iterable[Calendar] = Calendar.objects.select_related("unit").filter(
        Q(unit=None) | Q(unit__in=above)
    )
    return sorted(rows, key=_depth, reverse=True)


def _pair(text: str) -> tuple[int, int]:
    pk, _dot, number = text.partition(".")
    return int(pk), int(number)


def _holds_for(above: Calendar, calendar: Calendar) -> bool:
    if above.unit is None or calendar.unit is None:
        return above.unit is None
    return calendar.unit.path.startswith(above.unit.path)


def _depth(calendar: Calendar) -> int:
    return calendar.unit.depth if calendar.unit else 0


def _in_version(rows: QuerySet[_Row], version: int | None = None) -> QuerySet[_Row]:
    if version is None:
        return rows.filter(until_version=None)
    ended = Q(until_version=None) | Q(until_version__gt=version)
    return rows.filter(ended, since_version__lte=version)

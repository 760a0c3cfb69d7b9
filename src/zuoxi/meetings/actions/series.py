"""How a meeting recurs, and putting the next ones on the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from zuoxi.groups import queries as groups
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import system_only
from zuoxi.meetings import queries
from zuoxi.meetings.actions.rows import (
    Part,
    Placed,
    chair_of,
    check_group,
    placed,
    points_of,
    put_parts,
    put_points,
)
from zuoxi.meetings.choices import MOST_HOURS, PLACE_LIMIT, TITLE_LIMIT, MeetingStatus, Recurrence
from zuoxi.meetings.events import SeriesContinued, SeriesEnded, SeriesFact, SeriesSaved
from zuoxi.meetings.models import AgendaItem, Meeting, Participant, Series, SeriesPart
from zuoxi.meetings.policies import may_convene_at, may_hold_meetings, may_keep_series
from zuoxi.meetings.recurrence import (
    Every,
    Occurrence,
    Rule,
    is_number_allowed,
    occurrences,
)
from zuoxi.org.models import Unit

# A rule that names no day within so long never happens, as far as who types it is concerned.
_LOOKED_AHEAD = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class WantedSeries:
    """A recurring meeting as asked for; ``number`` is as in ``recurrence.Rule``."""

    title: str
    every: str
    number: int | None
    first_day: date | None
    last_day: date | None = None
    begins: time | None
    minutes: int | None
    place: str = ""
    chair: str = ""
    group: str = ""
    parts: Sequence[Part] = ()
    points: str = ""


@action("meetings.save_series", policy=may_hold_meetings)
def save_series(
    *,
    actor: Actor,
    centre_id: int,
    wanted: WantedSeries,
    series_id: int | None = None,
    expected_version: int | None = None,
    now: datetime,
) -> Series:
    """Say how a meeting recurs, and put the next ones on the list.

    Changed, those to which nobody has been invited yet follow; the others stay as they are.
    """
    series = _series(actor, centre_id, series_id, wanted.group, expected_version)
    faults = Faults()
    _take(series, wanted, actor, faults)
    parts = placed(series.centre, wanted.parts, faults)
    points = points_of(wanted.points, faults)
    faults.stop()
    series.points = "\n".join(points)
    if series_id is None:
        assert actor.user_id is not None
        series.created_by_id, series.created_at = actor.user_id, now
    else:
        series.version += 1
        _drop_uninvited(series, now)
    series.save()
    SeriesPart.objects.filter(series=series).delete()
    SeriesPart.objects.bulk_create(
        SeriesPart(series=series, unit=each.unit, user=each.user) for each in parts
    )
    days = _put_on_list(series, now)
    data = {
        "title": series.title,
        "every": series.every,
        "number": series.number,
        "begins": series.begins.isoformat("minutes"),
        "days": days,
    }
    _tell(SeriesSaved, series, data, actor=actor, now=now)
    return queries.find_series(actor, series.pk)


@action("meetings.end_series", policy=may_hold_meetings)
def end_series(
    *, actor: Actor, series_id: int, expected_version: int | None, now: datetime
) -> Series:
    """Let a meeting recur no more; those to which nobody has been invited yet leave the list."""
    series = _lock(actor, series_id, expected_version)
    _drop_uninvited(series, now)
    series.ended_at = now
    series.version += 1
    series.save(update_fields=["ended_at", "version"])
    _tell(SeriesEnded, series, {"title": series.title}, actor=actor, now=now)
    return queries.find_series(actor, series.pk)


@action("meetings.continue_series", policy=system_only, internal=True)
def continue_series(*, actor: Actor, series_id: int, now: datetime) -> Series:
    """Put the next meetings of a series on the list; Conflict if there is nothing to add.

    What another worker holds just now is passed over as Conflict too.
    """
    rows = queries.running_series().select_for_update(of=("self",), skip_locked=True)
    series = rows.select_related("centre").filter(pk=series_id).first()
    if series is None:
        raise Conflict
    days = _put_on_list(series, now)
    if not days:
        raise Conflict
    _tell(SeriesContinued, series, {"title": series.title, "days": days}, actor=actor, now=now)
    return series


def _series(
    actor: Actor, centre_id: int, series_id: int | None, group: str, expected_version: int | None
) -> Series:
    if series_id is not None:
        series = _lock(actor, series_id, expected_version)
        if group != series.group and not may_convene_at(actor, series.centre_id, group):
            raise Forbidden(extra={"action": "meetings.save_series"})
        return series
    centre = groups.centre(actor, centre_id)
    if not may_convene_at(actor, centre.pk, group):
        raise Forbidden(
            _("Meetings are called by supervisors, the head of the centre and the linkage groups."),
            extra={"action": "meetings.save_series"},
        )
    return Series(centre=centre)


def _lock(actor: Actor, series_id: int, expected_version: int | None) -> Series:
    if not queries.visible_series(actor).filter(pk=series_id).exists():
        raise NotFound
    rows = Series.objects.select_for_update(of=("self",)).select_related("centre", "chair")
    series = rows.get(pk=series_id)
    if not may_keep_series(actor, series):
        raise Forbidden(
            _("Who chairs the meeting, or who may call such a meeting, does this."),
            extra={"series": series.pk},
        )
    if series.ended_at is not None:
        raise Conflict(_("This meeting recurs no more. Begin a new one."))
    if expected_version is not None and expected_version != series.version:
        raise Stale(extra={"version": series.version})
    return series


def _take(series: Series, wanted: WantedSeries, actor: Actor, faults: Faults) -> None:
    series.title = faults.line("title", wanted.title, limit=TITLE_LIMIT)
    series.place = faults.line("place", wanted.place, limit=PLACE_LIMIT, required=False)
    check_group(series.centre, wanted.group, faults)
    series.group = wanted.group
    if wanted.chair.strip() or series.pk is None:
        chair = chair_of(series.centre, wanted.chair, actor, faults)
        if chair is not None:
            series.chair = chair
    if wanted.begins is None:
        faults.add("begins", _("Enter a time such as 16:00."))
    else:
        series.begins = wanted.begins
    if wanted.minutes is None or not 1 <= wanted.minutes <= MOST_HOURS * 60:
        text = _("Enter how many minutes it lasts, from 1 to %(most)s.")
        faults.add("minutes", text % {"most": MOST_HOURS * 60})
    else:
        series.minutes = wanted.minutes
    rule = _rule(series.centre, wanted, faults)
    if rule is not None:
        series.every, series.number = rule.every.value, rule.number
        series.first_day, series.last_day = rule.first_day, rule.last_day


def _rule(centre: Unit, wanted: WantedSeries, faults: Faults) -> Rule | None:
    """Return the rule; note what is wrong with it, also that it never happens."""
    if wanted.every not in Recurrence.values:
        faults.add("every", _("Choose one of the offered values."))
        return None
    every = Every(wanted.every)
    number = 0 if every is Every.WORKING_DAY else wanted.number
    if number is None or not is_number_allowed(every, number):
        faults.add("number", _("Say on which day: a weekday, or a number that a month has."))
        return None
    if wanted.first_day is None:
        faults.add("first_day", _("Enter a date."))
        return None
    if wanted.last_day is not None and wanted.last_day < wanted.first_day:
        faults.add("last_day", _("The last day lies before the first one."))
        return None
    rule = Rule(every, number, wanted.first_day, wanted.last_day)
    is_working = queries.is_working_at(centre.pk)
    until = wanted.first_day + _LOOKED_AHEAD
    if next(iter(occurrences(rule, is_working, wanted.first_day, until)), None) is None:
        text = _("By this rule the meeting never happens between these days.")
        faults.add("every", text)
    return rule


def _put_on_list(series: Series, now: datetime) -> list[str]:
    """Add the meetings of the days ahead that have none yet; return their days."""
    parts = [Placed(each.unit, each.user) for each in queries.parts_of(series)]
    points = series.points.splitlines()
    days = []
    for each in queries.due_occurrences(series, now):
        meeting = _meeting(series, each, now)
        if meeting.starts_at <= now:
            continue
        meeting.save()
        put_parts(meeting, parts)
        put_points(meeting, points)
        days.append(each.held.isoformat())
    return days


def _meeting(series: Series, day: Occurrence, now: datetime) -> Meeting:
    zone = ZoneInfo(series.centre.time_zone)
    starts_at = datetime.combine(day.held, series.begins, tzinfo=zone)
    return Meeting(
        centre=series.centre,
        group=series.group,
        series=series,
        nominal_day=day.nominal,
        title=series.title,
        place=series.place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=series.minutes),
        chair_id=series.chair_id,
        created_at=now,
    )


def _drop_uninvited(series: Series, now: datetime) -> None:
    rows = Meeting.objects.filter(
        series=series, invited_at=None, status=MeetingStatus.PLANNED, starts_at__gt=now
    )
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    for model in (Participant, AgendaItem):
        model.objects.filter(meeting__in=ids).delete()
    Meeting.objects.filter(pk__in=ids).delete()


def _tell(
    kind: type[SeriesFact], series: Series, data: dict[str, object], *, actor: Actor, now: datetime
) -> None:
    parts = queries.parts_of(series)
    people = {each.user_id for each in parts if each.user_id is not None}
    publish(
        kind(
            subject_id=series.pk,
            centre_id=series.centre_id,
            unit_ids=frozenset(each.unit_id for each in parts),
            user_ids=frozenset(people | {series.chair_id}),
            data=data,
        ),
        actor=actor,
        now=now,
    )

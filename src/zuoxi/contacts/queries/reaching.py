"""Whom to reach at a department: the interface, its persons, who is there and who is next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from zuoxi.calendars import queries as calendars
from zuoxi.calendars.hours import read
from zuoxi.contacts.models import Attempt, ContactPerson, Interface, ReachOut, Substitution
from zuoxi.contacts.queries.register import accounts_for, heads_of, interfaces_of
from zuoxi.kernel.belief import rows_of
from zuoxi.kernel.single import single
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.workorders.models import WorkOrder


@dataclass(frozen=True)
class Candidate:
    """Who is to be reached in one person's turn: the person, or who stands in for a while."""

    turn_of: ContactPerson
    person: ContactPerson
    is_on_duty: bool
    is_away: bool = False

    @property
    def stands_in(self) -> bool:
        """Whether it is a substitute."""
        return self.person.pk != self.turn_of.pk


def interfaces_for(order: WorkOrder) -> list[Interface]:
    """Return the interfaces of the department that has an order, the one to turn to first.

    Those that name the order's type of request come before those that name none; the others
    follow, because a matter may turn out to be another one.
    """
    if order.work_area is None:
        return []
    return sorted(interfaces_of(order.work_area), key=lambda each: _rank(each, order))


def line(interface: Interface, now: datetime) -> list[Candidate]:
    """Return whom to try in which order: who is on duty first, each in the kept order.

    Persons who are out of use are passed over; who is away is represented.
    """
    unit = interface.department
    persons = [turn.person for turn in interface.turns.all() if turn.person.is_active]
    local = now.astimezone(ZoneInfo(unit.time_zone))
    away = _away(unit, local)
    found = [_candidate(each, away, unit, now) for each in persons]
    return sorted(found, key=lambda each: not each.is_on_duty)


def next_in(candidates: Iterable[Candidate], tried: Collection[int]) -> Candidate | None:
    """Return the first candidate who was not tried yet, by the ids of those who were."""
    return next(
        (
            each
            for each in candidates
            if each.person.pk not in tried and each.turn_of.pk not in tried
        ),
        None,
    )


def stand_in(person: ContactPerson, away: dict[int, Substitution]) -> tuple[ContactPerson, bool]:
    """Return who acts for a person on one day and whether the person is away.

    ``away`` has the substitutions of that day by person. A substitute may be away in turn; who has
    left meanwhile acts for nobody.
    """
    acting, seen = person, {person.pk}
    while acting.pk in away and away[acting.pk].substitute_id not in seen:
        acting = away[acting.pk].substitute
        seen.add(acting.pk)
    if not acting.is_active:
        acting = person
    return acting, person.pk in away


def open_reach_out(order: WorkOrder) -> ReachOut | None:
    """Return the reach-out that is under way for an order."""
    rows = ReachOut.objects.filter(order=order, ended_at=None)
    return single(rows.select_related(*_RELATIONS))


def latest_reach_out(order: WorkOrder) -> ReachOut | None:
    """Return the latest reach-out of an order, under way or ended."""
    rows = ReachOut.objects.filter(order=order).select_related(*_RELATIONS)
    return rows.order_by("-pk").first()


def due(now: datetime) -> list[int]:
    """Return the reach-outs whose time is over, the longest first."""
    rows = ReachOut.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True))


def tried_in(reach_out: ReachOut) -> set[int]:
    """Return the ids of those who were tried in this round, and of those they stood in for."""
    rows = Attempt.objects.filter(reach_out=reach_out, round=reach_out.round)
    pairs = rows.values_list("person_id", "turn_of_id")
    return {pk for pair in pairs for pk in pair}


_RELATIONS = ("interface__department", "turn_of", "person__user", "started_by")


def _rank(interface: Interface, order: WorkOrder) -> tuple[int, bool]:
    types = {each.request_type_id for each in interface.types.all()}
    names_it = order.request_type_id in types
    usual = 0 if names_it else 1 if None in types else 2
    # Of two that are as good, the one that has somebody.
    return usual, not interface.turns.all()


def _away(unit: Unit, local: datetime) -> dict[int, Substitution]:
    rows = Substitution.objects.filter(
        person__department=unit, first_day__lte=local.date(), last_day__gte=local.date()
    )
    return {each.person_id: each for each in rows.select_related("substitute__user")}


def _candidate(
    person: ContactPerson, away: dict[int, Substitution], unit: Unit, now: datetime
) -> Candidate:
    acting, is_away = stand_in(person, away)
    # Nobody there to act for who is away: the person is named, and not on duty.
    is_represented = not is_away or acting.pk != person.pk
    is_on_duty = is_represented and acting.pk not in away and _works(acting, unit, now)
    return Candidate(person, acting, is_on_duty, is_away)


def _works(person: ContactPerson, unit: Unit, now: datetime) -> bool:
    """Tell whether a person is on duty by the own week, else by the department's calendar."""
    if not person.duty_hours:
        calendar = calendars.calendar_for(unit.pk).calendar
        spans = calendar.hours_of(calendar.day_of(now))
        return any(start <= now < end for start, end in spans)
    local = now.astimezone(ZoneInfo(unit.time_zone))
    minute = local.hour * 60 + local.minute
    hours = read(person.duty_hours[local.weekday()])
    return any(each.start <= minute < each.end for each in hours)


def are_departments(unit_ids: Collection[int]) -> bool:
    """Tell whether one of the units is a department; asked with each end of a leg, so believed."""
    units = rows_of(Unit, unit_ids).values()
    return any(each.kind == UnitKind.DEPARTMENT for each in units)


def open_on_order(order_id: int) -> list[int]:
    """Return the ids of what is under way for an order."""
    rows = ReachOut.objects.filter(order_id=order_id, ended_at=None)
    return list(rows.values_list("pk", flat=True))


def account_to_tell(order_id: int) -> list[int]:
    """Return the account of whoever is to be reached, if it still sees the department's orders."""
    row = ReachOut.objects.filter(order_id=order_id, ended_at=None, person__user__isnull=False)
    found = single(row.select_related("person__department"))
    if found is None:
        return []
    may_see = accounts_for(found.person.department).filter(pk=found.person.user_id or 0)
    return list(may_see.values_list("pk", flat=True))


def heads_to_tell(order_id: int) -> list[int]:
    """Return the heads of the department at which nobody of an interface was reached."""
    row = single(ReachOut.objects.filter(order_id=order_id, ended_at=None))
    unit = row.interface.department if row else None
    return [each.pk for each in heads_of(unit)] if unit else []


def attempts_of(reach_out: ReachOut) -> list[Attempt]:
    """Return the attempts of a reach-out, oldest first."""
    rows = Attempt.objects.filter(reach_out=reach_out)
    return list(rows.select_related("person", "turn_of", "by").order_by("pk"))

"""Meetings as people see them: who takes part, who convened one, and who oversees the centre."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.meetings.choices import APPROVED_BY_LEADERS, INVITE_DAYS, MeetingStatus
from zuoxi.meetings.models import AgendaItem, Decision, Meeting, Minutes, Participant
from zuoxi.meetings.policies import OVERSEERS, may_convene_at
from zuoxi.org.models import Unit
from zuoxi.workorders.models import WorkOrder

PAGE_SIZE = 50

_RELATIONS = ("centre", "chair", "series", "order", "created_by")
_OVERSEEING = OVERSEERS | {Role.AUDITOR}
_SOON = 200


@dataclass(frozen=True)
class NewsOf:
    """Who hears of a meeting, and what a notice says of it."""

    meeting: Meeting
    receivers: list[int]


def visible_to(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings of the actor, of the actor's units, and of the overseen centres."""
    me = actor.user_id or 0
    mine = Participant.objects.filter(meeting=OuterRef("pk")).filter(
        Q(user_id=me)
        | Q(unit_id__in=groups.home_units(actor))
        # The centre as a whole: everybody who works for it.
        | Q(unit_id__in=actor.centre_ids, user=None)
    )
    overseen = actor.places_of(_OVERSEEING) | groups.centres_led(actor, GroupKind.LEADERSHIP)
    workers = groups.centres_led(actor, GroupKind.WORKING)
    return Meeting.objects.filter(
        Q(chair_id=me)
        | Q(created_by_id=me)
        | Q(centre_id__in=overseen)
        | (Q(centre_id__in=workers) & ~Q(group=GroupKind.LEADERSHIP))
        | Exists(mine)
    )


def find(actor: Actor, pk: int) -> Meeting:
    """Return one visible meeting; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related(*_RELATIONS).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page(actor: Actor, *, status: str, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Meeting]:
    """Return one page: those to come by their time, all others newest first."""
    return paginate(
        visible_to(actor).filter(status=status),
        by="starts_at",
        descending=status != MeetingStatus.PLANNED,
        cursor=cursor,
        limit=limit,
        load=Meeting.objects.select_related(*_RELATIONS),
    )


def of_order(actor: Actor, order: WorkOrder) -> list[Meeting]:
    """Return the visible coordination sessions of an order, the newest first."""
    rows = visible_to(actor).filter(order=order).select_related(*_RELATIONS)
    return list(rows.order_by("-starts_at", "-pk"))


def participants_of(meeting: Meeting) -> list[Participant]:
    """Return who takes part, by unit."""
    rows = Participant.objects.filter(meeting=meeting).select_related("unit", "user")
    return list(rows.order_by("unit__path", "user__name", "pk"))


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the points that stand on the agenda."""
    return list(AgendaItem.objects.filter(meeting=meeting).order_by("position"))


def minutes_of(meeting: Meeting) -> list[Minutes]:
    """Return all versions of the minutes, the newest first."""
    rows = Minutes.objects.filter(meeting=meeting).select_related("written_by", "sent_by")
    return list(rows.order_by("-number"))


def latest_minutes(meeting: Meeting) -> Minutes | None:
    """Return the newest version of the minutes, sent or not."""
    return Minutes.objects.filter(meeting=meeting).order_by("-number").first()


def decisions_of(meetings: Iterable[Meeting]) -> dict[int, list[Decision]]:
    """Return the decisions of meetings, by meeting, with one statement."""
    rows = Decision.objects.filter(meeting__in=list(meetings)).select_related("recorded_by")
    found: dict[int, list[Decision]] = {}
    for each in rows.order_by("meeting_id", "number"):
        found.setdefault(each.meeting_id, []).append(each)
    return found


def decisions(actor: Actor, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Decision]:
    """Return what the leadership groups decided in visible meetings, the newest first."""
    return paginate(
        Decision.objects.filter(meeting__in=visible_to(actor), matter__in=APPROVED_BY_LEADERS),
        by="recorded_at",
        descending=True,
        cursor=cursor,
        limit=limit,
        load=Decision.objects.select_related("meeting__centre", "recorded_by"),
    )


def decisions_by_pk(actor: Actor, ids: Iterable[int]) -> list[Decision]:
    """Return the decisions of visible meetings among these."""
    rows = Decision.objects.filter(meeting__in=visible_to(actor), pk__in=list(ids))
    return list(rows.select_related("meeting"))


def centres_for(actor: Actor) -> list[Unit]:
    """Return the centres for which the actor may call meetings."""
    centres = actor.places_of(OVERSEERS) | groups.centres_led(actor)
    rows = groups.visible_centres(actor).filter(pk__in=centres)
    return [
        each
        for each in rows
        if may_convene_at(actor, each.pk) or may_convene_at(actor, each.pk, GroupKind.LEADERSHIP)
    ]


def units_for(centre_id: int) -> list[Unit]:
    """Return the units of a centre that can take part, the centre itself first."""
    own = Q(pk=centre_id) | Q(centre_id=centre_id)
    return list(Unit.objects.filter(own, is_active=True).order_by("path"))


def people_for(units: Iterable[Unit]) -> dict[int, list[User]]:
    """Return who can be invited, by unit."""
    return {each.pk: list(groups.people_of(each)) for each in units}


def receivers_of(meeting: Meeting) -> list[int]:
    """Return who hears of a meeting: the persons invited; of a unit invited as a whole its heads.

    Where a unit has no head, its staff.
    """
    found = {meeting.chair_id}
    for each in participants_of(meeting):
        if each.user_id is not None:
            found.add(each.user_id)
            continue
        heads = groups.heads_of(each.unit_id)
        people = heads or list(groups.people_of(each.unit))
        found |= {person.pk for person in people}
    return sorted(found)


def news_of(meeting_id: int) -> NewsOf:
    """Return who hears of a meeting, for a reaction to what happened to it."""
    meeting = Meeting.objects.select_related("centre").get(pk=meeting_id)
    return NewsOf(meeting, receivers_of(meeting))


def to_invite(now: datetime) -> list[int]:
    """Return the meetings whose participants are to be told by now."""
    soon = now + timedelta(days=INVITE_DAYS.at(now))
    rows = Meeting.objects.filter(
        status=MeetingStatus.PLANNED, invited_at=None, starts_at__lte=soon, starts_at__gt=now
    )
    return list(rows.order_by("starts_at", "pk").values_list("pk", flat=True)[:_SOON])

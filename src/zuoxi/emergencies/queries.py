"""Emergencies as people see them, the complaints that may be one, and who is to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from zuoxi.emergencies.choices import GROUP_HOURS, GROUP_SIZE, OPEN, EmergencyStatus
from zuoxi.emergencies.models import (
    Emergency,
    LinkedOrder,
    Meeting,
    Plan,
    PlanTask,
    Receipt,
)
from zuoxi.emergencies.policies import RUNNERS
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.choices import HANDLING_KINDS, UnitKind
from zuoxi.org.models import Unit
from zuoxi.sharing.choices import Demand
from zuoxi.sharing.queries import demand_types
from zuoxi.web.nav import COUNT_CAP
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem, WorkOrder

PAGE_SIZE = 30
_RELATIONS = ("centre", "request_type", "device_type", "region_class", "started_by", "ended_by")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What complaints have in common: the centre, their type, the device and the kind of region."""

    centre_id: int
    request_type_id: int
    device_type_id: int
    region_class_id: int | None

    @property
    def condition(self) -> dict[str, int | None]:
        """The subject as a filter, of orders and of emergencies alike."""
        return {
            "centre_id": self.centre_id,
            "request_type_id": self.request_type_id,
            "device_type_id": self.device_type_id,
            "region_class_id": self.region_class_id,
        }


def visible_to(actor: Actor) -> QuerySet[Emergency]:
    """Return the emergencies of the actor's centres, and those the actor or the unit is part of.

    A department sees a plan's emergency once the plan is approved and gives it a share.
    """
    told = Receipt.objects.filter(emergency=OuterRef("pk"), user_id=actor.user_id or 0)
    share = PlanTask.objects.filter(
        plan__emergency=OuterRef("pk"),
        plan__approved_at__isnull=False,
        unit_id__in=actor.area_ids,
    )
    return Emergency.objects.filter(
        Q(centre_id__in=actor.centre_ids | groups.centres_led(actor))
        | Q(Exists(told))
        | Q(Exists(share))
    )


def find(actor: Actor, pk: int) -> Emergency:
    """Return one visible emergency; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related(*_RELATIONS).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page(
    actor: Actor, *, status: str = "", cursor: str = "", limit: int = PAGE_SIZE
) -> Page[Emergency]:
    """Return one page, the newest first; ``open`` are those proposed or under way."""
    rows = visible_to(actor)
    if status == "open":
        rows = rows.filter(status__in=OPEN)
    elif status:
        rows = rows.filter(status=status)
    load = Emergency.objects.select_related(*_RELATIONS).annotate(orders=Count("links"))
    return paginate(rows, by="pk", descending=True, cursor=cursor, limit=limit, load=load)


def counts(actor: Actor) -> dict[str, int]:
    """Return how many are under way, and proposed to who decides on them, up to COUNT_CAP."""
    run = actor.places_of(RUNNERS) | groups.centres_led(actor)
    wanted = Q(status=EmergencyStatus.STARTED) | Q(
        status=EmergencyStatus.PROPOSED, centre_id__in=run
    )
    rows = visible_to(actor).filter(wanted).values("pk")
    return {"emergencies": rows[:COUNT_CAP].count()}


def subjects_now(*, now: datetime) -> list[Subject]:
    """Return on what so many customers have complained lately that it should be proposed.

    Asked of the orders of the period alone, which lie together as they came. A subject that was
    proposed within the period, or is open, is left out.
    """
    since = now - timedelta(hours=GROUP_HOURS.at(now))
    rows = (
        _complaints(since, now)
        .order_by()
        .values_list("centre_id", "request_type_id", "device_type_id", "region_class_id")
        .annotate(customers=Count("customer_id", distinct=True))
        .filter(customers__gte=GROUP_SIZE.at(now))
    )
    found = [
        Subject(centre_id=c, request_type_id=r, device_type_id=d, region_class_id=g)
        for c, r, d, g, _count in rows
    ]
    return [each for each in found if not _was_proposed(each, since)]


def open_subjects() -> list[Emergency]:
    """Return the open group complaints that the system proposed."""
    rows = Emergency.objects.filter(status__in=OPEN, request_type__isnull=False)
    return list(rows.order_by("pk"))


def subject_of(emergency: Emergency) -> Subject:
    """Return the subject of a proposed group complaint."""
    assert emergency.request_type_id is not None
    assert emergency.device_type_id is not None
    return Subject(
        centre_id=emergency.centre_id,
        request_type_id=emergency.request_type_id,
        device_type_id=emergency.device_type_id,
        region_class_id=emergency.region_class_id,
    )


def complaints_on(subject: Subject, *, since: datetime, now: datetime) -> QuerySet[WorkOrder]:
    """Return the complaints on a subject since a moment, oldest first."""
    return _complaints(since, now).filter(**subject.condition).order_by("pk")


def unlinked(emergency: Emergency, *, now: datetime) -> list[WorkOrder]:
    """Return the complaints on the subject of an open emergency that do not belong to it yet."""
    since = emergency.created_at - timedelta(hours=GROUP_HOURS.at(now))
    rows = complaints_on(subject_of(emergency), since=since, now=now)
    linked = LinkedOrder.objects.filter(emergency=emergency, order=OuterRef("pk"))
    return list(rows.filter(~Exists(linked)))


def centres_run(actor: Actor) -> list[Unit]:
    """Return the centres whose response the actor runs."""
    held = actor.places_of(RUNNERS) | groups.centres_led(actor)
    rows = Unit.objects.filter(pk__in=held, kind=UnitKind.CENTRE, is_active=True)
    return list(rows.order_by("path"))


def units_of(centre_id: int) -> list[Unit]:
    """Return the units of a centre that may have a share in a plan."""
    rows = Unit.objects.filter(centre_id=centre_id, kind__in=HANDLING_KINDS, is_active=True)
    return list(rows.order_by("kind", "path"))


def to_be_told(centre_id: int, unit_ids: Iterable[int]) -> dict[int, int]:
    """Return who is told of an emergency, each account with the unit for which.

    Leaders: both linkage groups, the heads and the supervisors of the centre. Of each chosen unit
    its heads; where it has none, its staff.
    """
    leaders = groups.member_ids(centre_id, GroupKind.LEADERSHIP, GroupKind.WORKING)
    leaders += [each.pk for each in groups.head_of_centre(centre_id)]
    leaders += list(org.supervisors_of(centre_id).values_list("pk", flat=True))
    told = dict.fromkeys(leaders, centre_id)
    wanted = list(unit_ids)
    heads = groups.heads_by_unit(wanted)
    for pk in wanted:
        people = [each.pk for each in heads.get(pk, [])]
        for person in people or list(org.staff_of(pk).values_list("pk", flat=True)):
            told.setdefault(person, pk)
    return told


def proposal_receivers(centre_id: int) -> list[int]:
    """Return who decides on a proposal: the supervisors, the head and the working group."""
    people = groups.member_ids(centre_id, GroupKind.WORKING)
    people += [each.pk for each in groups.head_of_centre(centre_id)]
    return people + list(org.supervisors_of(centre_id).values_list("pk", flat=True))


def approvers(centre_id: int) -> list[int]:
    """Return who approves plans: the head of the leadership group, for a notice."""
    group = groups.group_of(centre_id, GroupKind.LEADERSHIP)
    if group is None:
        return []
    seats = groups.current_seats([group]).get(group.pk, [])
    return [each.user_id for each in seats if each.is_head]


def receipts_of(emergency: Emergency) -> list[Receipt]:
    """Return who was told, those who have not confirmed it first."""
    rows = Receipt.objects.filter(emergency=emergency).select_related("user", "unit")
    found = list(rows.order_by("unit__path", "user__name"))
    return sorted(found, key=lambda each: each.confirmed_at is not None)


def told_ids(emergency_id: int) -> frozenset[int]:
    """Return the accounts that were told of an emergency."""
    rows = Receipt.objects.filter(emergency_id=emergency_id)
    return frozenset(rows.values_list("user_id", flat=True))


def sharing_units(emergency_id: int) -> frozenset[int]:
    """Return the units that an approved plan gives a share."""
    rows = PlanTask.objects.filter(plan__emergency_id=emergency_id, plan__approved_at__isnull=False)
    return frozenset(rows.values_list("unit_id", flat=True))


def meetings_of(emergency: Emergency) -> list[Meeting]:
    """Return the records of the meetings, the latest first."""
    rows = Meeting.objects.filter(emergency=emergency).select_related("by")
    return list(rows.order_by("-held_at", "-pk"))


def plans_of(emergency: Emergency) -> list[Plan]:
    """Return the versions of the plan with their shares, the newest first."""
    shares = PlanTask.objects.select_related("unit", "task__assignee").order_by("position")
    rows = Plan.objects.filter(emergency=emergency)
    rows = rows.select_related("drafted_by", "approved_by")
    return list(rows.prefetch_related(Prefetch("shares", shares)).order_by("-number"))


def links_of(actor: Actor, emergency: Emergency, *, limit: int = 200) -> list[LinkedOrder]:
    """Return the orders of an emergency that the actor sees, the newest first."""
    seen = orders.visible_to(actor).filter(pk=OuterRef("order_id"))
    rows = LinkedOrder.objects.filter(Exists(seen), emergency=emergency)
    rows = rows.select_related("order__request_type", "order__work_area", "answer")
    return list(rows.order_by("-order_id")[:limit])


def count_links(emergency: Emergency) -> tuple[int, int]:
    """Return how many orders belong to an emergency and how many have got an answer."""
    rows = LinkedOrder.objects.filter(emergency=emergency)
    found = rows.aggregate(every=Count("pk"), answered=Count("answer_id"))
    return found["every"], found["answered"]


def waiting_links(answer_id: int | None = None) -> list[tuple[int, int]]:
    """Return the linked orders whose answer waits for its turn, with that answer."""
    rows = LinkedOrder.objects.filter(waiting__isnull=False)
    if answer_id is not None:
        rows = rows.filter(waiting_id=answer_id)
    return list(rows.order_by("waiting_id", "pk").values_list("pk", "waiting_id")[:1000])


def of_order(order: WorkOrder) -> list[LinkedOrder]:
    """Return the emergencies that were started and that an order belongs to."""
    rows = LinkedOrder.objects.filter(order=order)
    rows = rows.filter(emergency__status__in=[EmergencyStatus.STARTED, EmergencyStatus.CLOSED])
    return list(rows.select_related("emergency", "answer").order_by("pk"))


def _complaints(since: datetime, now: datetime) -> QuerySet[WorkOrder]:
    codes = demand_types(Demand.COMPLAINT, now=now)
    types = CodeItem.objects.filter(list=CodeList.REQUEST_TYPE, code__in=codes)
    ids: list[Any] = list(types.values_list("pk", flat=True))
    return WorkOrder.objects.filter(
        received_at__gte=since, received_at__lte=now, request_type_id__in=ids
    )


def _was_proposed(subject: Subject, since: datetime) -> bool:
    lately = Q(status__in=OPEN) | Q(created_at__gt=since) | Q(ended_at__gt=since)
    return Emergency.objects.filter(lately, **subject.condition).exists()

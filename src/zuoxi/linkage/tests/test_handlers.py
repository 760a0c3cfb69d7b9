"""Named handlers, the alarm, and the daily list."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zuoxi.groups.choices import GroupKind
from zuoxi.groups.models import Group, Seat
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.linkage import actions, jobs, queries
from zuoxi.linkage.choices import Concern
from zuoxi.linkage.models import Alarm
from zuoxi.linkage.tests.factories import LATER, NOW, Company, act
from zuoxi.notices.models import Notice
from zuoxi.web import slots
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import create, set_option

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=20)


@pytest.fixture
def place() -> Company:
    return Company()


def listed(place, *, by="dispatcher", now=LATER, **wanted):
    """Return what the daily list says of each order."""
    page = queries.daily(place.actor(by), now=now, **wanted)
    return {each.order.number: [name.value for name in each.concerns] for each in page.items}


class TestHandler:
    def test_is_named_by_the_department(self, place):
        order = place.lead(create(place))
        named = place.name(order, "product-2")
        leg = order.legs.get()
        assert named.technician.code == leg.technician.code == "product-2"
        assert (leg.named_at, leg.named_by) == (LATER, place.users["product_staff"])
        assert named.version == order.version + 1
        assert named.last_action_at == order.last_action_at
        event = place.history(order)[-1]
        assert event.kind == "workorders.handler_named"

    def test_may_be_who_it_was_addressed_to_and_somebody_else_later(self, place):
        order = place.lead(create(place))
        place.name(order, "product-1", by="product_head")
        with pytest.raises(InvalidInput):
            place.name(order, "product-1")
        place.name(order, "product-2", by="dispatcher")

    def test_others_name_nobody(self, place):
        order = place.lead(create(place))
        for name in ("intake", "auditor"):
            with pytest.raises(Forbidden):
                place.name(order, "product-1", by=name)
        with pytest.raises(NotFound):
            place.name(order, "product-1", by="technology_staff")
        with pytest.raises(InvalidInput):
            place.name(order, "technology-1")
        with pytest.raises(Stale):
            place.name(order, "product-1", expected_version=1)

    def test_only_where_it_lies_with_a_department(self, place):
        at_area = act(place, create(place), "dispatch")
        for order, code in ((create(place), "not_there"), (at_area, "no_department")):
            with pytest.raises(Conflict) as refusal:
                place.name(order, "product-1", by="supervisor")
            assert refusal.value.code == code


class TestAlarm:
    def raise_all(self, at):
        with time_machine.travel(at, tick=False):
            jobs.look_for_handlers(0)

    def test_is_raised_once_after_the_minutes_and_tells_the_head(self, place):
        order = place.lead(create(place))
        dispatched = order.legs.get().dispatched_at
        self.raise_all(dispatched + timedelta(minutes=29))
        assert not Alarm.objects.exists()
        for minutes in (31, 32):
            self.raise_all(dispatched + timedelta(minutes=minutes))
        assert Alarm.objects.get().leg == order.legs.get()
        notice = Notice.objects.get(kind="linkage.handler_missing")
        assert (notice.receiver, notice.count) == (place.users["product_head"], 1)
        assert [each.kind for each in place.history(order)].count("linkage.handler_missing") == 1

    def test_stops_with_the_name(self, place):
        order = place.lead(create(place))
        place.name(order, "product-1", now=SOON)
        self.raise_all(LATER)
        assert not Alarm.objects.exists()

    def test_is_none_of_what_came_back_or_lies_with_a_work_area(self, place):
        act(place, create(place), "dispatch")
        order = place.lead(create(place))
        act(place, order, "return", by="product_staff", inputs={"misdispatch_note": "错"})
        self.raise_all(LATER)
        assert not Alarm.objects.exists()

    def test_without_a_head_it_tells_the_supervisors(self, place):
        place.users["product_head"].assignments.all().delete()
        place.lead(create(place))
        self.raise_all(LATER)
        told = set(Notice.objects.values_list("receiver__username", flat=True))
        assert told == {"supervisor", "all"}

    def test_the_minutes_are_an_option(self, place):
        set_option("linkage.handler_minutes", 5)
        place.lead(create(place))
        self.raise_all(SOON)
        assert Alarm.objects.exists()

    def test_a_second_worker_finds_nothing_to_raise(self, place):
        order = place.lead(create(place))
        leg = order.legs.get()
        actions.raise_alarm(actor=SYSTEM, leg_id=leg.pk, now=LATER)
        with pytest.raises(Conflict):
            actions.raise_alarm(actor=SYSTEM, leg_id=leg.pk, now=LATER)
        with pytest.raises(Forbidden):
            actions.raise_alarm(actor=place.actor("supervisor"), leg_id=leg.pk, now=LATER)
        assert Alarm.objects.count() == 1


class TestDailyList:
    def test_says_all_that_is_wrong_and_empties(self, place):
        item = place.item()
        assert listed(place) == {item.number: ["unassigned"]}
        item = place.lead(item)
        assert listed(place, now=SOON) == {}
        assert listed(place) == {item.number: ["no_handler"]}
        tomorrow = NOW + timedelta(hours=25)
        late = listed(place, now=tomorrow)
        assert late == {item.number: ["no_handler", "late", "no_note"]}

        place.name(item, "product-1")
        place.note(item, by="product_staff")
        assert listed(place) == {}
        assert listed(place, now=tomorrow) == {item.number: ["late"]}
        item = place.complete(item)
        assert listed(place, now=tomorrow) == {item.number: ["not_informed"]}
        place.inform(item, now=tomorrow, informed_at=tomorrow)
        assert listed(place, now=tomorrow) == {}

    def test_half_of_the_limit_asks_for_a_note(self, place):
        order = place.lead(create(place))
        place.name(order, "product-1")
        assert listed(place, now=NOW + timedelta(hours=11)) == {}
        assert listed(place, now=NOW + timedelta(hours=13)) == {order.number: ["no_note"]}
        set_option("linkage.note_percent", 10)
        assert listed(place, now=NOW + timedelta(hours=3)) == {order.number: ["no_note"]}

    def test_has_sub_orders_and_one_concern_if_wanted(self, place):
        item, part = place.shared()
        assert set(listed(place)) == {item.number, part.number}
        assert set(listed(place, by="technology_head")) == {part.number}
        place.name(item, "product-1")
        assert set(listed(place, concern=Concern.NO_HANDLER)) == {part.number}
        assert listed(place, concern=Concern.LATE) == {}

    def test_usual_orders_of_work_areas_are_no_matter_of_it(self, place):
        act(place, create(place), "dispatch")
        create(place)
        assert listed(place, now=NOW + timedelta(days=9)) == {}

    def test_costs_the_same_for_any_number_and_pages(self, place):
        for _each in range(2):
            place.lead(place.item())
        with CaptureQueriesContext(
            connection,
        ) as few:
            queries.daily(place.actor("dispatcher"), now=LATER)
        for _each in range(3):
            place.lead(place.item())
        with CaptureQueriesContext(connection) as more:
            found = queries.daily(place.actor("dispatcher"), now=LATER, limit=3)
        assert len(more) <= len(few)
        rest = queries.daily(
            place.actor("dispatcher"), now=LATER, limit=3, cursor=found.next_cursor
        )
        assert [len(found.items), len(rest.items)] == [3, 2]
        assert not {e.order.pk for e in found.items} & {e.order.pk for e in rest.items}

    def test_a_member_of_the_working_group_sees_all_items_of_the_centre(self, place):
        item = place.item()
        actor = "technology_staff"
        assert not queries.page_of_items(place.actor("technology_head")).items
        group = Group.objects.create(
            centre=place.centre, kind=GroupKind.WORKING, operations=place.areas[0]
        )
        seat(group, place.users[actor], place.technology)
        found = queries.page_of_items(place.actor(actor))
        assert [each.pk for each in found.items] == [item.pk]
        assert set(listed(place, by=actor)) == {item.number}
        assert queries.find_member(place.actor(actor), item.number) == item


def seat(group, user, unit):
    """Put somebody into a group."""
    return Seat.objects.create(group=group, user=user, unit=unit, since=NOW)


def test_other_orders_pay_nothing(place):
    """Neither moving nor showing an order that nobody shares asks for anything of linkage."""
    order = act(place, create(place), "dispatch")
    with CaptureQueriesContext(connection) as taken:
        act(place, order, "accept")
    assert WorkOrder.objects.get(pk=order.pk).family_id is None
    found = workorders.find(place.actor("supervisor"), order.number)
    with CaptureQueriesContext(connection) as shown:
        slots.parts("workorders.order", found, actor=place.actor("supervisor"), now=LATER)
        slots.parts("workorders.order.actions", found, actor=place.actor("intake"), now=LATER)
    asked = [each["sql"] for each in (*taken, *shown)]
    assert not [each for each in asked if "linkage_" in each or "parent_id =" in each]

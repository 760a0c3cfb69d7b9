"""Who sees what, in which list, at which cost."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zuoxi.customers.models import Customer
from zuoxi.customers.queries import grams_of
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.workorders import actions, lifecycle, queries
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.queries.orders import VISIBLE_SQL, scope_of
from zuoxi.workorders.tests.factories import (
    NOW,
    PATHS,
    Place,
    act,
    create,
    inputs_for,
    order_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def test_every_order_is_in_exactly_one_list(place):
    orders = [order_in(place, state) for state in PATHS]
    supervisor = place.actor("supervisor")

    found = [
        order.pk
        for name in lifecycle.LISTS
        for order in queries.page(supervisor, OrderFilter(list_name=name)).items
    ]

    assert sorted(found) == sorted(order.pk for order in orders)
    counts = queries.counts(supervisor)
    assert sum(counts[name] for name in lifecycle.LISTS) == len(orders)


class TestScope:
    def test_a_work_area_sees_only_what_is_dispatched_to_it(self, place):
        mine = order_in(place, "dispatched")
        order_in(place, "created")
        order_in(place, "returned")
        theirs = create(place)
        act(place, theirs, "dispatch", area=1)

        area1 = place.actor("area1")

        assert list(queries.visible_to(area1)) == [mine]
        assert queries.counts(area1)["work_area"] == 1
        assert [o.pk for o in queries.page(area1, OrderFilter(q="测试")).items] == [mine.pk]
        with pytest.raises(NotFound):
            queries.detail(area1, theirs.number)

    def test_one_order_is_read_and_held_only_by_who_sees_it(self, place):
        def opened(actor, number):
            return queries.ask_opened(actor, number, with_events=True)().order

        order = order_in(place, "dispatched")
        for read in (queries.row, queries.lock, opened):
            assert read(place.actor("area1"), order.number) == order
            for by, number in (("area2", order.number), ("supervisor", "1"), ("supervisor", "\0")):
                with pytest.raises(NotFound):
                    read(place.actor(by), number)

    def test_an_order_is_held_alone_and_two_always_in_the_same_order(self, place):
        first, second, actor = create(place), create(place), place.actor("supervisor")
        with CaptureQueriesContext(connection) as asked:
            queries.lock(actor, first.number)
            found = queries.lock_all(actor, [second.number, first.number, ""])
        one, two = [each["sql"] for each in asked]
        assert one.endswith("FOR NO KEY UPDATE")
        assert "ORDER BY" not in one
        assert two.endswith("ORDER BY id FOR NO KEY UPDATE")
        assert list(found) == [first.number, second.number]

    def test_what_is_seen_is_the_same_by_text(self, place):
        other = Place("b-", company=place.company)
        for where in (place, other):
            for state in ("created", "dispatched", "returned"):
                order_in(where, state)
        actors = [w.actor(who) for w in (place, other) for who in ("area1", "area2", "supervisor")]
        for actor in [*actors, Actor(channel="web")]:
            text = WorkOrder.objects.extra(where=[VISIBLE_SQL], params=scope_of(actor))  # noqa: S610
            assert set(text) == set(queries.visible_to(actor)), actor.name

    def test_facts_name_the_area_that_has_it_now(self, place):
        assert order_in(place, "dispatched").area_ids == {place.areas[0].pk}
        assert order_in(place, "returned").area_ids == frozenset()

    def test_a_centre_does_not_see_another(self, place):
        other = Place("b-", company=place.company)
        order = order_in(place, "created")

        assert not queries.visible_to(other.actor("supervisor")).exists()
        with pytest.raises(NotFound):
            queries.detail(other.actor("dispatcher"), order.number)

    def test_a_role_at_the_company_opens_every_centre(self, place):
        other = Place("b-", company=place.company)
        order_in(place, "created")
        order_in(other, "created")
        place.users["boss"] = place.user("boss", ("supervisor", place.company))

        assert queries.visible_to(place.actor("boss")).count() == 2

    def test_the_administrator_sees_no_order(self, place):
        order_in(place, "created")

        assert not queries.visible_to(place.actor("admin")).exists()


class TestSearch:
    @pytest.fixture
    def orders(self, place):
        return [
            create(place, description="小区停电报修,请尽快处理"),
            create(place, description="Set-top box broken"),
            create(place, description="停 电"),
        ]

    @pytest.mark.parametrize(
        ("q", "expected"),
        [
            ("停电", {0}),
            ("停电报修", {0}),
            ("SET-TOP", {1}),
            ("电停", set()),
            ("小", {0}),
            ("%", set()),
            ("no such text", set()),
        ],
    )
    def test_finds_neighbouring_characters_and_nothing_else(self, place, orders, q, expected):
        found = queries.page(place.actor("intake"), OrderFilter(q=q)).items

        assert {orders.index(order) for order in found} == expected

    def test_finds_by_number_and_subscriber_number(self, place, orders):
        intake = place.actor("intake")

        assert queries.page(intake, OrderFilter(q=orders[1].number)).items == [orders[1]]
        assert queries.page(intake, OrderFilter(q=orders[1].number[-5:])).items == [orders[1]]
        # Too few last digits; but "20" is how every number begins.
        other = next(each for each in orders if not each.number.endswith("20"))
        assert other not in queries.page(intake, OrderFilter(q=other.number[-2:])).items
        assert len(queries.page(intake, OrderFilter(q="111")).items) == 3
        assert len(queries.page(intake, OrderFilter(customer_no="111")).items) == 3
        assert queries.page(intake, OrderFilter(customer_no="1111")).items == []

    def test_asks_no_name_or_telephone_of_one_customer(self, place, orders):
        intake, order = place.actor("intake"), orders[1]
        name = order.customer.name
        Customer.objects.filter(pk=order.customer_id).update(grams=grams_of(name))

        assert len(queries.page(intake, OrderFilter(q=name)).items) == 3
        for one in ({"customer_no": "111"}, {"number": order.number}):
            assert queries.page(intake, OrderFilter(q=name, **one)).items == []
            assert queries.page(intake, OrderFilter(q="set-top", **one)).items == [order]
            assert queries.page(intake, OrderFilter(q=order.number, **one)).items == [order]


class TestPaging:
    def test_visits_every_order_once_in_order(self, place):
        orders = [create(place) for _ in range(7)]
        actor, seen, cursor = place.actor("dispatcher"), [], ""
        wanted = OrderFilter(list_name="dispatch")

        while True:
            page = queries.page(actor, wanted, cursor=cursor, limit=3)
            seen += page.items
            cursor = page.next_cursor
            if not cursor:
                break

        assert seen == orders

    @pytest.mark.parametrize("cursor", ["x", "a.b.c", "\x00", "eyJhIjoxfQ:1:x"])
    def test_refuses_a_tampered_cursor(self, place, cursor):
        with pytest.raises(InvalidInput) as refusal:
            queries.page(place.actor("dispatcher"), OrderFilter(), cursor=cursor)

        assert "cursor" in refusal.value.fields


class TestCost:
    def test_a_list_costs_one_query_whatever_its_length(
        self, place, believing, django_assert_num_queries
    ):
        del believing
        actor = place.actor("dispatcher")
        wanted, beside = OrderFilter(list_name="dispatch"), ("device_type", "received_by")
        for _ in range(3):
            create(place)
        queries.page(actor, wanted, relations=beside)

        with django_assert_num_queries(1):
            for order in queries.page(actor, wanted, relations=beside).items:
                assert order.customer.customer_no
                assert order.device_type.label
                assert order.received_by.name

    def test_counts_cost_one_query(self, place, django_assert_num_queries):
        actor = place.actor("all")

        with django_assert_num_queries(1):
            every = queries.counts(actor)
        assert queries.counts(actor, only=["dispatch", "pending"]) == {
            name: every[name] for name in ("dispatch", "pending")
        }

    def test_a_dispatch_costs_what_the_design_says(self, place, django_assert_num_queries):
        order = create(place)
        dispatcher = place.actor("dispatcher")
        inputs = inputs_for(place, "dispatch")
        # Savepoint and its release stand for BEGIN and COMMIT. Between them: how to plan, lock,
        # latest leg, work area and technician (which are believed for seconds), new leg, order,
        # event with notification (docs/guide/performance.md).
        with django_assert_num_queries(10):
            actions.transition(
                actor=dispatcher,
                number=order.number,
                name="dispatch",
                inputs=inputs,
                expected_version=order.version,
                now=NOW,
            )

    def test_an_order_with_history_costs_four_queries(
        self, place, believing, django_assert_num_queries
    ):
        del believing
        order = order_in(place, "archived")
        actor = place.actor("archiver")
        queries.detail(actor, order.number)

        # The order, its legs, what is merged into it, its history.
        with django_assert_num_queries(4):
            detail = queries.detail(actor, order.number)
            assert detail.events[0].kind
            assert [leg.work_area.name for leg in detail.legs]
            assert detail.order.archived_by.name


def test_whoever_has_no_open_place_sees_nothing_and_is_told_so(place):
    create(place)
    actor = replace(place.actor("dispatcher"), centre_ids=frozenset(), area_ids=frozenset())

    assert queries.listed(actor, OrderFilter()).items == []
    assert queries.page(actor, OrderFilter()).items == []
    assert set(queries.counts(actor).values()) == {0}
    assert queries.counts(actor, only=["dispatch"]) == {"dispatch": 0}

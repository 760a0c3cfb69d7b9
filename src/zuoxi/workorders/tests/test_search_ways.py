"""A search finds the same orders whichever way the database takes."""

from copy import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zuoxi.accounts.choices import Role
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import grams_of
from zuoxi.customers.queries import visible_to as customers_visible_to
from zuoxi.org.choices import UnitKind
from zuoxi.workorders import queries
from zuoxi.workorders.models import OrderText, WorkOrder
from zuoxi.workorders.queries import OrderFilter, search
from zuoxi.workorders.tests.factories import Place, act, create, make_unit, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    place = Place()
    Customer.objects.update(grams=grams_of(place.customer.name))
    return place


def found(actor, **wanted):
    return {each.number for each in queries.page(actor, OrderFilter(**wanted)).items}


@pytest.mark.parametrize(
    "q", ["停电", "停电报修", "小", "王", "王小明", "\u0130", "%", "_", "没有"]
)
@pytest.mark.parametrize("who", ["supervisor", "area1", "all"])
def test_by_the_newest_rows_and_by_the_index(place, monkeypatch, q, who):
    for description in ("小区停电报修", "停 电", "小王说停电", "\u0130stanbul %_"):
        order = create(place, description=description)
        act(place, order, "dispatch", area=len(description) % 2)
    order_in(place, "created")
    actor = place.actor(who)

    monkeypatch.setattr(search, "is_rare", lambda *args, **kwargs: False)
    looked_at = found(actor, q=q)
    monkeypatch.setattr(search, "is_rare", lambda *args, **kwargs: True)

    assert found(actor, q=q) == looked_at
    assert looked_at <= {each.number for each in queries.visible_to(actor)}
    assert looked_at == {each.number for each in queries.narrowed(actor, OrderFilter(q=q))}


def test_a_single_character_finds_texts_that_begin_with_it(place, monkeypatch):
    begins = create(place, description="停电")
    create(place, description="又停电")
    monkeypatch.setattr(search, "is_rare", lambda *args, **kwargs: True)

    assert found(place.actor("intake"), q="停") == {begins.number}


def test_who_sees_no_centre_finds_nothing(place):
    create(place, description="停电")
    empty = make_unit(UnitKind.REGION, "empty", parent=place.company)
    place.users["nobody"] = place.user("nobody", (Role.SUPERVISOR, empty))

    assert found(place.actor("nobody"), q="停电") == set()


class TestRareness:
    """The planner tells from its statistics whether to look through the newest or by the index."""

    @pytest.fixture(autouse=True)
    def many(self, place):
        first = create(place, description="小区停电")
        twins = WorkOrder.objects.bulk_create(_twins(first, 1_000))
        OrderText.objects.bulk_create(OrderText(order=each, text="小区停电") for each in twins)
        OrderText.objects.filter(order__number__endswith="9").update(text="冷库停电")
        for table in (OrderText, Customer):
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {table._meta.db_table}")

    @pytest.mark.parametrize("q", ["停电", "冷库", "小区停电", "小"])
    def test_a_frequent_word_is_not_rare(self, place, q):
        assert not search.is_rare(place.actor("all"), q, is_one=True)

    @pytest.mark.parametrize("q", ["围棋", "停电冷库吧", "1234", "20261122-00001"])
    def test_a_number_and_what_is_hardly_said_is_rare(self, place, q):
        assert search.is_rare(place.actor("all"), q, is_one=True)

    def test_the_name_of_every_customer_is_not_rare(self, place):
        assert search.is_rare(place.actor("all"), "王", is_one=True)
        assert not search.is_rare(place.actor("all"), "王", is_one=False)

    def test_no_word_reads_a_row_to_be_judged(self, place):
        actor = place.actor("all")
        with CaptureQueriesContext(connection) as asked:
            search.is_rare(actor, "小区停电", is_one=False)

        assert {each["sql"].split()[0] for each in asked} == {"EXPLAIN"}


def _twins(order, count):
    for number in range(count):
        twin = copy(order)
        twin.pk, twin.number, twin.idempotency_key = None, f"19990101-{number:05}", f"{number}"
        yield twin


class TestPlaces:
    """The own work areas are asked for only where no centre shows what they have."""

    def test_the_areas_of_an_own_centre_add_nothing(self, place):
        other = Place("b-", company=place.company)
        order_in(other, "dispatched")
        mine = {order_in(place, "created"), order_in(place, "dispatched")}
        actor = place.actor("all")

        assert actor.area_ids == actor.inner_area_ids != frozenset()
        assert set(queries.visible_to(actor)) == mine
        assert '"work_area_id" IN' not in str(queries.visible_to(actor).query)

    def test_an_area_of_another_centre_shows_its_orders_and_customers(self, place):
        other = Place("b-", company=place.company)
        theirs = order_in(other, "dispatched")
        order_in(other, "created")
        mine = order_in(place, "created")
        held = (Role.SUPERVISOR, place.centre), (Role.WORK_AREA_STAFF, other.areas[0])
        place.users["mixed"] = place.user("mixed", *held)
        actor = place.actor("mixed")

        assert actor.outer_area_ids == {other.areas[0].pk}
        assert set(queries.visible_to(actor)) == {mine, theirs}
        assert set(customers_visible_to(actor)) == {place.customer, other.customer}

    def test_a_merged_order_opens_its_customer_to_the_area_of_the_main_one(self, place):
        main = order_in(place, "dispatched")
        neighbour = Customer.objects.create(
            customer_no="222", centre=place.centre, name="李", created_at=main.received_at
        )
        merged = create(place, customer_no="222")
        assert set(customers_visible_to(place.actor("area1"))) == {place.customer}

        type(merged).objects.filter(pk=merged.pk).update(merged_into=main)

        seen = set(customers_visible_to(place.actor("area1")))
        assert seen == {place.customer, neighbour}
        assert not customers_visible_to(place.actor("area2")).exists()

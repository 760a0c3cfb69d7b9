"""A search finds the same orders whichever way the database takes."""

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.customers.models import Customer
from zuoxi.customers.queries import grams_of
from zuoxi.customers.queries import visible_to as customers_visible_to
from zuoxi.workorders import queries
from zuoxi.workorders.queries import OrderFilter, orders
from zuoxi.workorders.tests.factories import Place, act, create, order_in

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

    looked_at = found(actor, q=q)
    monkeypatch.setattr(orders, "_LOOKED_AT", 0)

    assert found(actor, q=q) == looked_at
    assert looked_at <= {each.number for each in queries.visible_to(actor)}
    assert looked_at == {each.number for each in queries.narrowed(actor, OrderFilter(q=q))}


def test_a_single_character_finds_texts_that_begin_with_it(place, monkeypatch):
    begins = create(place, description="停电")
    create(place, description="又停电")
    monkeypatch.setattr(orders, "_LOOKED_AT", 0)

    assert found(place.actor("intake"), q="停") == {begins.number}


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

"""Callers who ask again: an urge on the open order instead of a twin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.customers.models import Address, ContactPoint, Customer
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound
from zuoxi.notices.models import Notice
from zuoxi.workorders import actions, queries
from zuoxi.workorders.models import CodeItem, WorkOrder
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import NOW, Place, act, create, order_in

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def agent(place):
    return signed_in(place.users["intake"])


def urge(place, order, *, by="intake", remark="又打来了"):
    return actions.urge_order(actor=place.actor(by), number=order.number, remark=remark, now=LATER)


def test_counts_and_touches_no_clock(place):
    order = act(place, create(place), "dispatch")
    urge(place, order)
    urged = urge(place, order)

    assert (urged.urges, urged.urged_at) == (2, LATER)
    assert (urged.version, urged.last_action_at) == (order.version, order.last_action_at)
    assert (urged.status, urged.round) == (order.status, order.round)


@pytest.mark.parametrize(("status", "told"), [("created", "dispatcher"), ("dispatched", "area1")])
def test_tells_those_who_have_it_once(place, status, told):
    order = order_in(place, status)
    urge(place, order)
    urge(place, order)

    mine = Notice.objects.filter(receiver=place.users[told], kind="workorders.urged")
    assert [each.count for each in mine] == [2]
    assert not Notice.objects.filter(receiver=place.users["area2"]).exists()


def test_an_archived_order_is_not_urged(place):
    with pytest.raises(Conflict):
        urge(place, order_in(place, "archived"))


def test_only_by_those_who_hear_the_caller(place):
    order = act(place, create(place), "dispatch")

    with pytest.raises(Forbidden):
        urge(place, order, by="area1")
    other = Place("b", company=place.company)
    with pytest.raises(NotFound):
        urge(other, order)


class TestDuplicates:
    def found(self, place, customer=None, now=NOW):
        return queries.duplicates(
            place.actor("intake"),
            customer_id=(customer or place.customer).pk,
            request_type=CodeItem.objects.get(list="request_type", code="test"),
            now=now,
        )

    def test_are_open_recent_and_of_the_same_type(self, place):
        CodeItem.objects.create(
            list="request_type", code="other", label_zh_hans="别的", valid_from=NOW, source="test"
        )
        order = create(place)
        create(place, request_type="other")
        order_in(place, "archived")

        assert self.found(place) == [order]
        assert self.found(place, now=NOW + timedelta(days=8)) == []

    @pytest.mark.parametrize("shared", ["telephone", "address"])
    def test_of_another_customer_at_the_same_telephone_or_address(self, place, shared):
        neighbour = Customer.objects.create(
            customer_no="222", centre=place.centre, name="李四", created_at=NOW
        )
        for customer in (place.customer, neighbour):
            if shared == "telephone":
                ContactPoint.objects.create(
                    customer=customer,
                    kind="mobile",
                    raw="13800000000",
                    normalised="+8613800000000",
                    position=1,
                )
            else:
                Address.objects.create(customer=customer, text="人民路 1 号 101", position=1)
        order = create(place)

        assert self.found(place, neighbour) == [order]

    def test_unseen_ones_are_not_shown(self, place):
        create(place)
        other = Place("b", company=place.company)

        assert self.found(other, place.customer) == []


class TestIntakePage:
    URL = "/intake/fault-reports/"
    TYPED = {"customer_no": "111", "request_type": "test", "description": "还没人来"}

    def test_offers_the_urge_where_a_twin_would_be_made(self, place, agent):
        order = create(place, now=timezone.now())
        page = agent.post(self.URL, self.TYPED | {"step": "fields"}).content.decode()

        assert "data-duplicates" in page
        assert order.number in page

    def test_adds_the_urge_with_its_remark_and_leaves_the_form_as_it_is(self, place, agent):
        order = create(place)
        said = {
            f"remark.{order.number}.0.twin": "关掉的框里的话",
            f"remark.{order.number}.0.open": "已经等了三小时",
            "urge": f"{order.number}.0.open",
        }
        answer = agent.post(self.URL, self.TYPED | said, headers={"HX-Request": "true"})
        page = answer.content.decode()

        assert f'data-urged="{order.number}"' in page
        assert "还没人来" in page
        assert WorkOrder.objects.count() == 1
        shown = agent.get(reverse("workorders:order", args=[order.number])).content.decode()
        assert "已经等了三小时" in shown
        assert "还没人来" not in shown
        assert "关掉的框里的话" not in shown

    def test_without_scripts_the_page_can_be_loaded_again(self, place, agent):
        order = create(place)
        answer = agent.post(self.URL, self.TYPED | {"urge": f"{order.number}.0.open"})

        assert answer.status_code == 303
        assert f'data-urged="{order.number}"' in agent.get(answer["Location"]).content.decode()

    def test_a_refused_urge_keeps_what_was_typed(self, place, agent):
        order = order_in(place, "archived")
        answer = agent.post(self.URL, self.TYPED | {"urge": order.number})

        assert answer.status_code == 409
        assert "还没人来" in answer.content.decode()

    def test_says_what_to_ask(self, agent):
        CodeItem.objects.filter(code="test").update(script="请问哪里停电？")

        assert (
            "请问哪里停电" in agent.post(self.URL, self.TYPED | {"step": "fields"}).content.decode()
        )


def test_the_mark_stands_in_the_list(place):
    order = create(place)
    urge(place, order)
    (row,) = queries.page(place.actor("dispatcher"), OrderFilter(list_name="dispatch")).items

    assert row.urges == 1

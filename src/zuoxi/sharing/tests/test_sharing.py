"""What departments find in one place, what their rights open, and what stays closed to them."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.sentences import sentence_for
from zuoxi.comments import actions as comments
from zuoxi.comments.actions import Draft
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.customers import queries as customers
from zuoxi.customers.models import Address, ContactPoint, Customer
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.products import actions as products
from zuoxi.products.actions import WantedProduct
from zuoxi.sharing import actions, presenters, queries
from zuoxi.sharing.models import Right
from zuoxi.sharing.queries import DemandFilter
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import act, create

pytestmark = pytest.mark.django_db

PHONE = "+8613912345678"
SECRET = "家住幸福路八号的王小明很生气"
TYPES = ("consultation", "service_complaint", "suggestion", "goods_order")


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        place = Department()
        CodeItem.objects.bulk_create(
            CodeItem(
                list="request_type",
                code=code,
                label_zh_hans=code,
                valid_from=AT_WORK.date(),
                source="test",
            )
            for code in TYPES
        )
        ContactPoint.objects.create(
            customer=place.customer,
            kind="mobile",
            raw=PHONE,
            normalised=PHONE,
            is_primary=True,
            position=1,
        )
        Address.objects.create(
            customer=place.customer, text="幸福路八号", is_primary=True, position=1
        )
        Customer.objects.update(grams=customers.grams_of("王小明"))
        yield place


def demand(place, request_type="service_complaint", **changes):
    values = {"description": SECRET, "now": AT_WORK} | changes
    return create(place, request_type=request_type, **values)


def give(place, kind, by="supervisor"):
    return actions.give_right(
        actor=place.actor(by),
        department_id=place.unit.pk,
        kind=kind,
        reason="核对客户资料",
        now=AT_WORK,
    )


def found(place, by="staff", **wanted):
    rows = queries.demands(place.actor(by), DemandFilter(**wanted), now=AT_WORK)
    return [each.number for each in rows.items]


def client_of(place, name):
    return signed_in(place.users[name], language="en")


def page(place, by="staff", status=200, **query):
    answer = client_of(place, by).get(reverse("sharing:find"), query)
    assert answer.status_code == status
    return answer.content.decode()


def assert_nothing_personal(shown):
    for word in (SECRET, "王小明", "幸福路", "13912345678", "12345678"):
        assert word not in shown


def test_without_a_right_a_department_finds_what_lies_with_it(place):
    others = demand(place)
    assert found(place) == []
    assert not queries.customers_found(place.actor("staff"), "王").items
    own = place.dispatch(demand(place))
    assert found(place) == [own.number]
    assert [each.customer_no for each in queries.customers_found(place.actor("staff"), "王").items]
    with pytest.raises(NotFound):
        queries.demand(place.actor("staff"), others.number)


def test_a_right_opens_the_customers_of_the_centre_masked(place):
    stranger = Department("b-")
    right = give(place, "customers")
    staff = place.actor("staff")
    (customer,) = queries.customers_found(staff, "王").items
    (hit,) = presenters.customer_hits([customer], staff, AT_WORK)
    assert hit.card.name == "王**"
    assert "5678" in hit.card.phone.text
    assert "13912345678" not in hit.card.phone.text
    assert not queries.customers_found(staff, "小明").items or hit.card.may_reveal
    assert not queries.customers_found(place.actor("area1"), "王").items
    assert not queries.customers_found(stranger.actor("staff"), "王小明").items
    actions.end_right(actor=place.actor("supervisor"), right_id=right.pk, now=AT_WORK)
    assert not queries.customers_found(staff, "王").items


def test_what_a_customer_has_ordered_is_shown_with_the_right_alone(place):
    order = demand(place, request_type="goods_order")
    order.details = {"articles": [{"name": "机顶盒", "quantity": "1", "price": ""}]}
    order.save()
    supervisor, staff = place.actor("supervisor"), place.actor("staff")
    (bought,) = queries.purchases_of(supervisor, [place.customer])[place.customer.pk]
    assert bought.what == "机顶盒"
    assert queries.purchases_of(staff, [place.customer]) == {}
    give(place, "customers")
    assert queries.purchases_of(staff, [place.customer])
    shown = client_of(place, "staff").get(reverse("customers:detail", args=["111"]))
    assert "机顶盒" in shown.content.decode()
    assert order.number not in shown.content.decode()


def test_demands_are_found_by_customer_period_and_category(place):
    give(place, "demands")
    give(place, "customers")
    asked = {each: demand(place, request_type=each).number for each in TYPES[:3]}
    old = demand(place, now=AT_WORK - timedelta(days=60)).number
    demand(place, request_type="goods_order")
    assert set(found(place)) == set(asked.values())
    assert found(place, demand="complaint") == [asked["service_complaint"]]
    assert found(place, demand="suggestion", customer_no="111") == [asked["suggestion"]]
    first = (AT_WORK - timedelta(days=61)).date()
    assert found(place, first_day=first, last_day=first + timedelta(days=2)) == [old]
    for wrong in (
        {"demand": "nothing"},
        {"customer_no": "999"},
        {"first_day": AT_WORK.date(), "last_day": first},
    ):
        with pytest.raises(InvalidInput):
            found(place, **wrong)


def test_of_the_demands_of_others_nothing_personal_is_shown_or_can_be_tried_out(place):
    give(place, "demands")
    order = demand(place)
    assert found(place) == [order.number]
    for probe in (SECRET[:4], "王小明", "5678", "111", order.number):
        assert found(place, q=probe) == [], probe
    with pytest.raises(InvalidInput):
        found(place, customer_no="111")
    shown = page(place, kind="demands")
    assert order.number in shown
    assert_nothing_personal(shown)
    one = client_of(place, "staff").get(reverse("sharing:demand", args=[order.number]))
    assert_nothing_personal(one.content.decode())
    assert client_of(place, "staff").get(f"/work-orders/{order.number}/").status_code == 404
    api = client_of(place, "staff")
    for path in ("demands", f"demands/{order.number}"):
        assert_nothing_personal(api.get(f"/api/v1/sharing/{path}").content.decode())
    for stranger in ("area1", "area2", "head"):
        assert found(place, by=stranger) == []
        answer = client_of(place, stranger).get(reverse("sharing:demand", args=[order.number]))
        assert answer.status_code == 404


def test_the_centre_finds_its_demands_by_words(place):
    order = demand(place)
    assert found(place, by="intake", q="幸福路") == [order.number]
    answer = client_of(place, "intake").get(reverse("sharing:demand", args=[order.number]))
    assert answer.status_code == 303


def test_a_department_follows_items_that_have_left_it(place):
    order = place.dispatch(demand(place))
    act(place, order, "accept", by="staff")
    comments.add_comment(
        actor=place.actor("staff"),
        number=order.number,
        draft=Draft(text=f"已联系王小明 13912345678, {SECRET}"),
        now=AT_WORK,
    )
    inputs = {
        "handler": place.clerk.code,
        "resolution_notes": "电话 010-8765 4321 已答复王小明",
        "is_resolved": True,
        "is_petition": False,
        "callback_required": False,
    }
    assert (
        client_of(place, "staff").get(reverse("sharing:item", args=[order.number])).status_code
        == 303
    )
    later = [AT_WORK + timedelta(minutes=each) for each in range(1, 4)]
    act(place, order, "complete", by="staff", inputs=inputs, now=later[0])
    act(place, order, "redispatch", by="controller", now=later[1])
    act(place, order, "dispatch", area=1, now=later[2])
    comments.add_comment(
        actor=place.actor("supervisor"),
        number=order.number,
        draft=Draft(text="后来写的话"),
        now=AT_WORK + timedelta(days=1),
    )
    url = reverse("sharing:item", args=[order.number])
    rows = queries.items(place.actor("staff")).items
    assert [each.order.number for each in rows] == [order.number]
    answer = client_of(place, "staff").get(url)
    shown = answer.content.decode()
    assert "已答复" in shown
    assert "已联系" in shown
    assert "工区2" in shown
    assert "后来写的话" not in shown
    assert_nothing_personal(shown)
    assert "8765" not in shown
    assert order.number in page(place, kind="handling", q=order.number)
    api = client_of(place, "staff").get(f"/api/v1/sharing/handling/{order.number}")
    assert_nothing_personal(api.content.decode())
    assert (
        client_of(place, "area1").get(reverse("sharing:item", args=[order.number])).status_code
        == 404
    )
    assert queries.items(place.actor("area1")).items == []


def test_a_change_is_seen_at_the_next_query(place):
    order = place.dispatch(demand(place))
    assert "not accepted yet" in page(place, kind="handling")
    act(place, order, "accept", by="staff")
    assert "accepted" in page(place, kind="handling")
    assert "not accepted yet" not in page(place, kind="handling")


def test_all_kinds_in_one_place(place):
    products.add_product(
        actor=place.actor("staff"),
        wanted=WantedProduct(
            department_id=place.unit.pk,
            kind="launch",
            name="王牌套餐",
            summary="新",
            functions="全部",
            effective_on=AT_WORK.date(),
        ),
        now=AT_WORK,
    )
    order = demand(place)
    shown = page(place, by="intake", q="王")
    assert "王牌套餐" in shown
    assert "王**" in shown
    assert order.number in page(place, by="intake", q="幸福路")
    assert "王牌套餐" in page(place, kind="products", q="王")
    assert "Write a subscriber number" in page(place, kind="customers")
    page(place, kind="demands", first_day="x", status=422)
    assert "kind=customers" not in page(place, by="dept_head")


def test_who_was_shown_which_customer_is_logged(place):
    give(place, "customers")
    page(place, kind="customers", q="王")
    page(place, by="intake", kind="customers", q="没有这个人")
    (event,) = Event.objects.filter(kind="sharing.looked_up")
    assert event.actor_name == "staff"
    assert event.data == {"customers": ["111"]}
    with translation.override("en"):
        assert "1 customer" in sentence_for(event)
    assert actions.note_look_up(actor=place.actor("staff"), customer_nos=[], now=AT_WORK) == 0


def test_rights_are_given_by_supervisors_of_the_centre(place):
    for name in ("staff", "dept_head", "intake", "auditor"):
        with pytest.raises(Forbidden):
            give(place, "customers", by=name)
    with pytest.raises(InvalidInput) as refused:
        actions.give_right(
            actor=place.actor("supervisor"),
            department_id=0,
            kind="products",
            reason="",
            now=AT_WORK,
        )
    assert set(refused.value.fields) == {"department", "kind", "reason"}
    right = give(place, "customers")
    with pytest.raises(Conflict), transaction.atomic():
        give(place, "customers")
    other = Department("b-")
    with pytest.raises(NotFound):
        actions.end_right(actor=other.actor("supervisor"), right_id=right.pk, now=AT_WORK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Right.objects.update(reason="")
    for _twice in range(2):
        actions.end_right(actor=place.actor("supervisor"), right_id=right.pk, now=AT_WORK)
    with translation.override("en"):
        told = [
            sentence_for(each) for each in Event.objects.filter(kind__startswith="sharing.right")
        ]
    assert len(told) == 2


def test_the_page_of_rights(place):
    url = reverse("sharing:rights")
    client = client_of(place, "supervisor")
    sent = {"department": place.unit.pk, "kind": "demands", "reason": "统计需求"}
    assert client.post(url, sent | {"reason": ""}).status_code == 422
    assert client.post(url, sent).status_code == 303
    assert "统计需求" in client.get(url).content.decode()
    end = reverse("sharing:end_right", args=[Right.objects.get().pk])
    assert end not in client_of(place, "auditor").get(url).content.decode()
    assert client.post(end).status_code == 303
    assert Right.objects.get().ended_at


def test_the_api(place):
    def call(method, path, body=None, by="supervisor"):
        raw = "" if body is None else json.dumps(body)
        return client_of(place, by).generic(
            method, f"/api/v1/sharing/{path}", raw, content_type="application/json"
        )

    body = {"department": place.unit.pk, "kind": "customers", "reason": "核对"}
    made = call("POST", "rights", body)
    assert made.status_code == 201
    assert call("POST", "rights", body).status_code == 409
    assert len(call("GET", "rights").json()) == 1
    (hit,) = call("GET", "customers?q=王", by="staff").json()["items"]
    assert (hit["name"], hit["is_revealed"]) == ("王**", False)
    order = place.dispatch(demand(place))
    (one,) = call("GET", "demands?demand=complaint", by="staff").json()["items"]
    assert one["is_whole"]
    assert call("GET", "demands?first_day=2026-11-01&customer_no=111", by="staff").json()["items"]
    (leg,) = call("GET", "handling", by="staff").json()["items"]
    assert leg["number"] == order.number
    assert call("GET", f"handling/{order.number}", by="staff").json()["progress"]
    assert call("POST", f"rights/{made.json()['id']}/end").json()["ended_at"]


def test_pages_cost_the_same_for_many(place, django_assert_max_num_queries):
    give(place, "demands")
    for _each in range(4):
        demand(place)
        place.dispatch(demand(place))
    staff = place.actor("staff")
    with django_assert_max_num_queries(9):
        hits = presenters.demand_hits(
            queries.demands(staff, DemandFilter(), now=AT_WORK).items, staff
        )
        assert len(hits) == 8
    with django_assert_max_num_queries(9):
        assert len(presenters.item_hits(queries.items(staff).items, staff)) == 4

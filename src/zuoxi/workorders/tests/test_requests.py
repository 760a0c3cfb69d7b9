"""What request types ask for: goods orders, payments, changes, returns and refunds (W-022)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.org.models import Assignment
from zuoxi.workorders import actions, queries
from zuoxi.workorders.models import OrderLink, RequestField
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.reference import FIELDS
from zuoxi.workorders.tests.factories import NOW, Place, act, create, order_in

pytestmark = pytest.mark.django_db

GOODS = {
    "articles": [{"name": "智能机顶盒", "quantity": "2", "price": "199"}],
    "amount": "398",
    "payment_note": "微信支付",
    "delivery_promise": "2026-11-25",
}


@pytest.fixture
def place():
    actions.load_reference_codes(actor=SYSTEM, now=NOW)
    actions.load_reference_fields(actor=SYSTEM, now=NOW)
    return Place()


@pytest.fixture
def sit(place):
    def client_of(name):
        return signed_in(place.users[name])

    return client_of


def bought(place, **changes):
    return create(place, request_type="goods_order", details=GOODS | changes)


def refused(place, **changes):
    with pytest.raises(InvalidInput) as fault:
        create(place, **changes)
    return set(fault.value.fields)


class TestDetails:
    def test_are_kept_as_the_type_says(self, place):
        order = bought(place)

        assert order.details == {
            "articles": [{"name": "智能机顶盒", "quantity": "2", "price": "199.00"}],
            "amount": "398.00",
            "payment_note": "微信支付",
            "delivery_promise": "2026-11-25",
        }

    def test_the_required_ones_are_named_all_at_once(self, place):
        faults = refused(place, request_type="goods_order", details={}, description="")

        assert faults == {"description", "details.articles", "details.amount"}

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("amount", "viel"),
            ("amount", "-1"),
            ("amount", "1.005"),
            ("amount", "NaN"),
            ("amount", "1e999"),
            ("amount", True),
            ("delivery_promise", "2026-02-30"),
            ("payment_note", "x" * 201),
            ("payment_note", "a\x00b"),
            ("articles", "机顶盒"),
            ("articles", [{"name": "", "quantity": "1"}]),
            ("articles", [{"name": "盒", "quantity": "0"}]),
            ("articles", [{"name": "盒", "colour": "红"}]),
            ("articles", [{"name": "盒"}] * 51),
            ("unknown", "x"),
        ],
    )
    def test_a_wrong_value_is_refused_at_its_field(self, place, name, value):
        details = GOODS | {name: value}

        assert refused(place, request_type="goods_order", details=details) == {f"details.{name}"}

    def test_a_value_of_a_choice_must_be_in_its_list(self, place):
        first = bought(place)
        paid = {"amount": "398", "payment_method": "贝壳"}
        more = {"request_type": "order_payment", "follows": first.number}

        assert refused(place, details=paid, **more) == {"details.payment_method"}
        assert create(place, details=paid | {"payment_method": "现金"}, **more).pk

    def test_what_is_marked_searchable_is_found(self, place):
        order = bought(place)
        found = queries.page(place.actor("intake"), OrderFilter(q="机顶盒")).items

        assert found == [order]
        assert not queries.page(place.actor("intake"), OrderFilter(q="微信支付")).items

    def test_an_empty_optional_value_is_left_out(self, place):
        assert "payment_note" not in bought(place, payment_note="  ").details


class TestFollowing:
    @pytest.mark.parametrize(
        ("kind", "details"),
        [
            ("order_change", {"wanted_change": "改为黑色"}),
            ("order_cancellation", {"cancellation_reason": "不需要了"}),
            (
                "goods_return",
                {"articles": [{"name": "智能机顶盒"}], "return_cause": "型号不符"},
            ),
            ("refund", {"amount": "398", "refund_reason": "已退货"}),
        ],
    )
    def test_a_linked_form_reaches_the_archive(self, place, kind, details):
        first = bought(place)
        later = create(place, request_type=kind, details=details, follows=first.number)
        for name in ("dispatch", "accept", "complete", "archive"):
            later = act(place, later, name)

        assert later.status == "archived"
        (linked,) = queries.linked_orders(place.actor("intake"), first)
        assert (linked.order, linked.kind, linked.is_earlier) == (later, "follows", False)

    def test_an_earlier_order_is_asked_for_where_the_type_says_so(self, place):
        assert refused(place, request_type="refund", details={"amount": "1"}) >= {"follows"}

    def test_anothers_order_is_not_followed(self, place):
        other = Place("b", company=place.company)
        theirs = create(other)

        assert refused(place, follows=theirs.number) == {"follows"}
        assert not OrderLink.objects.exists()

    def test_the_customer_page_tells_where_each_form_stands(self, place, sit):
        first = bought(place)
        create(place, request_type="order_tracking", follows=first.number)
        page = sit("intake").get(reverse("customers:detail", args=["111"])).content.decode()

        assert first.number in page
        assert "商品订购" in page


class TestLinks:
    def test_are_made_and_taken_back_without_moving_anything(self, place):
        one, two = create(place), create(place)
        actor = place.actor("dispatcher")
        actions.link_orders(actor=actor, number=two.number, other=one.number, now=NOW)
        assert [each.order for each in queries.linked_orders(actor, one)] == [two]

        actions.unlink_orders(actor=actor, number=one.number, other=two.number, now=NOW)
        assert queries.linked_orders(actor, one) == queries.linked_orders(actor, two) == []
        actions.link_orders(actor=actor, number=one.number, other=two.number, now=NOW)
        assert OrderLink.objects.count() == 2

    def test_the_same_twice_is_a_conflict_and_itself_is_refused(self, place):
        one, two = create(place), create(place)
        actor = place.actor("dispatcher")
        actions.link_orders(actor=actor, number=two.number, other=one.number, now=NOW)

        with pytest.raises(Conflict):
            actions.link_orders(actor=actor, number=one.number, other=two.number, now=NOW)
        with pytest.raises(InvalidInput):
            actions.link_orders(actor=actor, number=one.number, other=one.number, now=NOW)

    def test_unseen_orders_are_not_linked_and_not_shown(self, place):
        mine = act(place, create(place), "dispatch")
        other = create(place)
        actions.link_orders(
            actor=place.actor("dispatcher"), number=mine.number, other=other.number, now=NOW
        )

        assert queries.linked_orders(place.actor("area1"), mine) == []
        seen = signed_in(place.users["area1"]).get(f"/work-orders/{mine.number}/")
        assert seen.status_code == 200
        assert other.number not in seen.content.decode()
        with pytest.raises(Forbidden):
            actions.link_orders(
                actor=place.actor("auditor"), number=mine.number, other=other.number, now=NOW
            )
        with pytest.raises(NotFound):
            actions.unlink_orders(
                actor=place.actor("dispatcher"), number=mine.number, other=mine.number, now=NOW
            )

    def test_need_the_right_at_both_orders(self, place):
        other = Place("b-")
        mine, theirs = create(place), create(other)
        held = ((Role.DISPATCHER, place.centre), (Role.AUDITOR, other.centre))
        place.users["both"] = person = place.user("both", *held)
        pair = {"number": mine.number, "other": theirs.number}
        with pytest.raises(Forbidden):
            actions.link_orders(actor=place.actor("both"), **pair, now=NOW)

        right = Assignment.objects.create(user=person, role=Role.DISPATCHER, unit=other.centre)
        actions.link_orders(actor=place.actor("both"), **pair, now=NOW)
        right.delete()
        with pytest.raises(Forbidden):
            actions.unlink_orders(actor=place.actor("both"), **pair, now=NOW)
        page = signed_in(person).get(reverse("workorders:order", args=[mine.number]))
        assert theirs.number in page.content.decode()
        unlink = reverse("workorders:unlink", args=[mine.number, theirs.number])
        assert unlink not in page.content.decode()

    def test_from_the_page_of_an_order(self, place, sit):
        one, two = create(place), create(place)
        client = sit("dispatcher")
        url = reverse("workorders:links", args=[two.number])

        assert client.post(url, {"other": "20200101-00001"}).status_code == 422
        client.post(url, {"other": one.number})
        page = client.get(reverse("workorders:order", args=[two.number])).content.decode()
        assert f"/work-orders/{one.number}" in page
        client.post(reverse("workorders:unlink", args=[two.number, one.number]))
        assert not OrderLink.objects.filter(ended_at=None).exists()


class TestSuperior:
    def test_names_the_time_by_which_it_wants_an_answer(self, place):
        assert refused(place, source="superior") == {"feedback_due_at"}
        assert refused(place, feedback_due_at=NOW) == {"feedback_due_at"}
        assert refused(place, source="pigeon") == {"source"}
        past = {"source": "superior", "feedback_due_at": NOW - timedelta(minutes=1)}
        assert refused(place, **past) == {"feedback_due_at"}
        assert create(place, source="superior", feedback_due_at=NOW).feedback_due_at == NOW

    def test_are_found_by_their_source_and_show_the_time(self, place, sit):
        order = create(place, source="superior", feedback_due_at=NOW + timedelta(days=2))
        other = create(place)
        page = sit("supervisor").get("/inquiry/?source=superior").content.decode()

        assert order.number in page
        assert other.number not in page
        assert "上级交办，反馈时限" in page
        assert "11-22</span>" in page
        page = sit("supervisor").get(f"/work-orders/{order.number}/").content.decode()
        assert "上级交办 11-22 前反馈" in page


class TestIntakePage:
    URL = "/intake/service-requests/"

    def test_asks_for_what_the_chosen_type_needs(self, sit):
        page = sit("intake").post(self.URL, {"step": "fields", "request_type": "goods_order"})

        assert 'name="details.articles.0.name"' in page.content.decode()
        assert 'name="details.amount"' in page.content.decode()

    def test_keeps_and_creates_what_was_typed(self, place, sit):
        typed = {
            "step": "create",
            "key": "k",
            "customer_no": "111",
            "device_type": "digital",
            "request_type": "goods_order",
            "description": "订购",
            "details.articles.0.name": "遥控器",
            "details.articles.0.quantity": "3",
            "details.amount": "",
        }
        client = sit("intake")
        page = client.post(self.URL, typed)
        assert page.status_code == 422
        assert 'value="遥控器"' in page.content.decode()

        client.post(self.URL, typed | {"details.amount": "60"})
        (order,) = queries.page(place.actor("intake"), OrderFilter()).items
        assert order.details["articles"] == [{"name": "遥控器", "quantity": "3", "price": ""}]
        shown = client.get(reverse("workorders:order", args=[order.number])).content.decode()
        assert "遥控器 × 3" in shown
        assert "60.00" in shown


class TestMaintenance:
    def new(self, place, **changes):
        values = {
            "request_type": "consultation",
            "code": "topic",
            "kind": "choice",
            "labels": {"zh_hans": "咨询主题"},
            "choices": [{"value": each} for each in ("电价", "电费", "电价")],
            "is_required": True,
            "is_searchable": False,
            "position": 1,
            "is_active": True,
            "source": "test",
            "is_new": True,
            "now": NOW,
        }
        return actions.save_request_field(actor=place.actor("supervisor"), **values | changes)

    def test_a_new_field_is_asked_for_at_once(self, place):
        assert self.new(place).choices == ["电价", "电费"]
        assert refused(place, request_type="consultation") == {"details.topic"}

    def test_a_retired_field_still_names_older_values(self, place, sit):
        self.new(place)
        order = create(place, request_type="consultation", details={"topic": "电费"})
        self.new(place, is_new=False, is_active=False)

        assert create(place, request_type="consultation").details == {}
        page = sit("intake").get(reverse("workorders:order", args=[order.number]))
        assert "咨询主题" in page.content.decode()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"code": "Topic"}, "code"),
            ({"kind": "colour"}, "kind"),
            ({"choices": []}, "choices"),
            ({"kind": "text"}, "choices"),
            ({"choices": [{"value": "", "en": "Price"}]}, "choices"),
            ({"choices": [{"value": "电价", "en": "x" * 101}]}, "choices"),
            ({"choices": [{"value": "电价"}, {"value": "电费", "zh_hant": "电价"}]}, "choices"),
            ({"rule": "total"}, "rule"),
            ({"kind": "money", "choices": [], "rule": "double"}, "rule"),
            ({"labels": {}}, "label_zh_hans"),
            ({"source": ""}, "source"),
        ],
    )
    def test_a_wrong_one_is_refused_at_its_field(self, place, changes, field):
        with pytest.raises(InvalidInput) as fault:
            self.new(place, **changes)
        assert field in fault.value.fields

    def test_only_one_earlier_order_is_asked_for(self, place):
        with pytest.raises(InvalidInput) as fault:
            self.new(place, request_type="refund", kind="earlier_order", choices=[])
        assert set(fault.value.fields) == {"kind"}

    def test_shipped_fields_are_loaded_once(self, place):
        assert RequestField.objects.count() == len(FIELDS)
        assert actions.load_reference_fields(actor=SYSTEM, now=NOW) == []

    def test_on_its_pages(self, place, sit):
        client = sit("supervisor")
        assert (
            "商品明细"
            in client.get(reverse("workorders:field_list", args=["goods_order"])).content.decode()
        )
        data = {"code": "colour", "kind": "text", "label_zh_hans": "颜色", "source": "试"}
        url = reverse("workorders:field_new", args=["goods_order"])
        assert client.post(url, data | {"label_zh_hans": ""}).status_code == 422
        assert client.post(url, data | {"is_active": "on"}).status_code == 303
        change = reverse("workorders:field", args=["goods_order", "colour"])
        assert client.get(change).status_code == 200
        order_in(place, "created")

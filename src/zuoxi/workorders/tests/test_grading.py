"""How important and urgent an order is, and of which class its region."""

import json
from datetime import timedelta

import pytest

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.sentences import sentence_for
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.workorders import actions, presenters, queries
from zuoxi.workorders.columns import shown
from zuoxi.workorders.events import OrderRegraded
from zuoxi.workorders.models import CodeItem, WorkOrder
from zuoxi.workorders.presenters import marks
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import NOW, PATHS, Place, create, order_in

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def place():
    return Place()


@pytest.fixture(autouse=True)
def codes(db):
    actions.load_reference_codes(actor=SYSTEM, now=NOW)


def regrade(place, order, *, by="dispatcher", **changes):
    values = {
        "grade": "urgent",
        "region_class": "rural",
        "reason": "小区停电，老人多",
        "expected_version": None,
        "now": LATER,
    }
    return actions.regrade(actor=place.actor(by), number=order.number, **(values | changes))


class TestIntake:
    def test_keeps_what_was_said(self, place):
        order = create(place, grade="critical", region_class="remote")
        order.refresh_from_db()

        assert (order.grade.code, order.region_class.code) == ("critical", "remote")
        assert Event.objects.get(kind="workorders.created").data["grade"] == "critical"

    def test_needs_none(self, place):
        order = create(place)
        order.refresh_from_db()

        assert (order.grade, order.region_class) == (None, None)
        assert "grade" not in Event.objects.get(kind="workorders.created").data

    @pytest.mark.parametrize("name", ["grade", "region_class"])
    @pytest.mark.parametrize("code", ["unknown", "digital", "a\x00"])
    def test_refuses_what_is_not_in_the_list(self, place, name, code):
        with pytest.raises(InvalidInput) as refused:
            create(place, **{name: code})
        assert set(refused.value.fields) == {name}
        assert not WorkOrder.objects.exists()

    def test_is_the_same_form_only_with_the_same_grade(self, place):
        first = create(place, idempotency_key="one", grade="urgent")
        assert create(place, idempotency_key="one", grade="urgent") == first
        with pytest.raises(Conflict):
            create(place, idempotency_key="one", grade="low")

    def test_offers_the_usual_grade_on_the_page(self, place):
        page = signed_in(place.users["intake"]).get("/intake/fault-reports/").content.decode()

        assert '<option value="normal" selected>' in page
        assert '<option value="rural">' in page


class TestRegrading:
    @pytest.mark.parametrize("by", ["intake", "dispatcher", "supervisor"])
    def test_changes_both_and_says_why(self, place, by):
        order = create(place, grade="normal")
        waits_since, version = order.last_action_at, order.version
        regrade(place, order, by=by)

        order.refresh_from_db()
        assert (order.grade.code, order.region_class.code) == ("urgent", "rural")
        assert (order.version, order.last_action_at) == (version + 1, waits_since)
        event = Event.objects.get(kind="workorders.regraded")
        assert event.data["before"]["grade"] == {"code": "normal", "name": "一般"}
        for words in ("一般", "紧急 · 农村", "小区停电"):
            assert words in sentence_for(event)

    def test_takes_a_value_away(self, place):
        order = create(place, grade="urgent", region_class="rural")
        regrade(place, order, grade="", region_class="")

        order.refresh_from_db()
        assert (order.grade, order.region_class) == (None, None)

    @pytest.mark.parametrize("state", sorted(set(PATHS) - {"archived"}))
    def test_is_possible_until_the_archive(self, place, state):
        order = order_in(place, state)
        assert regrade(place, order).grade.code == "urgent"

    def test_is_too_late_in_the_archive(self, place):
        order = order_in(place, "archived")
        with pytest.raises(Conflict):
            regrade(place, order)
        assert not Event.objects.filter(kind="workorders.regraded").exists()

    def test_keeps_a_value_that_is_no_longer_offered(self, place):
        order = create(place, grade="urgent")
        CodeItem.objects.filter(list="grade", code="urgent").update(is_active=False)

        assert regrade(place, order, grade="urgent").grade.code == "urgent"

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"grade": "none such"}, {"grade"}),
            ({"region_class": "urgent"}, {"region_class"}),
            ({"reason": " "}, {"reason"}),
            (
                {"grade": "x", "region_class": "y", "reason": ""},
                {"grade", "region_class", "reason"},
            ),
            ({"grade": "normal", "region_class": ""}, {"grade"}),
        ],
    )
    def test_refuses_every_fault_at_once(self, place, changes, fields):
        order = create(place, grade="normal")
        with pytest.raises(InvalidInput) as refused:
            regrade(place, order, **changes)
        assert set(refused.value.fields) == fields

    def test_refuses_who_saw_an_older_version(self, place):
        order = create(place)
        with pytest.raises(Stale):
            regrade(place, order, expected_version=order.version + 1)

    @pytest.mark.parametrize("by", ["area1", "reviewer", "auditor", "archiver"])
    def test_refuses_others(self, place, by):
        order = order_in(place, "dispatched")
        with pytest.raises(Forbidden):
            regrade(place, order, by=by)

    def test_finds_nothing_in_another_centre(self, place):
        order = create(place)
        with pytest.raises(NotFound):
            regrade(Place(prefix="other-"), order)

    def test_is_told_to_open_pages(self, place):
        order = create(place)
        regrade(place, order)
        fact = OrderRegraded(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            lists=frozenset({"dispatch"}),
            customer_id=order.customer_id,
        )
        assert f"order:{order.number}" in signal_of(fact).topics


class TestShowing:
    def test_a_list_marks_what_stands_out(self, place):
        urgent, usual, none = (create(place, grade=each) for each in ("urgent", "normal", ""))

        assert "紧急" in str(marks.status_in_row(urgent))
        assert "一般" not in str(marks.status_in_row(usual))
        assert str(marks.grade(usual)) == "一般"
        assert str(marks.grade(none)) == ""

    def test_the_column_needs_no_statement_for_each_row(self, place, django_assert_max_num_queries):
        for grade in ("urgent", "normal", "low"):
            create(place, grade=grade, region_class="urban")
        columns = shown(["number", "grade", "region_class"])
        actor = place.actor("dispatcher")
        with django_assert_max_num_queries(4):
            found = queries.page(actor, OrderFilter(), relations=("grade", "region_class"))
            labels = [(row.grade.label, row.region_class.label) for row in found.items]
        assert len(labels) == 3
        assert [each.name for each in columns] == ["number", "grade", "region_class"]

    def test_the_order_says_it_on_its_page(self, place):
        order = create(place, grade="critical", region_class="rural")
        found = queries.detail(place.actor("dispatcher"), order.number)
        rows = dict(presenters.all_blocks(found)[0].rows)

        assert "特急" in rows.values()
        assert "农村" in rows.values()


class TestSurfaces:
    def test_the_page_corrects_and_goes_back(self, place):
        order = create(place, grade="normal")
        client = signed_in(place.users["dispatcher"])
        address = f"/work-orders/{order.number}/grade/"
        assert "一般" in client.get(address).content.decode()
        answer = client.post(
            address,
            {"grade": "urgent", "region_class": "", "reason": "催得急", "version": order.version},
        )

        assert answer.headers["Location"] == f"/work-orders/{order.number}/"
        order.refresh_from_db()
        assert order.grade.code == "urgent"

    def test_the_page_keeps_what_was_typed(self, place):
        order = create(place, grade="normal")
        client = signed_in(place.users["dispatcher"])
        answer = client.post(
            f"/work-orders/{order.number}/grade/",
            {"grade": "urgent", "region_class": "rural", "reason": "", "version": order.version},
        )

        assert answer.status_code == 422
        page = answer.content.decode()
        assert '<option value="urgent" selected>' in page
        assert '<option value="rural" selected>' in page

    def test_the_order_page_offers_it_to_who_may(self, place):
        order = order_in(place, "dispatched")
        address = f"/work-orders/{order.number}/"
        link = f'href="{address}grade/"'

        assert link in signed_in(place.users["dispatcher"]).get(address).content.decode()
        assert link not in signed_in(place.users["area1"]).get(address).content.decode()

    def test_the_api_takes_shows_and_corrects_it(self, place):
        client = signed_in(place.users["all"])
        made = client.post(
            "/api/v1/work-orders",
            json.dumps(
                {
                    "form_type": "fault_report",
                    "customer_no": place.customer.customer_no,
                    "device_type": "digital",
                    "request_type": "test",
                    "appointment_at": "2026-12-01T09:00:00+08:00",
                    "description": "停电",
                    "grade": "critical",
                }
            ),
            content_type="application/json",
            headers={"Idempotency-Key": "a-key"},
        ).json()
        assert made["grade"] == {"code": "critical", "label": "特急"}
        assert made["region_class"] is None
        listed = client.get("/api/v1/work-orders").json()["items"]
        assert listed[0]["grade"]["code"] == "critical"
        answer = client.post(
            f"/api/v1/work-orders/{made['number']}/regrade",
            json.dumps({"grade": "low", "region_class": "urban", "reason": "已临时恢复供电"}),
            content_type="application/json",
            headers={"If-Match": f'"{made["version"]}"'},
        )
        assert answer.status_code == 200
        assert answer.json()["grade"]["code"] == "low"
        assert answer.json()["region_class"]["label"] == "城区"

"""Two orders about one matter: merged without moving a row, and separated again."""

import json
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.boards import queries as boards
from zuoxi.boards.choices import By, Figure
from zuoxi.callbacks.models import Callback
from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.errors import Conflict, DomainError, Forbidden, InvalidInput, Stale
from zuoxi.kernel.events import signal_of
from zuoxi.notices.models import Notice
from zuoxi.workorders import actions, queries
from zuoxi.workorders.events import OrderMerged
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import NOW, Place, act, create, inputs_for, order_in

pytestmark = pytest.mark.django_db

# What a merge may change and an un-merge has to put back.
KEPT = {"version", "last_action_at"}


@pytest.fixture
def place():
    return Place()


def merge(place, order, main, *, by="dispatcher", **inputs):
    return act(place, order, "merge", by=by, inputs={"into": main.number} | inputs)


def row_of(order):
    row = WorkOrder.objects.filter(pk=order.pk).values().get()
    return {name: value for name, value in row.items() if name not in KEPT}


def another_customer(place):
    return Customer.objects.create(
        customer_no="222", centre=place.centre, name="李小红", created_at=NOW
    )


class TestMerging:
    @pytest.mark.parametrize("state", ["created", "returned", "redispatch_pending", "adjudication"])
    def test_there_and_back_is_exactly_where_it_was(self, place, state):
        main = order_in(place, "in_progress")
        order = order_in(place, state)
        before, legs = row_of(order), list(order.legs.values())
        supervisor = place.actor("supervisor")

        merged = merge(place, order, main, by="supervisor", callback_required=True)

        assert (merged.state.name, merged.merged_into) == ("merged", main)
        assert merged.status == order.status
        assert queries.page(supervisor, OrderFilter(list_name="merged")).items == [order]
        listed = queries.page(supervisor, OrderFilter(list_name=order.state.list_name)).items
        assert order not in listed
        assert list(order.legs.values()) == legs

        back = act(place, merged, "unmerge", by="supervisor", inputs={})

        assert back.state.name == state
        assert row_of(order) == before
        kinds = [(each.from_state, each.to_state) for each in place.history(order)[-2:]]
        assert kinds == [(state, "merged"), ("merged", state)]

    @pytest.mark.parametrize(
        "state", ["dispatched", "in_progress", "completed", "under_review", "archived"]
    )
    def test_what_somebody_works_on_is_not_merged(self, place, state):
        main = order_in(place, "created")
        with pytest.raises(Conflict):
            merge(place, order_in(place, state), main)

    def test_an_order_born_before_cannot_be_merged(self, place):
        order = create(place)
        WorkOrder.objects.filter(pk=order.pk).update(lifecycle_version=2)
        with pytest.raises(Conflict):
            merge(place, order, create(place))

    @pytest.mark.parametrize("by", ["intake", "controller", "archiver", "auditor"])
    def test_only_dispatcher_and_supervisor_may(self, place, by):
        with pytest.raises(Forbidden):
            merge(place, create(place), create(place), by=by)

    def test_from_adjudication_only_the_supervisor(self, place):
        order = order_in(place, "adjudication")
        main = create(place)
        with pytest.raises(Forbidden):
            merge(place, order, main)
        merged = merge(place, order, main, by="supervisor")
        with pytest.raises(Forbidden):
            act(place, merged, "unmerge", by="dispatcher", inputs={})

    def test_a_stale_page_merges_nothing(self, place):
        order, main = create(place), create(place)
        inputs = {"into": main.number}
        with pytest.raises(Stale):
            act(place, order, "merge", inputs=inputs, expected_version=order.version - 1)


class TestIntoWhat:
    def fault(self, place, order, number, field="into", **inputs):
        with translation.override("en"), pytest.raises(InvalidInput) as refused:
            act(place, order, "merge", inputs={"into": number} | inputs)
        return str(refused.value.fields[field][0])

    def test_nothing_unknown_unseen_or_the_same(self, place):
        order = create(place)
        other = Place("other-", company=place.company)
        theirs = create(other)
        assert "see no work order" in self.fault(place, order, "20200101-00001")
        assert "see no work order" in self.fault(place, order, theirs.number)
        assert "same work order" in self.fault(place, order, order.number)
        assert self.fault(place, order, "")
        assert self.fault(place, order, "a\x00b")

    def test_not_across_centres_for_somebody_who_sees_both(self, place):
        other = Place("other-", company=place.company)
        place.users["dispatcher"] = place.user("boss", ("dispatcher", place.company))
        assert "another service centre" in self.fault(place, create(place), create(other).number)

    def test_nothing_archived(self, place):
        main = order_in(place, "archived")
        assert "archived" in self.fault(place, create(place), main.number)

    def test_one_level_only(self, place):
        main, middle, last = create(place), create(place), create(place)
        merge(place, middle, main)
        assert "merged itself" in self.fault(place, last, middle.number)
        with pytest.raises(Conflict) as refused:
            merge(place, main, last)
        assert refused.value.code == "has_merged"

    def test_another_customers_order_needs_a_reason(self, place):
        main = create(place, customer_no=another_customer(place).customer_no)
        order = create(place)
        assert self.fault(place, order, main.number, "reason", reason=" ")
        merged = merge(place, order, main, reason="同一台区停电")
        assert merged.merged_into == main
        assert queries.last_event(order.pk).data["reason"] == "同一台区停电"

    def test_the_database_holds_what_it_can(self, place):
        order, out = create(place), order_in(place, "dispatched")
        for pk, into in ((order.pk, order.pk), (out.pk, order.pk)):
            with pytest.raises(IntegrityError), transaction.atomic():
                WorkOrder.objects.filter(pk=pk).update(merged_into=into)


class TestTheEnd:
    def test_it_is_archived_with_its_main_order_by_the_same_person(self, place):
        main = order_in(place, "completed")
        twice = [merge(place, create(place), main), merge(place, order_in(place, "returned"), main)]

        act(place, main, "archive")

        for order in twice:
            order.refresh_from_db()
            assert (order.state.name, order.archived_by) == ("archived", place.users["archiver"])
            event = queries.last_event(order.pk)
            assert (event.kind, event.from_state) == ("workorders.archived", "merged")
            assert event.data == {"into": main.number}
            with pytest.raises(Conflict):
                act(place, order, "unmerge", by="supervisor", inputs={})

    def test_not_before(self, place):
        order = merge(place, create(place), create(place))
        with pytest.raises(Conflict) as refused:
            act(place, order, "archive")
        assert refused.value.code == "merged"

    def test_what_was_separated_is_not_archived(self, place):
        main = order_in(place, "completed")
        order = act(place, merge(place, create(place), main), "unmerge", by="dispatcher", inputs={})
        act(place, main, "archive")
        order.refresh_from_db()
        assert order.state.name == "created"


class TestCallbacks:
    def wanting(self, place, main):
        return merge(place, create(place), main, callback_required=True)

    def test_who_wanted_one_gets_one_with_the_main_result(self, place):
        main = order_in(place, "in_progress")
        order = self.wanting(place, main)
        merge(place, create(place), main)

        act(place, main, "complete")

        callback = Callback.objects.get()
        assert (callback.order, callback.leg) == (order, main.legs.get())

    def test_both_may_want_one(self, place):
        main = order_in(place, "in_progress")
        order = self.wanting(place, main)
        inputs = inputs_for(place, "complete") | {"callback_required": True}
        act(place, main, "complete", inputs=inputs)
        assert {each.order for each in Callback.objects.all()} == {main, order}

    def test_at_once_when_the_result_is_there(self, place):
        order = self.wanting(place, order_in(place, "completed"))
        assert Callback.objects.get().order == order

    def test_withdrawn_when_separated_and_when_it_goes_out_again(self, place):
        main = order_in(place, "completed")
        order = self.wanting(place, main)
        act(place, order, "unmerge", by="dispatcher", inputs={})
        assert Callback.objects.get().status == "withdrawn"

        merge(place, order, main, callback_required=True)
        act(place, main, "redispatch", by="controller")
        assert [each.status for each in Callback.objects.all()] == ["withdrawn", "withdrawn"]

    def test_a_wish_that_was_withdrawn_with_its_round_opens_none_when_merged(self, place):
        order = order_in(place, "in_progress")
        inputs = inputs_for(place, "complete") | {"callback_required": True}
        act(place, order, "complete", inputs=inputs)
        act(place, order, "redispatch", by="controller")
        merge(place, order, order_in(place, "completed"))
        assert [each.status for each in Callback.objects.all()] == ["withdrawn"]


class TestWhoHears:
    def test_the_staff_of_the_main_order(self, place):
        main = order_in(place, "dispatched")
        order = merge(place, create(place), main)
        told = Notice.objects.select_related("receiver")
        assert {each.receiver.username for each in told} == {"area1", "all"}
        assert told[0].subject_id == main.pk
        assert told[0].data == {"number": main.number, "other": order.number}

    def test_an_urge_reaches_those_who_have_the_main_order(self, place):
        main = order_in(place, "dispatched")
        order = merge(place, create(place), main)
        Notice.objects.all().delete()
        actions.urge_order(actor=place.actor("intake"), number=order.number, remark="", now=NOW)
        told = Notice.objects.select_related("receiver")
        assert {each.receiver.username for each in told} == {"area1", "all"}
        assert {each.subject_id for each in told} == {main.pk}

    def test_open_pages_of_both(self, place):
        main = order_in(place, "dispatched")
        fact = OrderMerged(
            subject_id=1,
            centre_id=place.centre.pk,
            number="b",
            lists=frozenset({"dispatch", "merged"}),
            area_ids=frozenset({main.work_area_id}),
            customer_id=1,
            data={"into": main.number},
        )
        signal = signal_of(fact)
        assert {"order:b", f"order:{main.number}", "list:merged"} <= signal.topics
        assert f"area:{place.areas[1].pk}" not in signal.audience


class TestSurfaces:
    def test_the_work_area_reads_what_is_merged_on_the_main_order(self, place):
        main = order_in(place, "dispatched")
        theirs = another_customer(place)
        order = create(place, customer_no=theirs.customer_no, description="楼下也停电了")
        merge(place, order, main, reason="同一台区", callback_required=True)

        browser = signed_in(place.users["area1"], language="zh-CN")
        for address in (f"/work-orders/{main.number}/", f"/work-orders/{main.number}/dialog/"):
            page = browser.get(address).content.decode()
            assert "楼下也停电了" in page
            assert order.number in page
            assert f'href="/work-orders/{order.number}/"' not in page
            assert "unmerge" not in page
        assert browser.get(f"/work-orders/{order.number}/").status_code == 404
        assert customers.find_by_number(place.actor("area1"), "222") == theirs

        beside = signed_in(place.users["area2"], language="zh-CN")
        assert beside.get(f"/work-orders/{main.number}/").status_code == 404
        assert order.number not in beside.get("/inquiry/?q=楼下也停电了").content.decode()
        assert beside.get("/customers/222/").status_code == 404

    def test_compare_merge_and_separate(self, place):
        main = order_in(place, "dispatched")
        order = create(place, description="第二次来电")
        browser = signed_in(place.users["dispatcher"], language="zh-CN")
        address = f"/work-orders/{order.number}/merge/"

        assert address in browser.get(f"/work-orders/{order.number}/").content.decode()
        assert f"?into={main.number}" in browser.get(address).content.decode()
        compared = browser.get(address, {"into": main.number}).content.decode()
        assert compared.count("data-side") == 2
        wrong = browser.post(address, {"into": "nothing", "version": order.version})
        assert wrong.status_code == 422
        assert "nothing" in wrong.content.decode()
        done = browser.post(address, {"into": main.number, "version": order.version})
        assert done.headers["Location"] == f"/work-orders/{main.number}/"

        page = browser.get(f"/work-orders/{order.number}/").content.decode()
        assert main.number in page
        assert "data-main" in page
        assert order.number in browser.get("/work-orders/lists/merged/").content.decode()
        assert order.number in browser.get("/inquiry/?q=第二次来电").content.decode()
        assert order.number not in browser.get("/work-orders/lists/dispatch/").content.decode()
        order.refresh_from_db()
        browser.post(f"/work-orders/{order.number}/unmerge/", {"version": order.version})
        order.refresh_from_db()
        assert order.state.name == "created"

    def test_others_are_not_offered_it(self, place):
        order = create(place)
        browser = signed_in(place.users["intake"])
        assert "/merge/" not in browser.get(f"/work-orders/{order.number}/").content.decode()
        assert browser.get(f"/work-orders/{order.number}/merge/").status_code == 403

    def test_the_board_counts_the_matter_once(self, place):
        main = order_in(place, "dispatched")
        merge(place, create(place), main)
        supervisor = place.actor("supervisor")
        period = boards.Period(NOW, timezone.now())
        rows = boards.table(supervisor, place.centre, By.INTAKE, period=period, now=timezone.now())
        assert [row.figures[Figure.OPEN] for row in rows] == [1]

    def test_the_api_does_the_same(self, place):
        main, order = order_in(place, "dispatched"), create(place)
        _token, secret = accounts.issue_token(
            actor=place.actor("dispatcher"), name="test", now=timezone.now()
        )
        script = Client(headers={"authorization": f"Bearer {secret}"})

        def call(number, action, **body):
            return script.post(
                f"/api/v1/work-orders/{number}/actions/{action}",
                json.dumps(body),
                content_type="application/json",
            ).json()

        answer = call(order.number, "merge", into=main.number)
        assert (answer["list"], answer["merged_into"]) == ("merged", main.number)
        assert answer["is_merged"]
        shown = script.get(f"/api/v1/work-orders/{main.number}").json()
        assert [each["number"] for each in shown["merged_orders"]] == [order.number]
        assert call(order.number, "unmerge")["list"] == "dispatch"


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_crosswise_one_succeeds():
    place = Place()
    one, two = create(place), create(place)
    actor = place.actor("dispatcher")
    barrier, results = threading.Barrier(2), {}

    def run(order, main):
        barrier.wait()
        try:
            results[order.pk] = merge(place, order, main)
        except DomainError as error:
            results[order.pk] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert actor.user_id
    assert sum(not isinstance(each, DomainError) for each in results.values()) == 1
    assert WorkOrder.objects.filter(merged_into__isnull=False).count() == 1

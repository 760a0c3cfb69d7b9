"""The pages of deadlines, as the browser gets them."""

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.clocks.actions import sweep_clocks
from zuoxi.deadlines import actions
from zuoxi.deadlines.models import Extension
from zuoxi.deadlines.tests.factories import HOUR, MINUTE, RECEIVED, Timed
from zuoxi.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db

NOW = RECEIVED + HOUR


@pytest.fixture
def place():
    with time_machine.travel(NOW, tick=False):
        yield Timed()


@pytest.fixture
def order(place):
    return place.move(place.order(), "dispatch")


def url(name, *args):
    return reverse(f"deadlines:{name}", args=args)


def get(place, address, *, by="supervisor", language="en", status=200, **query) -> str:
    answer = signed_in(place.users[by], language=language).get(address, query)
    assert answer.status_code == status
    return answer.content.decode()


def post(place, address, data, *, by="area1", status=303):
    answer = signed_in(place.users[by], language="en").post(address, data)
    assert answer.status_code == status, answer.content
    return answer


def clock_of(order, milestone="finish"):
    return url("clock", order.number, order.legs.get().pk, milestone)


class TestOfOrder:
    def test_an_order_shows_what_is_due_first_at_the_top(self, place, order):
        shown = get(place, reverse("workorders:order", args=[order.number]))
        assert shown.index("Acceptance") < shown.index("Arrival on site")
        assert "Overdue" in shown
        assert clock_of(order) in shown

    def test_without_limits_it_says_why_there_is_nothing(self, place):
        other = Timed("other-")
        type(other.version).objects.update(valid_from="2027-01-01")
        order = other.order()
        assert "Nothing was promised" in get(other, url("of_order", order.number))

    def test_waiting_and_going_on_again(self, place, order):
        data = {"reason": "customer", "note": "等客户", "until": ""}
        post(place, url("pause", order.number), data)
        shown = get(place, url("of_order", order.number), by="area1")
        assert "等客户" in shown
        assert "Go on" in shown
        assert "Go on" not in get(place, url("of_order", order.number), by="auditor")
        post(place, url("resume", order.number), {"reason": "customer"})
        assert "Go on" not in get(place, url("of_order", order.number), by="area1")

    def test_what_was_refused_keeps_what_was_typed(self, place, order):
        data = {"reason": "customer", "note": "", "until": "2020-01-01T10:00"}
        shown = post(place, url("pause", order.number), data, status=422).content.decode()
        assert "2020-01-01T10:00" in shown
        assert "still to come" in shown

    def test_an_arrival_is_reported(self, place, order):
        post(place, url("report", order.number), {"milestone": "arrive"})
        assert "In time" in get(place, clock_of(order, "arrive"))

    def test_only_the_lead_is_offered_to_suspend(self, place, order):
        assert 'value="suspended"' not in get(place, url("of_order", order.number), by="area1")
        assert 'value="suspended"' in get(place, url("of_order", order.number))


class TestOneDeadline:
    def test_it_says_how_its_time_comes_about(self, place, order):
        shown = get(place, clock_of(order))
        assert "The order was dispatched" in shown
        assert "Promised by version 1 of the limits." in shown
        assert "Runs round the clock for 4 h" in shown
        assert f"/settings/limits/{place.version.pk}" in shown
        assert 'class="piece-ran"' in shown

    def test_what_if(self, place, order):
        shown = get(place, clock_of(order), amount="9")
        assert "It would be due" in shown
        assert "Runs round the clock for 9 h" in shown
        assert "So far nobody can count." in get(place, clock_of(order), amount="9999999")

    def test_more_time_is_asked_granted_and_told(self, place, order):
        post(place, clock_of(order) + "extend/", {"added": "2", "reason": "需协调"})
        extension = Extension.objects.get()
        assert "More time is asked for" in get(place, url("list"))
        decide = url("decide", order.number, extension.pk)
        post(place, decide, {"decision": "", "answer": "refuse"}, by="director", status=422)
        post(place, decide, {"decision": "", "answer": "grant"}, by="director")
        assert "Due without the extension" in get(place, clock_of(order))
        post(place, url("told", order.number, extension.pk), {"way": "telephone"}, by="intake")
        assert "The customer was told:" in get(place, url("of_order", order.number))

    def test_a_request_that_is_refused_keeps_what_was_typed(self, place, order):
        address = clock_of(order) + "extend/"
        shown = post(place, address, {"added": "0", "reason": "需协调"}, status=422)
        assert "需协调" in shown.content.decode()

    def test_who_asked_may_take_it_back(self, place, order):
        post(place, clock_of(order) + "extend/", {"added": "2", "reason": "需协调"})
        extension = Extension.objects.get()
        post(place, url("withdraw", order.number, extension.pk), {})
        extension.refresh_from_db()
        assert extension.state == "withdrawn"

    def test_a_supervisor_corrects(self, place, order):
        address = clock_of(order, "accept") + "correct/"
        data = {"happened_at": "", "reason": "系统故障"}
        post(place, address, data, by="supervisor", status=422)
        data["happened_at"] = "2026-11-20T10:10"
        post(place, address, data, by="supervisor")
        shown = get(place, clock_of(order, "accept"))
        assert "In time" in shown
        assert "does not count as overdue" in shown

    def test_what_nobody_promised_is_not_found(self, place, order):
        get(place, url("clock", order.number, 0, "lunch"), status=404)
        get(Timed("other-"), clock_of(order), status=404)
        get(place, clock_of(order), by="area2", status=404)


class TestList:
    def test_it_shows_what_is_due_first_and_only_what_somebody_takes_part_in(self, place, order):
        place.order()
        place.count(NOW)
        sweep_clocks(actor=SYSTEM, limit=100, now=NOW)
        mine = get(place, url("list"), by="area1")
        assert order.number in mine
        assert mine.count('class="col-number"') - 1 == 4
        assert order.number not in get(place, url("list"), by="area2")
        everything = get(place, url("list"))
        assert everything.count('class="col-number"') - 1 > 8

    @pytest.mark.parametrize(
        ("standing", "milestone", "found"),
        [
            ("overdue", "accept", 1),
            ("next", "finish", 2),
            ("paused", "", 0),
            ("open", "callback", 0),
        ],
    )
    def test_it_is_narrowed(self, place, order, standing, milestone, found):
        place.count(NOW)
        shown = get(place, url("list"), standing=standing, milestone=milestone)
        assert max(shown.count('class="col-number"') - 1, 0) == found

    def test_an_unknown_value_is_refused(self, place):
        get(place, url("list"), standing="lunch", status=422)

    def test_its_cost_does_not_grow_with_its_rows(
        self, place, django_assert_max_num_queries, believing
    ):
        for _each in range(6):
            place.move(place.order(), "dispatch")
        place.count(NOW)
        client = signed_in(place.users["supervisor"])
        client.get(url("list"))
        with django_assert_max_num_queries(12):
            client.get(url("list"))


def test_the_page_is_never_behind_the_log(place):
    order = place.order()
    place.count()
    place.move(order, "dispatch", after=MINUTE)
    # The worker has not counted it yet.
    assert "In time" in get(place, url("clock", order.number, 0, "dispatch"))
    actions.pause(
        actor=place.actor("area1"),
        number=order.number,
        reason="customer",
        note="等客户",
        until=None,
        now=NOW,
    )
    assert "Waiting" in get(place, clock_of(order))

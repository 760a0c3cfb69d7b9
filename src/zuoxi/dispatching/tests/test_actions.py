"""Claims, viewers, bulk operations and their undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.dispatching import actions, jobs, queries, running
from zuoxi.dispatching.actions.bulk import result_of
from zuoxi.dispatching.choices import CLAIM_MINUTES, Result
from zuoxi.dispatching.models import Bulk, Claim, Viewing
from zuoxi.dispatching.tests.factories import later
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.kernel.option_values import set_option
from zuoxi.notices.models import Notice
from zuoxi.org.models import Assignment
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, act, create, inputs_for, order_in
from zuoxi.workorders.tests.test_properties import at_once, check

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def claim(place, order, *, by="dispatcher", now=NOW):
    return actions.claim(actor=place.actor(by), number=order.number, now=now)


class TestClaims:
    def test_a_claim_is_held_for_a_while_and_recorded(self, place):
        order = create(place)
        taken = claim(place, order)

        assert taken.until == NOW + timedelta(minutes=CLAIM_MINUTES.default)
        assert queries.claim_of(order, NOW).user == place.users["dispatcher"]
        assert Event.objects.get(kind="dispatching.claimed").data == {"number": order.number}
        assert queries.claim_of(order, taken.until) is None

    def test_another_one_is_refused_until_it_ends(self, place):
        order = create(place)
        taken = claim(place, order)
        with pytest.raises(Conflict) as refusal:
            claim(place, order, by="all")

        assert refusal.value.code == "claimed"
        assert claim(place, order, by="all", now=taken.until).user == place.users["all"]

    def test_who_has_it_may_keep_it_and_give_it_free(self, place):
        order = create(place)
        claim(place, order)
        kept = claim(place, order, now=NOW + timedelta(minutes=5))
        assert kept.until == NOW + timedelta(minutes=15)

        at = NOW + timedelta(minutes=6)
        actions.release(actor=place.actor("dispatcher"), number=order.number, now=at)
        assert queries.claim_of(order, at) is None
        assert Event.objects.filter(kind="dispatching.released").count() == 1

    def test_giving_free_what_another_has_changes_nothing(self, place):
        order = create(place)
        claim(place, order)
        actions.release(actor=place.actor("all"), number=order.number, now=NOW)
        assert queries.claim_of(order, NOW).user == place.users["dispatcher"]
        assert not Event.objects.filter(kind="dispatching.released").exists()

    def test_a_claim_keeps_nobody_from_acting_and_ends_with_the_action(self, place):
        order = create(place)
        claim(place, order, now=later(0))
        moved = act(place, order, "dispatch", by="all", now=later(1))
        assert queries.claim_of(moved, later(1)) is None

    def test_only_what_waits_for_a_dispatcher_can_be_taken(self, place):
        with pytest.raises(Conflict):
            claim(place, order_in(place, "dispatched"))

    def test_only_dispatchers_of_the_centre_take_orders(self, place):
        order = create(place)
        other = Place("other-", company=place.company)
        with pytest.raises(Forbidden):
            claim(place, order, by="supervisor")
        with pytest.raises(NotFound):
            claim(other, order)

    def test_the_time_is_an_option(self, place):
        set_option(
            actor=SYSTEM,
            key="dispatching.claim_minutes",
            value=3,
            valid_from=NOW,
            source="test",
            now=NOW,
        )
        assert claim(place, create(place)).until == NOW + timedelta(minutes=3)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_has_it():
    place = Place()
    order = create(place)
    results = at_once(
        *[lambda who=who: claim(place, order, by=who) for who in ("dispatcher", "all") * 3]
    )
    holders = {each.user_id for each in results if isinstance(each, Claim)}
    assert len(holders) == 1
    assert sum(isinstance(each, Conflict) for each in results) == 3


class TestViewers:
    def test_others_who_have_it_open_are_named_until_they_stop(self, place):
        order = create(place)
        for who in ("dispatcher", "supervisor"):
            actions.look(actor=place.actor(who), number=order.number, now=NOW)
        me = place.actor("dispatcher")

        assert queries.viewers_of(order, me, NOW) == ["supervisor"]
        assert queries.viewers_of(order, me, NOW + timedelta(minutes=1)) == []

    def test_looking_leaves_no_event_and_is_forgotten(self, place):
        order = create(place)
        before = Event.objects.count()
        actions.look(actor=place.actor("dispatcher"), number=order.number, now=NOW)
        assert Event.objects.count() == before
        assert actions.drop_old_viewings(now=later(0)) == 1
        assert not Viewing.objects.exists()

    def test_a_look_reads_nothing_beside_the_order(self, place):
        order, actor = create(place), place.actor("dispatcher")
        with CaptureQueriesContext(connection) as asked:
            actions.look(actor=actor, number=order.number, now=NOW)
        assert len(asked) == 2
        assert not [each for each in asked if "JOIN" in each["sql"]]

    def test_nobody_looks_at_what_is_not_seen(self, place):
        with pytest.raises(NotFound):
            actions.look(actor=place.actor("area1"), number=create(place).number, now=NOW)

    def test_a_role_at_another_centre_tells_nothing_of_who_looks(self, place):
        order, other = order_in(place, "dispatched"), Place("b-")
        held = ((Role.AUDITOR, other.centre), (Role.WORK_AREA_STAFF, order.work_area))
        place.users["both"] = place.user("both", *held)
        with pytest.raises(NotFound):
            actions.look(actor=place.actor("both"), number=order.number, now=NOW)
        assert not Viewing.objects.exists()

    def test_the_table_needs_no_log(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relpersistence FROM pg_class WHERE relname = %s", ["dispatching_viewing"]
            )
            assert cursor.fetchone() == ("u",)


def start(place, chosen, *, by="dispatcher", kind="dispatch", now=None, **changes):
    inputs = inputs_for(place, "dispatch") if kind == "dispatch" else {}
    wanted = {
        "kind": kind,
        "orders": [(each.number, each.version) for each in chosen],
        "inputs": inputs,
    }
    return actions.start_bulk(
        actor=place.actor(by), wanted=actions.Wanted(**(wanted | changes)), now=now or later(0)
    )


def run(place, chosen, *, by="dispatcher", **changes):
    bulk = start(place, chosen, by=by, **changes)
    return running.run(bulk, place.actor(by), clock=lambda: later(0))


def results(bulk):
    return [each.result for each in queries.items_of(bulk)]


class TestBulk:
    def test_each_order_has_a_result_of_its_own(self, place):
        fresh, changed, other = create(place), create(place), order_in(place, "dispatched")
        act(place, changed, "dispatch")
        bulk = run(
            place,
            [],
            orders=[
                (fresh.number, 1),
                (changed.number, 1),
                (other.number, None),
                ("20990101-1", None),
            ],
        )

        assert results(bulk) == [Result.DONE, Result.CHANGED, Result.CHANGED, Result.NOT_FOUND]
        fresh.refresh_from_db()
        assert fresh.status == "dispatched"
        assert fresh.legs.get().remark == "请尽快上门"
        assert Event.objects.get(kind="dispatching.bulk_finished").data["done"] == 1

    def test_an_order_with_a_bad_input_says_so_and_the_others_go_on(self, place):
        foreign = Place("other-", company=place.company)
        theirs = create(foreign)
        both = place.user("both", ("dispatcher", place.centre), ("dispatcher", foreign.centre))
        place.users["both"] = both
        bulk = run(place, [theirs, create(place)], by="both")

        assert results(bulk) == [Result.INVALID, Result.DONE]
        assert queries.items_of(bulk)[0].message

    def test_a_role_that_is_held_elsewhere_is_not_allowed(self, place):
        foreign = Place("other-", company=place.company)
        theirs = create(foreign)
        mixed = place.user("mixed", ("dispatcher", place.centre), ("auditor", foreign.centre))
        place.users["mixed"] = mixed
        assert results(run(place, [theirs], by="mixed")) == [Result.NOT_ALLOWED]

    def test_nothing_is_done_twice(self, place):
        order = create(place)
        bulk = run(place, [order])
        item = queries.items_of(bulk)[0]
        actor = place.actor("dispatcher")
        again = actions.carry_out(actor=actor, item_id=item.pk, now=later(1))
        actions.finish_bulk(actor=actor, bulk_id=bulk.pk, now=later(1))

        assert again.result == Result.DONE
        assert order.legs.count() == 1
        assert Event.objects.filter(kind="dispatching.bulk_finished").count() == 1

    def test_receivers_hear_of_it_once(self, place):
        bulk = run(place, [create(place) for _ in range(3)])
        notice = Notice.objects.get(kind="dispatching.dispatched", receiver=place.users["area1"])

        assert notice.count == 3
        assert notice.data["work_area"] == "工区1"
        assert notice.subject_id == bulk.pk
        assert not Notice.objects.filter(receiver=place.users["area2"]).exists()

    def test_archiving_needs_the_role_and_a_word_about_what_is_unresolved(self, place):
        order = order_in(place, "completed")
        WorkOrder.objects.filter(pk=order.pk).update(is_resolved=False)
        solved = order_in(place, "reviewed")
        with pytest.raises(Forbidden):
            start(place, [order], kind="archive")

        bulk = run(place, [order, solved], by="archiver", kind="archive")
        assert results(bulk) == [Result.INVALID, Result.DONE]
        bulk = run(place, [order], by="archiver", kind="archive", confirm_unresolved=True)
        assert results(bulk) == [Result.DONE]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"orders": []}, "orders"),
            ({"orders": [(f"n{n}", None) for n in range(201)]}, "orders"),
            ({"kind": "accept"}, "kind"),
            ({"inputs": {"work_area": "a"}}, "remark"),
        ],
    )
    def test_what_cannot_work_for_any_order_is_refused_at_once(self, place, changes, field):
        with pytest.raises(InvalidInput) as refusal:
            start(place, [create(place)], **changes)
        assert field in refusal.value.fields
        assert not Bulk.objects.exists()

    def test_a_long_one_is_left_to_a_job(self, place, monkeypatch):
        deferred = []
        monkeypatch.setattr(jobs.run_bulk, "defer", lambda **values: deferred.append(values))
        orders = [create(place) for _ in range(21)]
        bulk = start(place, orders)
        actor = place.actor("dispatcher")

        assert running.run_now(bulk, actor, clock=lambda: later(0)).is_running
        assert deferred == [{"bulk_id": bulk.pk}]
        jobs.run_bulk(bulk.pk)
        bulk.refresh_from_db()
        assert results(bulk) == [Result.DONE] * 21

    @pytest.mark.parametrize("loss", ["account", "role"])
    def test_a_long_one_ends_where_its_starter_has_lost_the_right(self, place, monkeypatch, loss):
        for job in (jobs.run_bulk, jobs.undo_bulk):
            monkeypatch.setattr(job, "defer", lambda **values: None)
        bulk = start(place, [create(place) for _ in range(21)])
        user, actor = place.users["dispatcher"], place.actor("dispatcher")
        first = queries.items_of(bulk)[0]
        actions.carry_out(actor=actor, item_id=first.pk, now=later(0))
        if loss == "account":
            User.objects.filter(pk=user.pk).update(is_active=False)
        else:
            Assignment.objects.filter(user=user).update(role=Role.AUDITOR)
        jobs.run_bulk(bulk.pk)

        bulk.refresh_from_db()
        assert results(bulk) == [Result.DONE] + [Result.NOT_ALLOWED] * 20
        assert bulk.finished_at is not None
        actions.undo_bulk(actor=actor, bulk_id=bulk.pk, now=bulk.finished_at)
        jobs.undo_bulk(bulk.pk)
        bulk.refresh_from_db()
        assert queries.items_of(bulk)[0].undo_result == Result.NOT_ALLOWED
        assert bulk.undone_at is not None


class TestUndo:
    def undo(self, place, bulk, *, minutes=1, by="dispatcher"):
        actor = place.actor(by)
        bulk = actions.undo_bulk(actor=actor, bulk_id=bulk.pk, now=later(minutes))
        return running.undo(bulk, actor, clock=lambda: later(minutes))

    def test_orders_go_back_to_their_former_lists_as_a_recorded_fact(self, place):
        new, again = create(place), order_in(place, "redispatch_pending")
        bulk = self.undo(place, run(place, [new, again]))

        assert [each.undo_result for each in queries.items_of(bulk)] == [Result.DONE] * 2
        for order, state in ((new, "created"), (again, "redispatch_pending")):
            check(place, order)
            assert order.status == state
            assert order.work_area is None
            assert order.legs.last().outcome == "recalled"
        assert Event.objects.filter(kind="workorders.recalled").count() == 2

    def test_it_can_be_dispatched_and_taken_back_again(self, place):
        order = create(place)
        self.undo(place, run(place, [order]))
        order.refresh_from_db()
        self.undo(place, run(place, [order]))
        order.refresh_from_db()
        assert order.status == "created"
        assert order.round == 2

    def test_what_somebody_has_accepted_stays(self, place):
        order, free = create(place), create(place)
        bulk = run(place, [order, free])
        act(place, order, "accept")
        bulk = self.undo(place, bulk)

        assert [each.undo_result for each in queries.items_of(bulk)] == [
            Result.CHANGED,
            Result.DONE,
        ]
        order.refresh_from_db()
        assert order.status == "in_progress"

    def test_the_area_hears_of_it_once(self, place):
        self.undo(place, run(place, [create(place), create(place)]))
        notice = Notice.objects.get(kind="dispatching.recalled", receiver=place.users["area1"])
        assert notice.count == 2

    def test_it_ends_after_ten_minutes_and_works_once(self, place):
        bulk = run(place, [create(place)])
        with pytest.raises(Conflict) as refusal:
            self.undo(place, bulk, minutes=11)
        assert refusal.value.code == "too_late"
        self.undo(place, bulk, minutes=10)
        with pytest.raises(Conflict) as refusal:
            self.undo(place, bulk)
        assert refusal.value.code == "undone"

    def test_archiving_is_never_taken_back(self, place):
        bulk = run(place, [order_in(place, "reviewed")], by="archiver", kind="archive")
        with pytest.raises(Conflict) as refusal:
            self.undo(place, bulk, by="archiver")
        assert refusal.value.code == "cannot_undo"

    def test_nobody_takes_back_what_another_has_done(self, place):
        bulk = run(place, [create(place)])
        with pytest.raises(NotFound):
            self.undo(place, bulk, by="all")

    def test_closing_an_undo_and_taking_back_are_done_once(self, place):
        bulk = self.undo(place, run(place, [create(place)]))
        actor = place.actor("dispatcher")
        item = queries.items_of(bulk)[0]
        actions.take_back(actor=actor, item_id=item.pk, now=later(2))
        actions.finish_undo(actor=actor, bulk_id=bulk.pk, now=later(2))
        assert Event.objects.filter(kind="dispatching.bulk_undone").count() == 1
        assert Event.objects.filter(kind="workorders.recalled").count() == 1


def test_a_refused_field_is_named_with_the_colon_of_the_language():
    fault = InvalidInput(fields={"technician": ["x"]})
    with translation.override("zh-hans"):
        assert result_of(fault) == (Result.INVALID, "维修人员：x")

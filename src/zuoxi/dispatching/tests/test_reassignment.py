"""Many orders to another technician of their work area, and back."""

import pytest

from zuoxi.dispatching import actions, queries, running
from zuoxi.dispatching.choices import Result
from zuoxi.dispatching.tests.factories import later
from zuoxi.kernel.errors import Forbidden, InvalidInput
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import Place, act, create, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def reassign(place, chosen, *, to=1, by="dispatcher", inputs=None):
    given = {"technician": place.technicians[to].code, "reason": "原维修员请假"}
    actor = place.actor(by)
    wanted = actions.Wanted(
        kind="reassign",
        orders=[(each.number, each.version) for each in chosen],
        inputs=given | (inputs or {}),
    )
    bulk = actions.start_bulk(actor=actor, wanted=wanted, now=later(0))
    return running.run(bulk, actor, clock=lambda: later(0))


def undo(place, bulk):
    actor = place.actor("dispatcher")
    bulk = actions.undo_bulk(actor=actor, bulk_id=bulk.pk, now=later(1))
    return running.undo(bulk, actor, clock=lambda: later(1))


def results(bulk):
    return [each.result for each in queries.items_of(bulk)]


class TestReassignment:
    def test_orders_go_to_another_of_the_area_and_receivers_hear_of_it_once(self, place):
        orders = [order_in(place, state) for state in ("dispatched", "in_progress")]
        bulk = reassign(place, orders)

        assert results(bulk) == [Result.DONE] * 2
        for order in orders:
            order.refresh_from_db()
            assert order.technician == order.legs.get(outcome="").technician == place.technicians[1]
        notice = Notice.objects.get(kind="dispatching.reassigned", receiver=place.users["area1"])
        assert notice.count == 2
        assert notice.data == {"work_area": "工区1", "technician": place.technicians[1].name}
        assert not Notice.objects.filter(receiver=place.users["area2"]).exists()

    def test_each_order_that_cannot_go_says_why(self, place):
        fine, changed, waiting = (*(order_in(place, "dispatched") for _ in range(2)), create(place))
        elsewhere = act(place, create(place), "dispatch", area=1)
        act(place, changed, "accept")
        bulk = reassign(place, [fine, changed, elsewhere, waiting])

        assert results(bulk) == [Result.DONE, Result.CHANGED, Result.INVALID, Result.CHANGED]
        messages = [each.message for each in queries.items_of(bulk)]
        assert not messages[0]
        assert all(messages[1:])

    def test_a_supervisor_may_and_others_may_not(self, place):
        order = order_in(place, "dispatched")
        assert results(reassign(place, [order], by="supervisor")) == [Result.DONE]
        for name in ("archiver", "area1", "auditor"):
            with pytest.raises(Forbidden):
                reassign(place, [order], by=name)

    @pytest.mark.parametrize("missing", ["technician", "reason"])
    def test_person_and_reason_are_asked_for_at_once(self, place, missing):
        with pytest.raises(InvalidInput) as refusal:
            reassign(place, [order_in(place, "dispatched")], inputs={missing: " "})
        assert list(refusal.value.fields) == [missing]

    def test_colleagues_are_those_of_the_areas_that_have_the_orders(self, place):
        first, waiting = order_in(place, "dispatched"), create(place)
        actor = place.actor("dispatcher")
        numbers = [first.number, waiting.number]
        assert queries.colleagues(actor, numbers) == place.technicians[:2]
        second = act(place, waiting, "dispatch", area=1)
        assert queries.colleagues(actor, [*numbers, second.number]) == place.technicians
        other = Place("other-", company=place.company)
        assert queries.colleagues(other.actor("dispatcher"), numbers) == []

    def test_a_reassignment_goes_back_to_whom_it_was_with_unless_it_moved_on(self, place):
        other = order_in(place, "in_progress")
        reassign(place, [other], to=1)
        still, moved = order_in(place, "dispatched"), order_in(place, "dispatched")
        bulk = reassign(place, [still, moved])
        act(place, moved, "accept")
        bulk = undo(place, bulk)

        assert [each.undo_result for each in queries.items_of(bulk)] == [
            Result.DONE,
            Result.CHANGED,
        ]
        for order, person in ((still, 0), (moved, 1), (other, 1)):
            order.refresh_from_db()
            assert order.technician == order.legs.get(outcome="").technician
            assert order.technician == place.technicians[person]
        notice = Notice.objects.get(kind="dispatching.given_back", receiver=place.users["area1"])
        assert notice.count == 1
        assert Event.objects.get(kind="dispatching.bulk_undone").data["kind"] == "reassign"

    def test_a_reassignment_does_not_go_back_to_somebody_who_has_left(self, place):
        order = order_in(place, "dispatched")
        bulk = reassign(place, [order])
        place.technicians[0].is_active = False
        place.technicians[0].save(update_fields=["is_active"])
        bulk = undo(place, bulk)
        assert [each.undo_result for each in queries.items_of(bulk)] == [Result.INVALID]
        order.refresh_from_db()
        assert order.technician == place.technicians[1]

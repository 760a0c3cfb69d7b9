"""Simple and complex matters, sub-orders, and what an item waits for before it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.callbacks import actions as callbacks
from zuoxi.callbacks.actions import Result
from zuoxi.callbacks.models import Callback
from zuoxi.comments.models import Comment
from zuoxi.followups import actions as followups
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.kernel.soundness import rules
from zuoxi.linkage import actions, queries
from zuoxi.linkage.models import Informed, Item
from zuoxi.linkage.tests.factories import LATER, NOW, TELLING, Company, act
from zuoxi.workorders import actions as moves
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


def broken() -> dict[str, list[str]]:
    """Return the rules that do not hold, each with those that break it."""
    found = {each.sentence: list(each.offenders()) for each in rules()}
    return {sentence: offenders for sentence, offenders in found.items() if offenders}


@pytest.fixture
def place() -> Company:
    return Company()


class TestIntake:
    def test_a_simple_matter_is_answered_and_closed_at_once(self, place):
        order = create(place, complexity="simple", answer="营业时间为八点到十八点")

        assert (order.status, order.complexity, order.is_resolved) == ("archived", "simple", True)
        assert order.answer == "营业时间为八点到十八点"
        kinds = [each.kind for each in place.history(order)]
        assert kinds == ["workorders.created", "workorders.answered"]
        assert order.archived_by == place.users["intake"]

    def test_sent_again_it_is_still_one_order(self, place):
        once = create(place, complexity="simple", answer="好", idempotency_key="k")
        again = create(place, complexity="simple", answer="好", idempotency_key="k")
        assert again.pk == once.pk
        assert Event.objects.filter(kind="workorders.answered").count() == 1

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"complexity": "simple"}, "answer"),
            ({"complexity": "simple", "answer": "  "}, "answer"),
            ({"complexity": "complex", "answer": "好"}, "answer"),
            ({"answer": "好"}, "answer"),
            ({"complexity": "easy"}, "complexity"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, place, values, field):
        with pytest.raises(InvalidInput) as refusal:
            create(place, **values)
        assert set(refusal.value.fields) == {field}
        assert not WorkOrder.objects.exists()

    def test_an_order_can_be_answered_while_nobody_works_on_it(self, place):
        order = act(place, create(place), "answer")
        assert (order.status, order.complexity) == ("archived", "simple")
        with pytest.raises(Conflict):
            act(place, place.lead(create(place)), "answer")

    def test_a_complex_matter_is_with_the_working_group_from_the_start(self, place):
        order = place.item()
        item = Item.objects.get(pk=order.pk)
        assert item.transferred_at == NOW
        assert item.transferred_by == place.users["intake"]
        page = queries.page_of_items(place.actor("dispatcher"))
        assert [each.pk for each in page.items] == [order.pk]
        with pytest.raises(Conflict) as refusal:
            act(place, order, "answer")
        assert refusal.value.code == "shared"

    def test_an_order_becomes_complex_later(self, place):
        order = place.lead(create(place))
        moved = moves.transfer(
            actor=place.actor("intake"),
            number=order.number,
            reason="涉及计费和产品",
            expected_version=None,
            now=LATER,
        )
        assert moved.version == order.version + 1
        assert Item.objects.get(pk=order.pk).transferred_at == LATER
        with pytest.raises(Conflict):
            moves.transfer(
                actor=place.actor("intake"),
                number=order.number,
                reason="",
                expected_version=None,
                now=LATER,
            )

    def test_an_item_begins_once(self, place):
        order = place.item()
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.begin_item(actor=place.actor("intake"), order_id=order.pk, now=LATER)

    def test_a_department_transfers_nothing(self, place):
        order = place.lead(create(place))
        with pytest.raises(Forbidden):
            moves.transfer(
                actor=place.actor("product_staff"),
                number=order.number,
                reason="",
                expected_version=None,
                now=LATER,
            )

    def test_what_others_are_merged_into_is_not_answered(self, place):
        main = create(place)
        act(place, create(place), "merge", inputs={"into": main.number})
        with pytest.raises(Conflict) as refusal:
            act(place, main, "answer")
        assert refusal.value.code == "has_merged"


class TestSubOrders:
    def test_is_an_order_of_its_own_dispatched_at_once(self, place):
        item, part = place.shared()
        assert part.number != item.number
        assert (part.parent_id, part.status) == (item.pk, "dispatched")
        assert (part.work_area, part.customer_id) == (place.technology, item.customer_id)
        assert [each.kind for each in place.history(item)][-1] == "workorders.divided"
        assert broken() == {}

    def test_goes_its_way_and_comes_back_with_a_note(self, place):
        _item, part = place.shared()
        inputs = {"misdispatch_note": "应由产品部处理"}
        part = act(place, part, "return", by="technology_staff", inputs=inputs)
        assert (part.status, part.work_area) == ("returned", None)

    def test_needs_a_department_of_the_centre_that_has_no_part_yet(self, place):
        item, _part = place.shared()
        other = Company("o-", company=place.company)
        for unit in (place.technology, place.product, other.product):
            with pytest.raises(InvalidInput) as refusal:
                place.divide(item, unit, technician=f"{unit.code}-1")
            assert "department" in refusal.value.fields

    def test_all_that_is_wrong_is_said_at_once(self, place):
        item = place.lead(place.item())
        with pytest.raises(InvalidInput) as refusal:
            place.divide(item, department="nowhere", matter=" ")
        assert set(refusal.value.fields) == {"department", "matter"}
        with pytest.raises(InvalidInput) as refusal:
            place.divide(item, technician="nobody")
        assert set(refusal.value.fields) == {"technician"}

    def test_only_what_the_working_group_has_is_divided_and_on_one_level(self, place):
        item, part = place.shared()
        usual = create(place)
        for order, code in ((usual, "not_complex"), (part, "not_complex")):
            with pytest.raises(Conflict) as refusal:
                place.divide(order)
            assert refusal.value.code == code
        with pytest.raises(Conflict) as refusal:
            moves.transfer(
                actor=place.actor("dispatcher"),
                number=part.number,
                reason="",
                expected_version=None,
                now=LATER,
            )
        assert refusal.value.code == "is_part"
        with pytest.raises(Forbidden):
            place.divide(item, actor=place.actor("supervisor"))

    @pytest.mark.parametrize(
        "changes",
        [
            {"parent_id": None},
            {"parent_id": "self"},
            {"complexity": "complex"},
        ],
    )
    def test_the_database_keeps_a_part_where_it_is(self, place, changes):
        _item, part = place.shared()
        changes = {name: part.pk if value == "self" else value for name, value in changes.items()}
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkOrder.objects.filter(pk=part.pk).update(**changes)

    def test_the_database_refuses_parents_that_take_no_parts(self, place):
        item, part = place.shared()
        other = Company("o-", company=place.company)
        usual = create(place)
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkOrder.objects.filter(pk=item.pk).update(complexity="")
        for parent in (part, usual, other.item()):
            copy = WorkOrder.objects.get(pk=usual.pk)
            copy.pk, copy.number, copy.idempotency_key = None, f"x-{parent.pk}", ""
            copy.parent = parent
            with pytest.raises(IntegrityError), transaction.atomic():
                copy.save(force_insert=True)

    def test_neither_a_part_nor_its_parent_is_merged(self, place):
        item = place.item()
        part = place.divide(item)
        main = create(place)
        inputs = {"into": main.number}
        with pytest.raises(Conflict) as refusal:
            act(place, item, "merge", inputs=inputs)
        assert refusal.value.code == "has_parts"
        returned = act(
            place, part, "return", by="technology_staff", inputs={"misdispatch_note": "错"}
        )
        with pytest.raises(Conflict) as refusal:
            act(place, returned, "merge", inputs=inputs)
        assert refusal.value.code == "is_part"
        with pytest.raises(InvalidInput):
            act(place, main, "merge", inputs={"into": part.number})


class TestEnd:
    def test_waits_for_its_parts_and_for_the_customer(self, place):
        item, part = place.shared()
        item = place.complete(item)
        with pytest.raises(Conflict) as refusal:
            act(place, item, "archive")
        assert refusal.value.code == "open_parts"
        assert part.number in str(refusal.value)
        with pytest.raises(Conflict) as refusal:
            place.inform(item)
        assert refusal.value.code == "open_parts"

        place.complete(part, "technology")
        with pytest.raises(Conflict) as refusal:
            act(place, item, "archive")
        assert refusal.value.code == "customer_not_informed"

        place.inform(item)
        item = act(place, item, "archive")
        part.refresh_from_db()
        assert (item.status, part.status) == ("archived", "archived")
        assert broken() == {}

    def test_any_one_part_may_be_enough(self, place):
        item, part = place.shared()
        other = place.divide(item, place.areas[0], technician=place.technicians[0].code)
        item = place.complete(item)
        actions.set_rule(
            actor=place.actor("supervisor"),
            number=item.number,
            waits_for="any",
            expected_version=None,
            now=LATER,
        )
        with pytest.raises(Conflict):
            place.inform(item)
        place.complete(part, "technology")
        place.inform(item)
        act(place, item, "archive")
        other.refresh_from_db()
        assert other.status == "dispatched"

    def test_a_supervisor_answers_for_ending_it_over_open_parts(self, place):
        item, part = place.shared()
        item = place.complete(item)
        values = {"number": item.number, "expected_version": None, "now": LATER}
        with pytest.raises(Forbidden):
            actions.waive_parts(actor=place.actor("dispatcher"), reason="急", **values)
        with pytest.raises(InvalidInput):
            actions.waive_parts(actor=place.actor("supervisor"), reason=" ", **values)
        actions.waive_parts(actor=place.actor("supervisor"), reason="客户急需答复", **values)
        event = place.history(item)[-1]
        assert event.kind == "linkage.parts_waived"
        assert event.data == {"reason": "客户急需答复", "numbers": [part.number]}

        place.inform(item)
        later = place.divide(
            item, place.areas[0], technician=place.technicians[0].code, now=TELLING
        )
        with pytest.raises(Conflict) as refusal:
            act(place, item, "archive")
        assert later.number in str(refusal.value)
        assert part.number not in str(refusal.value)

    def test_there_is_nothing_to_waive_while_nothing_waits(self, place):
        item = place.lead(place.item())
        with pytest.raises(Conflict) as refusal:
            actions.waive_parts(
                actor=place.actor("supervisor"),
                number=item.number,
                reason="急",
                expected_version=None,
                now=LATER,
            )
        assert refusal.value.code == "not_held"

    def test_only_the_centre_tells_the_customer_and_ends_it(self, place):
        item = place.complete(place.lead(place.item()))
        for name in ("product_staff", "product_head"):
            with pytest.raises(Forbidden):
                place.inform(item, by=name)
            with pytest.raises(Forbidden):
                act(place, item, "archive", by=name)

    @pytest.mark.parametrize(
        ("values", "fields"),
        [
            ({"informed_at": None, "way": ""}, {"informed_at", "way"}),
            ({"informed_at": TELLING + timedelta(minutes=2)}, {"informed_at"}),
            ({"informed_at": NOW - timedelta(days=1)}, {"informed_at"}),
            ({"way": "callback"}, {"way"}),
        ],
    )
    def test_when_and_how_the_customer_was_told_must_be_possible(self, place, values, fields):
        item = place.complete(place.lead(place.item()))
        with pytest.raises(InvalidInput) as refusal:
            place.inform(item, **values)
        assert set(refusal.value.fields) == fields

    def test_is_told_once_and_again_after_another_round(self, place):
        item = place.lead(place.item())
        with pytest.raises(Conflict) as refusal:
            place.inform(item)
        assert refusal.value.code == "no_result"
        item = place.complete(item)
        place.inform(item)
        with pytest.raises(Conflict) as refusal:
            place.inform(item)
        assert refusal.value.code == "informed"
        item = act(place, item, "redispatch", by="controller")
        item = place.complete(place.lead(item))
        with pytest.raises(Conflict) as refusal:
            act(place, item, "archive")
        assert refusal.value.code == "customer_not_informed"

    def test_a_callback_that_reached_the_customer_is_the_same_fact(self, place):
        item = place.lead(place.item())
        item = act(place, item, "accept", by="product_staff")
        inputs = {
            "handler": "product-1",
            "resolution_notes": "已处理",
            "is_resolved": True,
            "is_petition": False,
            "callback_required": True,
        }
        item = act(place, item, "complete", by="product_staff", inputs=inputs)
        call = Callback.objects.get(order=item)
        values = {"actor": place.actor("intake"), "expected_version": None, "now": TELLING}
        callbacks.record_result(callback_id=call.pk, result=Result(connect_status="busy"), **values)
        assert not Informed.objects.exists()
        reached = Result(
            connect_status="connected", solved="solved", satisfaction="satisfied", remark="已告知"
        )
        callbacks.record_result(callback_id=call.pk, result=reached, **values)
        assert Informed.objects.get().way == "callback"
        act(place, item, "archive")

    def test_a_follow_up_task_that_told_the_customer_is_the_same_fact(self, place):
        item = place.complete(place.lead(place.item()))
        values = {"actor": place.actor("intake"), "now": TELLING}
        task = followups.open_follow_up(
            number=item.number, wanted=followups.Wanted(task="告知客户"), **values
        )
        followups.close_follow_up(
            follow_up_id=task.pk,
            result="客户已知",
            customer_informed_at=TELLING,
            expected_version=None,
            **values,
        )
        assert Informed.objects.get().way == "follow_up"

    def test_a_follow_up_task_of_another_order_says_nothing(self, place):
        order = create(place)
        values = {"actor": place.actor("intake"), "now": TELLING}
        task = followups.open_follow_up(
            number=order.number, wanted=followups.Wanted(task="告知客户"), **values
        )
        followups.close_follow_up(
            follow_up_id=task.pk,
            result="客户已知",
            customer_informed_at=TELLING,
            expected_version=None,
            **values,
        )
        assert not Informed.objects.exists()


class TestSight:
    def test_all_departments_see_how_far_the_others_are_and_no_more(self, place):
        item, part = place.shared()
        place.note(part, "计费系统已核对", by="technology_staff")
        tree = queries.tree_of(place.actor("technology_staff"), part)
        assert (tree.order.pk, tree.is_parent) == (item.pk, False)
        assert [each.is_seen for each in tree.nodes] == [False, True]
        lead = queries.tree_of(place.actor("product_staff"), item)
        assert [each.text for each in lead.notes] == ["计费系统已核对"]
        assert [each.is_seen for each in lead.nodes] == [True, False]

        seen = workorders.visible_to(place.actor("technology_staff"))
        assert list(seen) == [part]
        with pytest.raises(NotFound):
            workorders.row(place.actor("technology_staff"), item.number)
        with pytest.raises(NotFound):
            queries.find_member(place.actor("technology_staff"), item.number)

    def test_who_takes_no_part_sees_nothing(self, place):
        item, _part = place.shared()
        for name in ("area1", "head"):
            with pytest.raises(NotFound):
                queries.find_member(place.actor(name), item.number)
            assert not queries.page_of_items(place.actor(name)).items

    def test_an_order_of_one_place_has_no_tree(self, place):
        with pytest.raises(NotFound):
            queries.tree_of(place.actor("supervisor"), create(place))


class TestProgress:
    def test_is_a_comment_on_the_leg(self, place):
        item, part = place.shared()
        note = place.note(part, by="technology_head")
        assert note.leg == part.legs.get(outcome="")
        event = place.history(part)[-1]
        assert event.data["is_progress"] is True
        assert Comment.objects.filter(order=item).count() == 0

    def test_is_reported_by_whoever_has_the_order(self, place):
        item, part = place.shared()
        with pytest.raises(NotFound):
            place.note(part, by="product_staff")
        with pytest.raises(InvalidInput) as refusal:
            place.note(item, by="intake")
        assert set(refusal.value.fields) == {"is_progress"}
        item = place.complete(item)
        with pytest.raises(InvalidInput):
            place.note(item, by="product_staff")

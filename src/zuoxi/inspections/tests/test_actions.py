"""Who inspects, how a sample is drawn, and what becomes of findings."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction

from zuoxi.inspections import actions, queries
from zuoxi.inspections.models import Inspection, Sampled
from zuoxi.inspections.tests.factories import AFTER, InspectedPlace
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.org.models import Assignment
from zuoxi.tasks import actions as tasks
from zuoxi.tasks.actions import WantedTask
from zuoxi.workorders.tests.factories import act, create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return InspectedPlace()


def refused(call, *args, **values):
    with pytest.raises(InvalidInput) as refusal:
        call(*args, **values)
    return set(refusal.value.fields)


def correct(place, sampled, *, by="manager", **changes):
    values = {"text": "补写进展并复盘", "unit_id": place.department.pk}
    return actions.set_correction(
        actor=place.actor(by),
        inspection_id=sampled.inspection_id,
        sampled_id=sampled.pk,
        wanted=WantedTask(**(values | changes)),
        expected_version=None,
        now=AFTER,
    )


def test_a_sample_is_drawn_and_can_be_drawn_again(place):
    first = place.begin()
    drawn = [each.order_id for each in queries.sample_of(first)]
    assert (first.population, len(drawn)) == (6, 3)
    everybody = sorted(each.pk for each in place.orders)
    assert drawn == Random(first.seed).sample(everybody, 3)
    again = place.begin(seed=first.seed)
    assert [each.order_id for each in queries.sample_of(again)] == drawn
    assert Event.objects.filter(kind="inspections.begun").first().data["seed"] == first.seed


def test_every_order_can_be_drawn(place):
    seen = {
        each.order_id for n in range(12) for each in queries.sample_of(place.begin(seed=f"s{n}"))
    }
    assert seen == {each.pk for each in place.orders}


def test_a_sample_is_chosen_by_numbers(place):
    numbers = [place.orders[4].number, place.orders[1].number, place.orders[4].number]
    found = place.begin(numbers=numbers, by="manager")
    assert [each.order.number for each in queries.sample_of(found)] == numbers[:2]
    assert (found.method, found.seed) == ("chosen", "")
    elsewhere = act(place, create(place), "dispatch")
    for number in (elsewhere.number, "20200101-00001", "x\x00"):
        assert refused(place.begin, numbers=[number], by="manager") == {"numbers"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"first_day": None}, "first_day"),
        ({"last_day": date(2026, 10, 1)}, "last_day"),
        ({"first_day": date(2020, 1, 1)}, "last_day"),
        ({"first_day": date(2027, 1, 1), "last_day": date(2027, 2, 1)}, "first_day"),
        ({"first_day": date(2026, 1, 1), "last_day": date(2026, 2, 1)}, "first_day"),
        ({"size": 7}, "size"),
        ({"size": 0}, "size"),
        ({"size": 501}, "size"),
        ({"department_id": 999_999}, "department"),
        ({"seed": "x" * 33}, "seed"),
    ],
)
def test_a_wrong_inspection_is_refused(place, changes, field):
    assert refused(place.begin, **changes) == {field}
    assert not Inspection.objects.exists()


def test_without_a_number_a_small_population_is_taken_whole(place):
    assert len(queries.sample_of(place.begin(size=None))) == 6


def test_days_are_those_of_the_centre(place):
    # The orders were dispatched on 20 November at ten in the morning by the centre's clock.
    day = {"first_day": date(2026, 11, 20), "last_day": date(2026, 11, 20)}
    assert place.begin(**day).population == 6
    other = {"first_day": date(2026, 11, 21), "last_day": date(2026, 11, 30)}
    assert refused(place.begin, **other) == {"first_day"}
    assert refused(place.begin, department_id=place.technology.pk) == {"first_day"}
    assert place.begin(department_id=place.department.pk).population == 6


def test_only_the_leadership_group_inspects(place):
    for by in ("supervisor", "lead", "checker"):
        with pytest.raises(Forbidden):
            place.begin(by=by)
    with pytest.raises(Forbidden):
        place.begin(by="intake")
    found = place.begin(by="manager")
    sampled = queries.sample_of(found)[0]
    with pytest.raises(Forbidden):
        place.judge(sampled, by="supervisor")
    with pytest.raises(Forbidden):
        correct(place, sampled, by="supervisor")
    for by in ("supervisor", "auditor", "dept_head"):
        assert queries.find(place.actor(by), found.pk) == found
    other = InspectedPlace("b-", company=place.company, orders=1)
    for actor in (place.actor("staff"), place.actor("second_head"), other.actor("manager")):
        with pytest.raises(NotFound):
            queries.find(actor, found.pk)
    with pytest.raises(NotFound):
        place.judge(sampled, by="second_head")
    # Who leads no department any more inspects nothing.
    Assignment.objects.filter(user=place.users["head"]).delete()
    with pytest.raises(Forbidden):
        place.begin(by="head")


def test_findings_are_put_right_and_stay_listed_until_done(place):
    found = place.begin()
    first, second, third = queries.sample_of(found)
    assert refused(place.judge, first, text=" ") == {"text"}
    assert refused(place.judge, first, "perhaps") == {"verdict"}
    with pytest.raises(Conflict):
        correct(place, first)
    place.judge(first)
    assert refused(correct, place, first, text="", unit_id=None) == {"text", "unit"}
    task = correct(place, first)
    with pytest.raises(Conflict):
        place.judge(first, "in_order", "")
    place.judge(second, "in_order", "")
    close = {"inspection_id": found.pk, "conclusion": "总体良好", "now": AFTER}
    with pytest.raises(Conflict):
        actions.close_inspection(actor=place.actor("manager"), expected_version=None, **close)
    place.judge(third, "in_order", "")
    with pytest.raises(InvalidInput):
        actions.close_inspection(
            actor=place.actor("manager"), expected_version=None, **(close | {"conclusion": ""})
        )
    with pytest.raises(Stale):
        actions.close_inspection(actor=place.actor("manager"), expected_version=1, **close)
    closed = actions.close_inspection(actor=place.actor("manager"), expected_version=None, **close)
    assert closed.status == "closed"
    with pytest.raises(Conflict):
        place.judge(second)
    assert queries.open_corrections(place.actor("supervisor")) == [task]
    tasks.finish_task(
        actor=place.actor("staff"),
        task_id=task.pk,
        result="已补写",
        expected_version=None,
        now=AFTER + timedelta(hours=1),
    )
    assert queries.open_corrections(place.actor("supervisor")) == []


def test_who_may_not_see_an_inspection_cannot_close_it(place):
    found = place.begin()
    with pytest.raises(NotFound):
        actions.close_inspection(
            actor=place.actor("second_head"),
            inspection_id=found.pk,
            conclusion="x",
            expected_version=None,
            now=AFTER,
        )
    sampled = queries.sample_of(found)[0]
    sampled.pk = 999_999
    with pytest.raises(NotFound):
        place.judge(sampled)


def test_the_database_holds_what_it_can(place):
    found = place.begin()
    for values in (
        {"last_day": date(2026, 1, 1)},
        {"seed": ""},
        {"status": "closed"},
        {"title": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Inspection.objects.filter(pk=found.pk).update(**values)
    sampled = queries.sample_of(found)[0]
    for values in ({"verdict": "in_order"}, {"text": "x", "verdict": "finding"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sampled.objects.filter(pk=sampled.pk).update(**values)

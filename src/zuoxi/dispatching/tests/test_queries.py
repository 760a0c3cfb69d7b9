"""Suggestions: who is proposed for which order, and why."""

import pytest

from zuoxi.dispatching import presenters, queries
from zuoxi.dispatching.models import Experience
from zuoxi.dispatching.tests.factories import customer, done, later
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.option_values import set_option
from zuoxi.org.models import Technician
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import NOW, Place, act, create, inputs_for, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    place = Place()
    CodeItem.objects.create(
        list="device_type",
        code="analogue",
        label_zh_hans="模拟",
        valid_from=NOW.date(),
        source="test",
    )
    return place


def suggested(order):
    return [each.technician_code for each in queries.suggestions(order, later(0))]


def code(place, area, person=0):
    return place.technicians[area * 2 + person].code


def test_who_did_the_last_job_for_the_customer_comes_first(place):
    who = customer(place)
    done(place, who, area=0)
    done(place, who, area=1, person=1)
    for _ in range(3):
        done(place, customer(place), area=0)
    best = queries.suggestions(create(place, customer_no=who.customer_no), later(0))[0]

    assert best.technician_code == code(place, 1, 1)
    assert best.did_last_job


def test_the_area_that_works_in_the_district_comes_before_others(place):
    done(place, customer(place, district="海淀区"), area=1)
    done(place, customer(place, district="朝阳区"), area=0)
    order = create(place, customer_no=customer(place, district="海淀区").customer_no)
    best = queries.suggestions(order, later(0))[0]

    assert best.area_code == place.areas[1].code
    assert best.jobs_in_district == 1


def test_who_knows_the_device_type_comes_before_others(place):
    elsewhere = customer(place, district="")
    done(place, elsewhere, area=0, device_type="analogue")
    done(place, customer(place, district=""), area=1, person=1)
    best = queries.suggestions(create(place), later(0))[0]

    assert best.technician_code == code(place, 1, 1)
    assert best.jobs_on_device == 1


def test_of_equals_the_one_with_less_open_work_comes_first_then_the_code(place):
    assert suggested(create(place)) == [code(place, 0), code(place, 0, 1), code(place, 1)]
    order_in(place, "dispatched")
    assert suggested(create(place)) == [code(place, 0, 1), code(place, 1), code(place, 1, 1)]


def test_an_area_that_has_returned_the_order_is_not_proposed_again(place):
    order = order_in(place, "redispatch_pending")
    areas = {each.area_code for each in queries.suggestions(order, later(0))}
    assert areas == {place.areas[1].code}


def test_nobody_is_proposed_who_left_or_belongs_to_another_centre(place):
    Place("other-", company=place.company)
    Technician.objects.filter(pk=place.technicians[0].pk).update(is_active=False)
    found = suggested(create(place))
    assert code(place, 0) not in found
    assert not [each for each in found if each.startswith("other-")]


def test_an_unresolved_job_speaks_for_nobody(place):
    order = order_in(place, "in_progress")
    act(place, order, "complete", inputs=inputs_for(place, "complete") | {"is_resolved": False})
    assert not Experience.objects.exists()


def test_the_weights_are_options(place):
    who = customer(place)
    done(place, who, area=1)
    for _ in range(2):
        done(place, customer(place), area=0)
    order = create(place, customer_no=who.customer_no)
    assert queries.suggestions(order, later(0))[0].did_last_job
    set_option(
        actor=SYSTEM,
        key="dispatching.weight_last_job",
        value=0,
        valid_from=NOW,
        source="test",
        now=NOW,
    )
    assert not queries.suggestions(order, later(0))[0].did_last_job


def test_every_suggestion_says_why(place):
    who = customer(place)
    done(place, who)
    order = create(place, customer_no=who.customer_no)
    best = presenters.suggestions(order, place.actor("dispatcher"), later(0))[0]
    assert best.digit == 1
    assert len(best.reasons) == 4


def test_only_who_may_dispatch_it_now_is_given_suggestions(place):
    order = create(place)
    assert not presenters.suggestions(order, place.actor("supervisor"), later(0))
    sent = order_in(place, "dispatched")
    assert not presenters.suggestions(sent, place.actor("dispatcher"), later(0))


def test_suggestions_cost_one_statement(place, django_assert_num_queries):
    done(place, customer(place))
    order = create(place)
    queries.suggestions(order, later(0))
    with django_assert_num_queries(1):
        queries.suggestions(order, later(0))

"""What the board counts, for whom, and that each figure equals the orders behind it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zuoxi.accounts.choices import Role
from zuoxi.boards import queries
from zuoxi.boards.choices import OVERDUE_HOURS, By, Figure
from zuoxi.boards.queries import Period
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.option_values import set_option
from zuoxi.workorders import actions as workorders
from zuoxi.workorders.tests.factories import NOW, PATHS, Place, act, create, order_in

pytestmark = pytest.mark.django_db

TODAY = Period(NOW - timedelta(hours=3), NOW + timedelta(hours=21))
SOON = NOW + timedelta(hours=20)


@pytest.fixture
def place():
    return Place()


def table(place, by, *, period=TODAY, now=SOON, name="supervisor"):
    found = queries.table(place.actor(name), place.centre, by, period=period, now=now)
    return {each.key: each.figures for each in found}


def numbers(place, by, key, figure, *, period=TODAY, now=SOON):
    found = queries.behind(
        place.actor("supervisor"), place.centre, by, key, figure, period=period, now=now
    )
    return {each.number for each in found.items}


def one_in_each_state(place):
    return {state: order_in(place, state) for state in [*PATHS]}


def test_areas_and_technicians_have_what_is_with_them_now(place):
    one_in_each_state(place)
    with_area = {Figure.OPEN: 5, Figure.OVERDUE: 0, Figure.REVIEWED: 1, Figure.ARCHIVED: 1}
    with_nobody = {Figure.OPEN: 4, Figure.OVERDUE: 0, Figure.REVIEWED: 0, Figure.ARCHIVED: 0}

    assert table(place, By.AREA) == {None: with_nobody, place.areas[0].pk: with_area}
    assert table(place, By.TECHNICIAN) == {None: with_nobody, place.technicians[0].pk: with_area}


def test_people_of_the_centre_have_what_they_took_in_dispatched_and_reviewed(place):
    one_in_each_state(place)
    intake = table(place, By.INTAKE)[place.users["intake"].pk]
    dispatcher = table(place, By.DISPATCHER)[place.users["dispatcher"].pk]
    reviewer = table(place, By.REVIEWER)

    assert (intake[Figure.OPEN], intake[Figure.ARCHIVED]) == (9, 1)
    assert (dispatcher[Figure.OPEN], dispatcher[Figure.ARCHIVED]) == (8, 1)
    assert reviewer == {
        place.users["reviewer"].pk: {
            Figure.OPEN: 1,
            Figure.OVERDUE: 0,
            Figure.REVIEWED: 1,
            Figure.ARCHIVED: 0,
        }
    }


def test_a_dispatcher_has_what_was_dispatched_last_and_each_order_once(place):
    other = place.users["again"] = place.user("again", (Role.DISPATCHER, place.centre))
    order = order_in(place, "redispatch_pending")
    act(place, order, "dispatch", by="again")
    first, again = place.users["dispatcher"].pk, other.pk

    assert table(place, By.DISPATCHER)[again][Figure.OPEN] == 1
    assert first not in table(place, By.DISPATCHER)
    assert numbers(place, By.DISPATCHER, again, Figure.OPEN) == {order.number}
    assert numbers(place, By.DISPATCHER, first, Figure.OPEN) == set()


def test_an_appointment_that_passed_counts_until_the_order_is_completed(place):
    order_in(place, "in_progress", appointment_at=NOW + timedelta(hours=2))
    order_in(place, "completed", appointment_at=NOW + timedelta(hours=2))
    order_in(place, "in_progress", appointment_at=NOW + timedelta(hours=40))
    assert table(place, By.AREA)[place.areas[0].pk][Figure.OVERDUE] == 1


def test_an_order_with_which_nothing_happens_becomes_overdue_after_the_option(place):
    create(place, appointment_at=None, form_type="service_request")
    later = NOW + timedelta(hours=47)
    assert table(place, By.AREA, now=later)[None][Figure.OVERDUE] == 0
    set_option(
        actor=SYSTEM,
        key=OVERDUE_HOURS.key,
        value=46,
        valid_from=NOW - timedelta(days=1),
        source="test",
        now=NOW,
    )
    assert table(place, By.AREA, now=later)[None][Figure.OVERDUE] == 1


def test_reviews_and_archivings_count_in_their_days_and_open_orders_always(place):
    one_in_each_state(place)
    tomorrow = Period(TODAY.ends, TODAY.ends + timedelta(days=1))
    figures = table(place, By.AREA, period=tomorrow)[place.areas[0].pk]
    assert (figures[Figure.OPEN], figures[Figure.REVIEWED], figures[Figure.ARCHIVED]) == (5, 0, 0)


def test_each_figure_equals_the_orders_behind_it(place):
    one_in_each_state(place)
    order_in(place, "returned")
    order_in(place, "archived")
    order_in(place, "in_progress", appointment_at=NOW + timedelta(hours=1))
    compared = 0
    for by in By:
        for key, figures in table(place, by).items():
            for figure, count in figures.items():
                assert len(numbers(place, by, key, figure)) == count, (by, key, figure)
                compared += count
    assert compared > 40


def test_a_reassigned_order_moves_to_the_other_technician(place):
    order = order_in(place, "in_progress")
    workorders.reassign(
        actor=place.actor("supervisor"),
        number=order.number,
        technician=place.technicians[1].code,
        reason="请假",
        expected_version=None,
        now=SOON,
    )
    assert table(place, By.TECHNICIAN)[place.technicians[1].pk][Figure.OPEN] == 1
    assert place.technicians[0].pk not in table(place, By.TECHNICIAN)


@pytest.mark.parametrize("by", list(By))
def test_a_table_is_one_query_for_any_number_of_orders_and_people(place, by):
    actor = place.actor("supervisor")
    for _ in range(3):
        one_in_each_state(place)
    OVERDUE_HOURS.at(SOON)
    with CaptureQueriesContext(connection) as statements:
        assert queries.table(actor, place.centre, by, period=TODAY, now=SOON)
    assert len(statements) == 1


def test_nobody_sees_the_board_of_another_centre(place):
    other = Place("other-", company=place.company)
    one_in_each_state(place)
    supervisor = other.actor("supervisor")
    assert queries.centres(supervisor) == [other.centre]
    assert not queries.table(supervisor, place.centre, By.AREA, period=TODAY, now=SOON)
    assert not queries.centres(place.actor("intake"))
    for by, key in ((By.AREA, place.areas[0].pk), (By.TECHNICIAN, place.technicians[0].pk)):
        with pytest.raises(NotFound):
            queries.name_of(supervisor, other.centre, by, key, period=TODAY)
    intake = place.users["intake"].pk
    assert queries.name_of(supervisor, other.centre, By.INTAKE, intake, period=TODAY) == "—"


def test_only_active_colleagues_of_the_same_area_are_offered(place):
    place.technicians[1].is_active = False
    place.technicians[1].save()
    first, area = place.technicians[0], place.areas[0]
    assert queries.colleagues(place.centre, By.AREA, area.pk) == [first]
    assert queries.colleagues(place.centre, By.TECHNICIAN, first.pk) == []
    assert queries.colleagues(place.centre, By.INTAKE, place.users["intake"].pk) == []

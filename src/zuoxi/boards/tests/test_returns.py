"""What came back, why, and how often the first dispatch was right."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.boards import queries
from zuoxi.boards.queries import Period
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.option_values import set_option
from zuoxi.workorders import actions
from zuoxi.workorders.choices import RETURNS_BEFORE_ADJUDICATION
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import NOW, Place, act, create, inputs_for

pytestmark = pytest.mark.django_db

TODAY = Period(NOW - timedelta(hours=3), NOW + timedelta(hours=21))


@pytest.fixture
def place():
    """Return a place in which no number of returns sends an order to adjudication."""
    set_option(
        actor=SYSTEM,
        key=RETURNS_BEFORE_ADJUDICATION.key,
        value=9,
        valid_from=NOW - timedelta(days=4),
        source="test",
        now=NOW,
    )
    return Place()


def bounce(place, order, *, times, reason="R01", now=NOW):
    """Send an order to the first work area, which returns it, as often as asked."""
    for _ in range(times):
        for name in ("dispatch", "return", "note_misdispatch"):
            by = {"return": "area1"}.get(name, "dispatcher")
            inputs = dict(inputs_for(place, name))
            if name == "return":
                inputs["return_reason"] = reason
            actions.transition(
                actor=place.actor(by),
                number=order.number,
                name=name,
                inputs=inputs,
                expected_version=None,
                now=now,
            )


def test_counts_by_area_and_reason(place):
    bounce(place, create(place), times=2)
    bounce(place, create(place), times=1, reason="")
    done = create(place)
    for name in ("dispatch", "accept", "complete"):
        done = act(place, done, name)
    (area,) = queries.returns_by_area(place.actor("supervisor"), place.centre, period=TODAY)

    first_reason = CodeItem.objects.get(list="return_reason", code="R01").pk
    assert area.name == place.areas[0].name
    assert area.by_reason == {first_reason: 2, None: 1}
    assert area.total == 3
    # Three first dispatches ended; one of them with a result.
    assert (area.first_ended, area.first_right) == (3, 1)
    assert area.first_right_rate == pytest.approx(33.3, abs=0.1)


def test_counts_how_often_each_order_came_back(place):
    for times in (1, 1, 3):
        bounce(place, create(place), times=times)

    found = queries.bounces(place.actor("supervisor"), place.centre, period=TODAY)
    assert found == {1: 2, 3: 1}


def test_other_days_and_other_centres_do_not_count(place):
    bounce(place, create(place), times=1, now=NOW - timedelta(days=3))
    other = Place("b", company=place.company)
    bounce(other, create(other), times=1)

    supervisor = place.actor("supervisor")
    assert queries.returns_by_area(supervisor, place.centre, period=TODAY) == []
    assert queries.returns_by_area(supervisor, other.centre, period=TODAY) == []


def test_costs_the_same_for_few_and_many(place):
    costs = []
    for _ in range(2):
        bounce(place, create(place), times=2)
        with CaptureQueriesContext(connection) as statements:
            queries.returns_by_area(place.actor("supervisor"), place.centre, period=TODAY)
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_on_its_page(place):
    client = signed_in(place.users["supervisor"])
    url = reverse("boards:returns")
    assert "所选日期内没有反单" in client.get(url).content.decode()
    bounce(place, create(place), times=1, now=timezone.now())

    page = client.get(url).content.decode()
    assert place.areas[0].name in page
    assert "0.0" in page

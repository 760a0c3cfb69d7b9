"""What work orders add to the packages below."""

import pytest

from zuoxi.org import actions as org
from zuoxi.org import queries
from zuoxi.workorders.tests.factories import NOW, Place, act, order_in

pytestmark = pytest.mark.django_db


def test_a_work_area_with_an_open_order_asks_before_it_closes():
    place = Place()
    area = place.areas[0]
    order = order_in(place, "dispatched")
    assert queries.open_work(work_area_id=area.pk) == 1
    assert queries.open_work(technician_id=order.technician_id) == 1

    with pytest.raises(org.OpenWorkLeft):
        org.deactivate_unit(actor=place.actor("supervisor"), unit_id=area.pk, now=NOW)
    act(place, order, "accept")
    act(place, order, "complete")

    assert queries.open_work(work_area_id=area.pk) == 0
    org.deactivate_unit(actor=place.actor("supervisor"), unit_id=area.pk, now=NOW)

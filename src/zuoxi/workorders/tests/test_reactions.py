"""What work orders add to the packages below."""

import pytest

from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogFilter
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


def test_the_audit_log_names_orders_with_one_query(django_assert_num_queries):
    place = Place()
    order = order_in(place, "dispatched")
    auditor = place.actor("auditor")

    found = audit.log(auditor, LogFilter(area="workorders")).items
    with django_assert_num_queries(1):
        rows = audit.in_words(found, actor=auditor)

    named = {row.subject.label for row in rows if row.subject}
    assert named == {order.number}
    assert all(order.number in row.subject.url for row in rows if row.subject)

"""What work orders add to the packages below."""

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogFilter
from zuoxi.kernel.errors import InvalidInput
from zuoxi.notices.models import Notice
from zuoxi.org import actions as org
from zuoxi.org import queries
from zuoxi.workorders.tests.factories import NOW, Place, act, inputs_for, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


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


class TestPetition:
    """A customer who wants to petition the authorities alerts the supervisors (W-042)."""

    def complete(self, place, *, is_petition=True, **changes):
        order = order_in(place, "in_progress")
        inputs = inputs_for(place, "complete") | {"is_petition": is_petition}
        return act(place, order, "complete", inputs=inputs, **changes)

    def told(self):
        return {each.receiver.username for each in Notice.objects.select_related("receiver")}

    def test_the_supervisors_of_the_centre_are_told(self, place):
        order = self.complete(place)

        assert self.told() == {"supervisor", "all"}
        notice = Notice.objects.first()
        assert (notice.subject_type, notice.subject_id) == ("workorders.order", order.pk)
        assert notice.data == {"number": order.number}
        assert notice.centre_id == place.centre.pk

    def test_without_a_petition_nobody_is_told(self, place):
        self.complete(place, is_petition=False)
        assert not Notice.objects.exists()

    def test_who_reports_it_knows(self, place):
        self.complete(place, by="all")
        assert self.told() == {"supervisor"}

    def test_those_above_are_told_and_those_beside_and_gone_are_not(self, place):
        Place("other-", company=place.company)
        place.user("above", (Role.SUPERVISOR, place.company))
        place.user("gone", (Role.SUPERVISOR, place.centre))
        User.objects.filter(username="gone").update(is_active=False)
        place.user("below", (Role.SUPERVISOR, place.areas[0]))

        self.complete(place)

        assert self.told() == {"supervisor", "all", "above"}

    def test_a_completion_that_is_refused_tells_nobody(self, place):
        order = order_in(place, "in_progress")
        inputs = inputs_for(place, "complete") | {"is_petition": True, "handler": "nobody"}
        with pytest.raises(InvalidInput):
            act(place, order, "complete", inputs=inputs)
        assert not Notice.objects.exists()

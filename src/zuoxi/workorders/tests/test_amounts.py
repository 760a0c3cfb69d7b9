"""Money that is checked against the articles and against what was paid (W-022)."""

import pytest

from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import InvalidInput
from zuoxi.workorders import actions
from zuoxi.workorders.models import RequestField
from zuoxi.workorders.tests.factories import NOW, Place, create

pytestmark = pytest.mark.django_db

BOX = {"name": "智能机顶盒", "quantity": "2", "price": "199"}
CABLE = {"name": "同轴电缆", "quantity": "1.5", "price": "6.01"}


@pytest.fixture
def place():
    actions.load_reference_codes(actor=SYSTEM, now=NOW)
    actions.load_reference_fields(actor=SYSTEM, now=NOW)
    return Place()


def ordered(place, amount="398", articles=(BOX,)):
    details = {"articles": list(articles), "amount": amount}
    return create(place, request_type="goods_order", details=details)


def paid(place, first, amount):
    details = {"amount": amount, "payment_method": "现金"}
    return create(place, request_type="order_payment", details=details, follows=first.number)


def refunded(place, first, amount):
    return create(place, request_type="refund", details={"amount": amount}, follows=first.number)


def refused(call, *arguments, **named):
    with pytest.raises(InvalidInput) as fault:
        call(*arguments, **named)
    (field,) = fault.value.fields
    return field, str(fault.value.fields[field][0])


class TestTotal:
    @pytest.mark.parametrize(
        ("amount", "articles"),
        [("398", [BOX]), ("407.02", [BOX, CABLE]), ("500", [BOX, {"name": "支架"}])],
    )
    def test_is_what_the_articles_come_to(self, place, amount, articles):
        assert ordered(place, amount, articles).pk

    @pytest.mark.parametrize(
        ("amount", "articles"),
        [("397.99", [BOX]), ("399", [BOX]), ("397", [BOX, {"name": "支架"}])],
    )
    def test_is_refused_at_its_field_with_the_right_sum(self, place, amount, articles):
        field, message = refused(ordered, place, amount, articles)

        assert field == "details.amount"
        assert "398" in message

    def test_is_not_checked_where_no_rule_says_so(self, place):
        RequestField.objects.update(rule="")

        assert ordered(place, "1").pk


class TestRefund:
    def test_is_at_most_what_was_paid(self, place):
        first = ordered(place)
        paid(place, first, "100")
        paid(place, first, "50")

        field, message = refused(refunded, place, first, "150.01")
        assert field == "details.amount"
        assert "150" in message
        assert refunded(place, first, "150").pk

    def test_counts_what_was_refunded_before_also_by_way_of_the_payment(self, place):
        first = ordered(place)
        payment = paid(place, first, "398")
        refunded(place, payment, "300")

        assert refused(refunded, place, first, "99")[0] == "details.amount"
        assert refunded(place, first, "98").pk
        assert refused(refunded, place, payment, "0.01")[0] == "details.amount"

    def test_without_a_payment_the_articles_count(self, place):
        first = ordered(place)

        assert refused(refunded, place, first, "398.01")[0] == "details.amount"
        assert refunded(place, first, "398").pk

    def test_where_no_amount_is_known_nothing_is_said(self, place):
        assert refunded(place, create(place, request_type="consultation"), "5").pk

    def test_another_matters_payment_does_not_count(self, place):
        first, other = ordered(place), ordered(place, "199", [BOX | {"quantity": "1"}])
        paid(place, other, "199")
        paid(place, first, "10")

        assert refused(refunded, place, first, "11")[0] == "details.amount"

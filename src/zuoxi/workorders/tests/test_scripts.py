"""Orders and customers are found in the other Chinese script too."""

import pytest

from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.workorders import queries
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries import OrderFilter, search
from zuoxi.workorders.tests.factories import Place, create


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("小區停電", "小区停电"),
        ("小区停电", "小區停電"),
        ("里面", "裡面"),
        ("里面", "裏面"),
        ("头发", "頭髮"),
    ],
)
def test_a_text_is_written_in_both(typed, other):
    found = in_both_scripts(typed)

    assert found[0] == typed
    assert other in found


@pytest.mark.parametrize("text", ["", "20261122-00299", "zhangwei", "%_"])
def test_what_has_no_chinese_stays_alone(text):
    assert in_both_scripts(text) == [text]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "q"),
    [
        ("小区停电报修", "停電"),
        ("小區停電報修", "停电"),
        ("小区停电报修", "停电"),
        ("电梯停了", "電"),
    ],
)
def test_an_order_is_found_by_its_index_and_among_few(written, q):
    place = Place()
    order = create(place, description=written)
    create(place, description="咨询")
    actor = place.actor("intake")

    assert queries.page(actor, OrderFilter(q=q)).items == [order]
    assert list(search.among(WorkOrder.objects.all(), actor, q, is_one=True)) == [order]
    assert [each["pk"] for each in search.of_order(q)] == [order.pk]


@pytest.mark.django_db
def test_a_customer_is_found_by_the_shown_part_of_the_name():
    place = Place()
    other = Customer.objects.create(
        customer_no="222",
        centre=place.centre,
        name="陈国华",
        grams=customers.grams_of("陈国华"),
        created_at=place.customer.created_at,
    )
    actor = place.actor("intake")

    assert list(customers.narrowed(actor, customers.CustomerFilter(q="陳"))) == [other]

"""What Ctrl+K finds, for whom, and what it must not tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from zuoxi.customers import actions as customers
from zuoxi.customers.choices import ContactKind
from zuoxi.customers.drafts import ContactDraft, CustomerDraft
from zuoxi.desk import palette
from zuoxi.kernel.belief import forget_everything
from zuoxi.savedviews.tests.factories import save
from zuoxi.sheets.tests.factories import client_of
from zuoxi.workorders.tests.factories import NOW, Place, act, create

pytestmark = pytest.mark.django_db

PHONE = "13812349876"


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def zhang(place):
    contact = ContactDraft(kind=ContactKind.MOBILE, value=PHONE)
    draft = CustomerDraft(customer_no="Z100", name="张伟", contact_points=[contact])
    return customers.register_customer(actor=place.actor("intake"), draft=draft, now=NOW)


def found(place, q, *, by="intake"):
    return [
        target.url
        for group in palette.find(place.actor(by), q, now=NOW)
        for target in group.targets
    ]


def order_url(order):
    return reverse("workorders:order", args=[order.number])


def test_the_whole_number_of_an_order_comes_first(place):
    order, _other = create(place), create(place)

    assert found(place, order.number)[0] == order_url(order)
    assert found(place, order.number).count(order_url(order)) == 1


def test_the_last_digits_of_a_number_lead_to_the_order(place):
    order = create(place)

    assert found(place, order.number[-5:])[0] == order_url(order)


@pytest.mark.parametrize(
    "q", ["zhangwei", "zw", "Zhang Wei", "张伟", "张", PHONE, "138 1234 9876", "9876", "z100"]
)
def test_a_customer_is_found_by_name_letters_telephone_and_number(place, zhang, q):
    assert reverse("customers:detail", args=["Z100"]) in found(place, q)


def test_a_name_in_letters_opens_the_customer_and_not_the_orders(place, zhang):
    create(place, customer_no="Z100")

    assert found(place, "zhangwei")[0] == reverse("customers:detail", args=["Z100"])


def test_words_inside_a_text_are_found_and_marked(place):
    order = create(place, description="小区停电报修")

    text = client_of(place, "intake").get("/go/?q=停电").content.decode()

    assert order_url(order) in text
    assert "小区<mark>停电</mark>报修" in text


def test_views_and_pages_are_found_by_name_and_pages_by_pinyin(place):
    view = save(place, by="intake", name="停电待办", address="/inquiry/?q=停电")
    assert view.address in found(place, "待办")

    with translation.override("zh-hans"):
        assert reverse("workorders:dispatch_list") in found(place, "diaodu", by="dispatcher")
        assert reverse("workorders:dispatch_list") in found(place, "调度", by="dispatcher")
    assert reverse("workorders:dispatch_list") not in found(place, "dispatch", by="area1")


def test_nothing_typed_shows_the_own_pages_and_views(place):
    save(place, by="intake", name="我的", address="/inquiry/?q=停电")
    with translation.override("en"):
        titles = [group.title for group in palette.find(place.actor("intake"), "", now=NOW)]

    assert titles == ["Pages", "Saved views"]


@pytest.mark.parametrize("q", ["zhangwei", "zw", "张伟", PHONE, "9876", "Z100", "停电"])
def test_an_area_learns_of_its_own_customers_and_orders_alone(place, zhang, q):
    order = act(place, create(place, customer_no="Z100", description="停电"), "dispatch")
    urls = {order_url(order), reverse("customers:detail", args=["Z100"])}

    assert urls & set(found(place, q, by="area1"))
    assert not urls & set(found(place, q, by="area2"))
    assert not urls & set(found(place, order.number, by="area2"))
    assert not urls & set(found(place, q, by="admin"))
    assert not urls & set(found(Place("b-"), q))


def test_letters_tell_an_auditor_no_more_than_the_mask_does(place, zhang):
    url = reverse("customers:detail", args=["Z100"])

    assert url not in found(place, "zhangwei", by="auditor")
    assert url not in found(place, "张伟", by="auditor")
    assert url in found(place, "张", by="auditor")


def test_names_and_telephones_are_masked(place, zhang):
    create(place, customer_no="Z100")

    text = client_of(place, "intake").get("/go/?q=zhangwei").content.decode()

    assert "Z100" in text
    assert "张伟" not in text
    assert PHONE not in text.replace(" ", "")


@pytest.mark.parametrize("q", ["", " ", "%", "_", "停" * 300, "<script>", "'", "\\", "1", "z"])
def test_whatever_is_typed_there_is_an_answer(place, q):
    answer = client_of(place, "intake").get("/go/", {"q": q}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_it_costs_the_same_however_many_are_found(place):
    client = client_of(place, "intake")
    costs = []
    for _ in range(2):
        for _each in range(3):
            create(place, description="停电")
        # Who calls is believed for some seconds.
        forget_everything()
        with CaptureQueriesContext(connection) as statements:
            client.get("/go/?q=停电", headers={"HX-Request": "true"})
        costs.append(sum("kernel_optionvalue" not in each["sql"] for each in statements))

    assert costs[0] == costs[1] <= 12

"""What the values of a choice are called in each language."""

import pytest
from django.urls import reverse
from django.utils import translation

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.kernel.actors import SYSTEM
from zuoxi.workorders import actions, queries
from zuoxi.workorders.models import RequestField
from zuoxi.workorders.presenters.details import detail_rows
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import NOW, Place, create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    actions.load_reference_codes(actor=SYSTEM, now=NOW)
    actions.load_reference_fields(actor=SYSTEM, now=NOW)
    return Place()


def field(code="payment_method"):
    return RequestField.objects.get(code=code)


def paid(place, method="银行卡"):
    first = create(place, request_type="order_tracking")
    details = {"amount": "5", "payment_method": method}
    return create(place, request_type="order_payment", details=details, follows=first.number)


@pytest.mark.parametrize(
    ("language", "label"), [("zh-hans", "银行卡"), ("zh-hant", "銀行卡"), ("en", "Bank card")]
)
def test_are_shown_in_the_readers_language(place, language, label):
    order = paid(place)

    assert order.details["payment_method"] == "银行卡"
    with translation.override(language):
        shown = dict(detail_rows([field()], order.details))
    assert list(shown.values()) == [label]


@pytest.mark.parametrize("name", ["银行卡", "銀行卡", "Bank card", " Bank card "])
def test_any_of_them_means_the_one_value(place, name):
    assert paid(place, name).details["payment_method"] == "银行卡"


def test_a_value_without_labels_is_shown_as_it_is(place):
    RequestField.objects.filter(code="payment_method").update(choice_labels={})
    order = paid(place)

    with translation.override("en"):
        assert "银行卡" in dict(detail_rows([field()], order.details)).values()


def test_the_searchable_are_found_by_each(place):
    RequestField.objects.filter(code="payment_method").update(is_searchable=True)
    order = paid(place)

    for q in ("银行卡", "銀行卡", "bank"):
        assert queries.page(place.actor("intake"), OrderFilter(q=q)).items == [order]


def test_are_edited_side_by_side(place):
    client = signed_in(place.users["supervisor"])
    url = reverse("workorders:field", args=["order_payment", "payment_method"])
    page = client.get(url).content.decode()
    assert 'value="Alipay"' in page

    sent = {"label_zh_hans": "付款方式", "source": "试", "is_active": "on", "position": "3"}
    sent |= {
        "choices.0.value": "现金",
        "choices.0.en": "Cash in hand",
        "choices.1.value": "银行卡",
        "choices.1.zh_hant": "銀行卡",
    }
    assert client.post(url, sent).status_code == 303
    assert field().choices == ["现金", "银行卡"]
    labels = {"现金": {"en": "Cash in hand"}, "银行卡": {"zh_hant": "銀行卡"}}
    assert field().choice_labels == labels

    refused = client.post(url, sent | {"choices.1.value": ""})
    assert refused.status_code == 422
    assert 'value="銀行卡"' in refused.content.decode()


def test_are_offered_at_intake_and_over_the_api(place):
    client = signed_in(place.users["intake"])
    asked = {"step": "fields", "request_type": "order_payment"}
    url = reverse("workorders:intake", args=["service-requests"])
    page = client.post(url, asked, headers={"Accept-Language": "en"})
    assert '<option value="银行卡">Bank card</option>' in page.content.decode()
    answer = client.get(
        "/api/v1/request-types/order_payment/fields", headers={"Accept-Language": "en"}
    )
    (method,) = (each for each in answer.json()["items"] if each["code"] == "payment_method")
    assert method["choices"][2] == "银行卡"
    assert method["choice_labels"]["银行卡"] == "Bank card"

"""The callback list and the page of one callback, as the browser gets them."""

import pytest
from django.urls import reverse

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.callbacks.models import Callback
from zuoxi.callbacks.tests.test_actions import completed
from zuoxi.web import nav
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db

REACHED = {
    "connect_status": "connected",
    "solved": "solved",
    "satisfaction": "satisfied",
    "remark": "客户表示已恢复",
    "version": "1",
}


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def callback(place):
    return completed(place).callbacks.get()


def client_of(place, name):
    return signed_in(place.users[name])


def url_of(callback):
    return reverse("callbacks:detail", args=[callback.pk])


def test_the_list_shows_open_callbacks_with_a_masked_customer(place, callback):
    page = client_of(place, "intake").get(reverse("callbacks:list")).content.decode()

    assert callback.order.number in page
    assert "待回访" in page
    assert place.customer.name not in page


def test_an_empty_list_says_when_something_will_appear(place):
    page = client_of(place, "intake").get(reverse("callbacks:list")).content.decode()
    assert "没有待回访的客户。" in page


def test_the_list_costs_the_same_queries_for_any_number_of_rows(
    place, django_assert_max_num_queries
):
    client = client_of(place, "intake")
    completed(place)
    client.get(reverse("callbacks:list"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("callbacks:list"))
    for _ in range(5):
        completed(place)
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("callbacks:list"))
    assert len(many) == len(few)


def test_recording_a_result_closes_the_callback(place, callback):
    client = client_of(place, "intake")
    response = client.post(url_of(callback), REACHED)

    callback.refresh_from_db()
    assert callback.status == "done"
    assert (response.status_code, response["Location"]) == (303, url_of(callback))
    assert "业务操作成功" in client.get(response["Location"]).content.decode()
    closed = client.get(reverse("callbacks:list"), {"status": "done"}).content.decode()
    assert callback.order.number in closed


def test_what_was_typed_stays_when_something_is_missing(place, callback):
    values = REACHED | {"satisfaction": "", "remark": "客户很生气<b>"}
    response = client_of(place, "intake").post(url_of(callback), values)

    assert response.status_code == 422
    page = response.content.decode()
    assert "客户很生气&lt;b&gt;" in page
    assert "请选择客户的回答。" in page
    assert Callback.objects.get().status == "open"


def test_what_was_typed_stays_when_somebody_was_faster(place, callback):
    client_of(place, "intake").post(url_of(callback), REACHED)
    values = REACHED | {"remark": "第二个坐席的备注"}
    response = client_of(place, "supervisor").post(url_of(callback), values)

    assert response.status_code == 409
    page = response.content.decode()
    assert "第二个坐席的备注" in page
    assert "该回访已结束" in page
    assert callback.attempts.count() == 1


def test_an_auditor_looks_on(place, callback):
    client = client_of(place, "auditor")
    assert 'name="connect_status"' not in client.get(url_of(callback)).content.decode()
    assert client.post(url_of(callback), REACHED).status_code == 403
    assert not callback.attempts.exists()


@pytest.mark.parametrize("name", ["area1", "dispatcher", "admin"])
def test_others_have_no_such_page(place, callback, name):
    client = client_of(place, name)
    assert client.get(reverse("callbacks:list")).status_code == 403
    assert client.get(url_of(callback)).status_code == 403


def test_another_centre_finds_nothing(place, callback):
    other = Place("other-", company=place.company)
    client = client_of(other, "supervisor")
    assert client.get(url_of(callback)).status_code == 404
    assert callback.order.number not in client.get(reverse("callbacks:list")).content.decode()


def test_the_rail_counts_what_is_open(place, callback):
    assert nav.counts(place.actor("intake"))["callbacks"] == 1


def test_a_status_that_does_not_exist_shows_the_open_ones(place, callback):
    page = client_of(place, "intake").get(reverse("callbacks:list"), {"status": "x"})
    assert callback.order.number in page.content.decode()


def test_a_changed_page_marker_is_refused(place):
    response = client_of(place, "intake").get(reverse("callbacks:list"), {"cursor": "zzz"})
    assert response.status_code == 422


def test_the_order_page_shows_its_callbacks_to_those_who_may_read_them(place, callback):
    intake = client_of(place, "intake")
    intake.post(url_of(callback), REACHED)
    order_url = reverse("workorders:order", args=[callback.order.number])

    page = intake.get(order_url).content.decode()
    assert "第 1 次派单后的回访" in page
    assert REACHED["remark"] in page
    assert url_of(callback) in page
    assert REACHED["remark"] not in client_of(place, "dispatcher").get(order_url).content.decode()


def test_an_order_without_a_callback_has_no_such_part(place):
    order = completed(place, callback_required=False)
    page = client_of(place, "intake").get(reverse("workorders:order", args=[order.number]))
    assert 'id="callbacks"' not in page.content.decode()


def test_a_role_at_another_centre_opens_no_callback_of_the_own_work_area(place, callback):
    other = Place("b-")
    order = callback.order
    held = ((Role.AUDITOR, other.centre), (Role.WORK_AREA_STAFF, order.work_area))
    client = signed_in(other.user("both", *held))

    assert client.get(reverse("workorders:order", args=[order.number])).status_code == 200
    assert client.get(url_of(callback)).status_code == 404
    assert client.get(f"/api/v1/callbacks/{callback.pk}").status_code == 404
    assert order.number not in client.get(reverse("callbacks:list")).content.decode()

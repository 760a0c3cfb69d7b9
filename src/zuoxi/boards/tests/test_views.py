"""The board and the orders behind a figure, as the browser gets them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import Place, act, order_in

pytestmark = pytest.mark.django_db

BOARD = "/board/"


@pytest.fixture
def place():
    return Place()


def client_of(place, name):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(place.users[name])
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
    session.save()
    return client


def url_of(place, *, by="area", key=None, figure="open"):
    return reverse("boards:orders", args=[by, key or place.areas[0].pk, figure])


def key_of(order):
    order.refresh_from_db()
    return f"{order.number}:{order.version}"


def test_every_figure_leads_to_as_many_orders_as_it_says(place):
    for state in ("dispatched", "in_progress", "in_progress", "completed", "returned"):
        order_in(place, state)
    client = client_of(place, "supervisor")
    page = client.get(BOARD, {"span": "30"}).content.decode()
    figures = re.findall(r'<a\s+href="(/board/[^"]+)"[^>]*>(?:<svg.*?</svg>)?(\d+)</a>', page)

    assert len(figures) >= 8
    for address, count in figures:
        behind = client.get(address.replace("&amp;", "&"))
        shown = re.findall(r'class="col-number">\s*<a', behind.content.decode())
        assert len(shown) == int(count), address


def test_the_board_says_what_overdue_means(place):
    page = client_of(place, "supervisor").get(BOARD).content.decode()
    assert "48 小时" in page
    assert "没有未办结" in page


@pytest.mark.parametrize(
    "query",
    [
        {"span": "x", "centre": "x"},
        {"span": "free", "begins": "2026-13-45", "ends": "zzz"},
        {"span": "free", "begins": "2100-01-01", "ends": "2000-01-01"},
        {"span": "free", "begins": "0001-01-01", "ends": "9999-12-31"},
    ],
)
def test_days_that_cannot_be_read_are_today(place, query):
    assert client_of(place, "supervisor").get(BOARD, query).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/board/x/1/open/", "/board/area/1/x/", "/board/area/x/open/", "/board/area/9/open/"],
)
def test_figures_that_do_not_exist_are_not_found(place, address):
    assert client_of(place, "supervisor").get(address).status_code == 404


def test_the_board_costs_the_same_queries_for_any_number_of_orders(
    place, django_assert_max_num_queries
):
    client = client_of(place, "supervisor")
    order_in(place, "in_progress")
    client.get(BOARD)
    with django_assert_max_num_queries(30) as few:
        client.get(BOARD)
    for state in ("in_progress", "dispatched", "archived", "returned"):
        order_in(place, state)
    with django_assert_max_num_queries(30) as many:
        client.get(BOARD)
    assert len(many) == len(few)


def test_chosen_orders_go_to_the_other_technician_with_a_result_for_each(place):
    fine, moved, done = (order_in(place, "in_progress") for _ in range(3))
    keys = [key_of(each) for each in (fine, moved, done)]
    client = client_of(place, "supervisor")
    moved_values = {"technician": place.technicians[1].code, "reason": "请假", "order": keys[1:2]}
    assert client.post(url_of(place), moved_values).status_code == 303
    act(place, done, "complete")
    other = Place("other-", company=place.company)
    foreign = order_in(other, "in_progress")
    values = {
        "technician": place.technicians[1].code,
        "reason": "原维修员请假",
        "order": [*keys, key_of(foreign), key_of(done), "a/b\x00:1"],
    }
    page = client.get(client.post(url_of(place), values)["Location"]).content.decode()

    # An order of another centre does not exist here; the one that is named twice counts once.
    results = re.findall(r'data-result="([^"]*)"', page)
    assert results == ["done", "changed", "changed", "not_found"]
    assert "data-undo" in page
    assert url_of(place) in page
    fine.refresh_from_db()
    foreign.refresh_from_db()
    assert fine.technician == place.technicians[1]
    assert foreign.technician == other.technicians[0]


def test_nothing_chosen_no_person_or_no_reason_keeps_what_was_typed(place):
    order = order_in(place, "dispatched")
    client = client_of(place, "supervisor")
    values = {"technician": "", "reason": "<b>请假", "order": [key_of(order)]}
    response = client.post(url_of(place), values, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "&lt;b&gt;请假" in page
    assert re.search(rf'value="{key_of(order)}"[^>]*checked', page)
    nothing = client.post(url_of(place), {"technician": "x", "reason": "x"})
    assert "请至少选择一张工单。" in nothing.content.decode()
    assert WorkOrder.objects.get().technician == place.technicians[0]


def test_customers_stay_masked_and_what_cannot_move_cannot_be_ticked(place):
    order_in(place, "completed")
    page = client_of(place, "supervisor").get(url_of(place)).content.decode()
    assert place.customer.name not in page
    assert 'type="checkbox"' not in page


def test_the_status_has_its_colour_and_a_missed_appointment_is_marked(place):
    late, done = order_in(place, "dispatched"), order_in(place, "completed")
    due = timezone.now() - timedelta(hours=1)
    WorkOrder.objects.filter(pk__in=[late.pk, done.pk]).update(appointment_at=due)
    page = client_of(place, "supervisor").get(url_of(place)).content.decode()
    rows = {
        number: next(row for row in page.split("<tr") if number in row)
        for number in (late.number, done.number)
    }

    assert "tone-indigo" in rows[late.number]
    assert "tone-teal" in rows[done.number]
    assert f"{localtime(due):%m-%d %H:%M}" in rows[late.number]
    assert "已超预约时间" in rows[late.number]
    assert "已超预约时间" not in rows[done.number]


def test_an_auditor_looks_on_and_others_have_no_board(place):
    order = order_in(place, "dispatched")
    auditor = client_of(place, "auditor")
    assert 'name="technician"' not in auditor.get(url_of(place)).content.decode()
    values = {"technician": place.technicians[1].code, "reason": "x", "order": [key_of(order)]}
    assert auditor.post(url_of(place), values).status_code == 403
    for name in ("intake", "dispatcher", "area1", "admin"):
        assert client_of(place, name).get(BOARD).status_code == 403
    order.refresh_from_db()
    assert order.technician == place.technicians[0]


def test_another_centre_finds_nothing(place):
    order = order_in(place, "dispatched")
    other = Place("other-", company=place.company)
    client = client_of(other, "supervisor")
    assert client.get(url_of(place)).status_code == 404
    assert order.number not in client.get(BOARD).content.decode()

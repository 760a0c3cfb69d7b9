"""The bell, the list of notices, and the way to what one is about, end to end with a petition."""

import pytest
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import Place, act, inputs_for, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def petition(place):
    order = order_in(place, "in_progress")
    inputs = inputs_for(place, "complete") | {"is_petition": True}
    return act(place, order, "complete", inputs=inputs)


def client_of(place, name, language="zh-hans"):
    return signed_in(place.users[name], language=language)


def text_of(client, name="notices:list", *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def bell(client):
    page = client.get(reverse("web:nav_counts")).content.decode()
    return page.split('id="count-notices"')[1].split(">")[1].split("<")[0]


def test_a_petition_reaches_the_supervisor_and_leads_to_the_order(place):
    order = petition(place)
    client = client_of(place, "supervisor")

    assert bell(client) == "1"
    assert f"表单 {order.number} 的用户" in text_of(client)
    notice = Notice.objects.get(receiver=place.users["supervisor"])
    response = client.get(reverse("notices:open", args=[notice.pk]))

    assert response.status_code == 303
    assert response["Location"] == reverse("workorders:order", args=[order.number])
    assert bell(client) == ""
    assert 'class="is-unread"' not in text_of(client)


def test_unread_ones_stand_first_and_are_marked(place):
    first, second = petition(place), petition(place)
    client = client_of(place, "supervisor")
    notice = Notice.objects.get(subject_id=second.pk, receiver=place.users["supervisor"])
    client.get(reverse("notices:open", args=[notice.pk]))

    page = text_of(client)
    assert page.count('class="is-unread"') == 1
    assert page.index(first.number) < page.index(second.number)


def test_all_are_marked_as_read_up_to_the_page(place):
    petition(place)
    client = client_of(place, "supervisor")
    page = text_of(client)
    until = page.split('name="until" value="')[1].split('"')[0]
    petition(place)
    response = client.post(reverse("notices:read_all"), {"until": until})

    assert response.status_code == 303
    assert bell(client) == "1"
    client.post(reverse("notices:read_all"), {"until": "nonsense"})
    assert bell(client) == ""
    assert reverse("notices:read_all") not in text_of(client)


def test_a_subject_that_is_not_visible_any_more_gets_a_sentence(place):
    order = petition(place)
    place.users["supervisor"].assignments.all().delete()
    client = client_of(place, "supervisor")
    notice = Notice.objects.get(receiver=place.users["supervisor"])
    response = client.get(reverse("notices:open", args=[notice.pk]))

    assert response.status_code == 200
    assert "您现在已看不到" in response.content.decode()
    assert order.number in response.content.decode()
    notice.refresh_from_db()
    assert not notice.is_unread


def test_nobody_opens_the_notice_of_another_one(place):
    petition(place)
    notice = Notice.objects.get(receiver=place.users["supervisor"])
    for name in ("area1", "dispatcher", "admin", "auditor"):
        client = client_of(place, name)
        assert client.get(reverse("notices:open", args=[notice.pk])).status_code == 404
        assert "目前没有通知" in text_of(client)
    notice.refresh_from_db()
    assert notice.is_unread


def test_opening_by_a_foreign_request_needs_a_post_for_all(place):
    assert client_of(place, "supervisor").get(reverse("notices:read_all")).status_code == 405


def test_a_page_beyond_the_end_leads_back(place):
    page = text_of(client_of(place, "supervisor"), cursor="r.")
    assert "没有更早的通知" in page


def test_a_changed_page_marker_is_refused(place):
    client = client_of(place, "supervisor")
    assert client.get(reverse("notices:list"), {"cursor": "r.x"}).status_code == 422


def test_the_list_costs_the_same_for_any_number_of_rows(place, django_assert_max_num_queries):
    client = client_of(place, "supervisor")
    petition(place)
    text_of(client)
    with django_assert_max_num_queries(7) as few:
        text_of(client)
    for _ in range(4):
        petition(place)
    with django_assert_max_num_queries(7) as many:
        text_of(client)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hant", "表單"), ("en", "wants to petition the authorities")],
)
def test_the_sentence_is_in_the_readers_language(place, language, words):
    petition(place)
    assert words in text_of(client_of(place, "supervisor", language))

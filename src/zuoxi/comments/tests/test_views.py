"""Comments on the order's page, as the browser gets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts.models import User
from zuoxi.comments.models import Comment
from zuoxi.comments.tests.test_actions import add
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import Place, order_in, set_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "dispatched")


def client_of(place, name):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(place.users[name])
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
    session.save()
    return client


def url_of(order, name="of_order", *args):
    return reverse(f"comments:{name}", args=[order.number, *args])


def order_page(client, order):
    return client.get(reverse("workorders:order", args=[order.number])).content.decode()


def test_a_comment_with_a_mention_from_the_page_to_the_notice(place, order):
    client = client_of(place, "dispatcher")
    values = {"text": "客户 <b>着急</b>", "mentions": [place.users["area1"].pk], "key": "k"}
    response = client.post(url_of(order), values)

    assert response.status_code == 303
    assert response["Location"].endswith("#comments")
    page = order_page(client_of(place, "area1"), order)
    assert page.count("客户 &lt;b&gt;着急&lt;/b&gt;") == 2  # the comment, and the history
    assert '<bdi class="mention">area1</bdi>' in page
    notices = client_of(place, "area1").get(reverse("notices:list")).content.decode()
    assert "dispatcher在" in notices
    assert order.number in notices


def test_htmx_gets_the_part_with_an_empty_form(place, order):
    client = client_of(place, "dispatcher")
    part = client.post(
        url_of(order), {"text": "已联系客户", "for_customer": "on"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert part.strip().startswith("<div data-comments")
    assert part.count("已联系客户") == 1
    assert "可告知用户" in part
    assert Comment.objects.get().is_internal is False


def test_the_form_offers_those_who_see_the_order(place, order):
    page = order_page(client_of(place, "dispatcher"), order)
    for name, offered in (
        ("area1", True),
        ("supervisor", True),
        ("area2", False),
        ("admin", False),
    ):
        assert (f'<option value="{place.users[name].pk}"' in page) == offered
    assert f'<option value="{place.users["dispatcher"].pk}"' not in page


def test_sent_twice_it_is_there_once(place, order):
    client = client_of(place, "dispatcher")
    for _ in range(2):
        client.post(url_of(order), {"text": "一次", "key": "same"})
    assert Comment.objects.count() == 1


def test_sent_again_with_other_words_they_stay_and_one_more_press_adds_them(place, order):
    client = client_of(place, "dispatcher")
    client.post(url_of(order), {"text": "打过电话", "key": "same"})
    mentions = [place.users["area1"].pk, place.users["supervisor"].pk]
    refused = client.post(url_of(order), {"text": "改期", "mentions": mentions, "key": "same"})

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "请再次提交" in page
    assert ">\n改期</textarea>" in page
    for each in mentions:
        assert f'value="{each}" selected' in page
    (key,) = re.findall(r'name="key" value="(\w+)"', page)
    again = client.post(url_of(order), {"text": "改期", "mentions": mentions, "key": key})
    assert again.status_code == 303
    assert [each.text for each in Comment.objects.order_by("pk")] == ["打过电话", "改期"]


@pytest.mark.parametrize("htmx", [True, False])
def test_what_was_typed_stays_when_it_is_refused(place, order, htmx):
    mentions = [place.users["area1"].pk, place.users["area2"].pk]
    response = client_of(place, "dispatcher").post(
        url_of(order),
        {"text": "长" * 2001, "mentions": mentions, "for_customer": "on"},
        headers={"HX-Request": "true"} if htmx else {},
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "长" * 2001 in page
    assert 'data-error-for="text"' in page
    assert 'data-error-for="mentions"' in page
    assert f'value="{mentions[0]}" selected data-also=' in page
    assert "checked" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("mentions", [["x"], ["-1"], ["9" * 40], ["\x00"]])
def test_mentions_that_are_no_ids_are_refused_at_the_field(place, order, mentions):
    response = client_of(place, "dispatcher").post(
        url_of(order), {"text": "好", "mentions": mentions}
    )
    assert response.status_code == 422
    assert 'data-error-for="mentions"' in response.content.decode()


def test_withdrawing_hides_the_text_in_the_list(place, order):
    comment = add(place, order, "写错了", now=timezone.now())
    client = client_of(place, "dispatcher")
    withdraw = url_of(order, "withdraw", comment.pk)
    assert withdraw in order_page(client, order)
    assert withdraw not in order_page(client_of(place, "supervisor"), order)

    part = client.post(withdraw, headers={"HX-Request": "true"}).content.decode()
    assert "写错了" not in part
    assert "该评论已撤回" in part
    assert client.post(withdraw).status_code == 303
    Comment.objects.get()


def test_an_auditor_reads_only(place, order):
    add(place, order, "内部说明")
    client = client_of(place, "auditor")
    page = order_page(client, order)
    assert "内部说明" in page
    assert 'data-draft="comment-' not in page
    assert client.post(url_of(order), {"text": "x"}).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("area2", 404), ("admin", 403)])
def test_who_does_not_see_the_order_finds_nothing(place, order, name, status):
    comment = add(place, order)
    client = client_of(place, name)
    assert client.get(url_of(order)).status_code == status
    assert client.post(url_of(order), {"text": "x"}).status_code == status
    assert client.post(url_of(order, "withdraw", comment.pk)).status_code == status
    assert not Notice.objects.exists()


def test_earlier_comments_have_a_page(place, order):
    for number in range(25):
        add(place, order, f"第{number}条。")
    client = client_of(place, "dispatcher")
    page = order_page(client, order).split("data-comments")[1].split("<form")[0]
    assert "第24条。" in page
    assert "第4条。" not in page
    address = page.split("?cursor=")[1].split('"')[0]
    earlier = client.get(f"{url_of(order)}?cursor={address}").content.decode()
    assert "第4条。" in earlier
    assert "第24条。" not in earlier
    assert client.get(f"{url_of(order)}?cursor=x").status_code == 422


def test_comments_cost_the_same_however_many_there_are(place, order, django_assert_max_num_queries):
    client = client_of(place, "dispatcher")
    add(place, order, to=["area1"])
    client.get(url_of(order))
    with django_assert_max_num_queries(9) as few:
        client.get(url_of(order))
    for _ in range(5):
        add(place, order, to=["area1", "supervisor"])
    with django_assert_max_num_queries(9) as many:
        client.get(url_of(order))
    assert len(few) == len(many)


def test_who_has_written_enough_for_an_hour_keeps_what_was_typed(place, order):
    set_option("comments.comments_per_hour", 2)
    client = client_of(place, "dispatcher")
    for _ in range(2):
        assert client.post(url_of(order), {"text": "好"}).status_code == 303
    refused = client.post(url_of(order), {"text": "第三条"})

    assert refused.status_code == 429
    assert "第三条" in refused.content.decode()
    assert "一小时内最多" in refused.content.decode()
    assert Comment.objects.count() == 2
    assert client_of(place, "area1").post(url_of(order), {"text": "好"}).status_code == 303


def test_an_order_takes_so_many_comments_and_no_more(place, order):
    set_option("comments.most_per_order", 1)
    assert client_of(place, "area1").post(url_of(order), {"text": "好"}).status_code == 303
    refused = client_of(place, "dispatcher").post(url_of(order), {"text": "写不下"})

    assert refused.status_code == 409
    assert "写不下" in refused.content.decode()
    assert Comment.objects.count() == 1


def test_a_repeat_is_answered_whatever_the_limits(place, order):
    set_option("comments.comments_per_hour", 1)
    set_option("comments.most_per_order", 1)
    client = client_of(place, "dispatcher")
    for _ in range(2):
        assert client.post(url_of(order), {"text": "好", "key": "k1"}).status_code == 303
    assert Comment.objects.count() == 1


def test_the_page_names_those_who_may_be_mentioned_and_no_account(place, order):
    User.objects.filter(pk=place.users["area1"].pk).update(name="张伟", staff_no="A-4711")
    page = order_page(client_of(place, "dispatcher"), order)

    assert 'data-also="zhangwei zw"' in page
    assert "A-4711" not in page
    others = [user.username for name, user in place.users.items() if name != "dispatcher"]
    select = page.split('name="mentions"')[1].split("</select>")[0]
    assert [each for each in others if f'"{each}' in select] == []

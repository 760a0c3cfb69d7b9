"""The pages of channels, the log, and a person's own choices."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.deliveries.choices import DeliveryState
from zuoxi.deliveries.models import Attempt, Channel, Delivery, Reach
from zuoxi.deliveries.tests.factories import ALARM, KIND
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


def client_of(house, name="admin", language="zh-hans"):
    return signed_in(house.users[name], language=language)


def page(client, name, *args, **query):
    response = client.get(reverse(f"deliveries:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def posted(client, name, *args, **data):
    """Return the page to which a form leads."""
    response = client.post(reverse(f"deliveries:{name}", args=args), data)
    assert response.status_code == 303
    return client.get(response["Location"]).content.decode()


def typed(**changes):
    values = {"form": "wecom", "name": "值班群", "kinds": [ALARM], "language": "zh-hans"}
    return values | changes


def test_the_first_channel(house):
    client = client_of(house)
    assert "尚无渠道" in page(client, "channels")
    address = f"{house.web.address}&more=1"
    response = client.post(
        reverse("deliveries:new"), typed(address=address, secret="not to be shown")
    )

    channel = Channel.objects.get()
    assert response["Location"] == reverse("deliveries:channel", args=[channel.pk])
    text = page(client, "channel", channel.pk)
    assert "127.0.0.1 …re=1" in text
    assert "k-secret-1" not in text
    assert "not to be" not in text
    assert "企业微信群机器人" in page(client, "channels")


def test_what_was_typed_stays_when_it_is_refused(house):
    client = client_of(house)
    response = client.post(reverse("deliveries:new"), typed(name="", address="https://10.0.0.1/"))

    text = response.content.decode()
    assert response.status_code == 422
    assert "https://10.0.0.1/" in text
    assert "内部网络" in text
    assert "checked" in text.split(ALARM)[1][:200]


def test_changing_and_trying_out(house, web):
    channel = house.channel()
    client = client_of(house)
    url = reverse("deliveries:channel", args=[channel.pk])
    client.post(url, typed(version=1, is_active="on"))
    channel.refresh_from_db()
    assert (channel.name, channel.is_active, channel.kinds) == ("值班群", True, [ALARM])
    assert client.post(url, typed(version=1)).status_code == 422

    web.will_answer(errcode=93000, errmsg="invalid webhook url, hint: [17]")
    text = posted(client, "test", channel.pk)
    assert "invalid webhook url, hint: [17]" in text
    assert "93000" in text
    client.post(reverse("deliveries:test", args=[channel.pk]))
    assert Attempt.objects.filter(is_accepted=True).count() == 1


def test_too_many_tests_are_refused_in_words(house):
    channel = house.channel()
    now = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(
            channel=channel, message=f"00000000-0000-0000-0000-0000000000{n:02}", started_at=now
        )
        for n in range(20)
    )
    assert "已达上限" in posted(client_of(house), "test", channel.pk)


def test_a_supervisor_looks_and_changes_nothing(house):
    channel = house.channel(unit=house.centre.code)
    client = client_of(house, "supervisor")
    text = page(client, "channel", channel.pk)
    assert reverse("deliveries:test", args=[channel.pk]) not in text
    assert "修改渠道" not in text
    assert client.post(reverse("deliveries:channel", args=[channel.pk]), typed()).status_code == 403
    other = type(house)(house.web, prefix="b")
    assert (
        signed_in(other.users["supervisor"])
        .get(reverse("deliveries:channel", args=[channel.pk]))
        .status_code
        == 404
    )


def test_email_needs_a_name_alone_and_says_when_there_is_no_server(house, settings):
    settings.EMAIL_HOST = ""
    client = client_of(house)
    client.post(reverse("deliveries:new"), typed(form="email", name="邮件", kinds=[]))
    channel = Channel.objects.get()
    text = page(client, "channel", channel.pk)
    assert "ZUOXI_MAIL_URL" in text
    assert 'name="address"' not in text


def test_the_log_has_filters_and_details(house, web):
    channel = house.channel()
    house.give(subject_id=1, is_urgent=True)
    web.will_answer(500, b"<h1>down</h1>")
    house.send()
    house.give(subject_id=2)
    client = client_of(house, "supervisor")

    text = page(client, "log")
    assert text.count("催办 20261120-00001") == 2
    assert "失败，将重试" in text
    assert page(client, "log", state="troubled").count("催办 20261120-00001") == 1
    assert page(client, "log", state="waiting", channel=channel.pk).count("催办 2026") == 1
    assert "没有找到" in page(client, "log", state="sent")
    failed = Delivery.objects.get(state=DeliveryState.FAILED)
    text = page(client, "delivery", failed.pk)
    assert "HTTP 500" in text
    assert "&lt;h1&gt;down" in text
    assert "立即发送" in text


def test_the_administrator_reads_no_order_in_the_log(house):
    house.channel()
    house.give()
    text = page(client_of(house), "log")
    assert "催办" in text
    assert "20261120-00001" not in text


def test_sending_again(house):
    house.channel()
    house.give()
    Delivery.objects.update(state=DeliveryState.GIVEN_UP, ended_at=timezone.now())
    client = client_of(house, "supervisor")
    pk = Delivery.objects.get().pk
    assert "重新发送" in page(client, "delivery", pk)
    client.post(reverse("deliveries:resend", args=[pk]))
    assert Delivery.objects.get().state == DeliveryState.WAITING
    Channel.objects.update(is_active=False)
    assert "停用" in posted(client, "resend", pk)


def test_the_log_costs_the_same_for_any_number_of_rows(house, django_assert_max_num_queries):
    house.channel()
    client = client_of(house, "supervisor")
    house.give(subject_id=1)
    page(client, "log")
    with django_assert_max_num_queries(12) as few:
        page(client, "log")
    for number in range(2, 8):
        house.give(subject_id=number)
    with django_assert_max_num_queries(12) as many:
        page(client, "log")
    assert len(many) == len(few)
    assert not any("COUNT(" in each["sql"] for each in many if "deliveries_" in each["sql"])


def test_a_link_leads_to_the_order_and_marks_ones_own_notice(house):
    house.channel()
    order = create(house)
    house.give("supervisor", "dispatcher", subject_id=order.pk)
    delivery = Delivery.objects.get()
    url = reverse("deliveries:go", args=[delivery.pk])
    receiver = Notice.objects.get(pk=delivery.notice_id).receiver

    for name in ("supervisor", "dispatcher", "intake"):
        response = client_of(house, name).get(url)
        assert response["Location"] == reverse("workorders:order", args=[order.number])
    assert Notice.objects.get(read_at__isnull=False).receiver == receiver
    assert client_of(house, "admin").get(url).status_code == 404
    Notice.objects.all().delete()
    assert client_of(house, "supervisor").get(url).status_code == 404


def test_choosing_what_comes_by_email(house, post):
    house.channel("email")
    client = client_of(house, "dispatcher")
    assert "邮件通知" in client.get(reverse("accounts:profile")).content.decode()
    text = page(client, "choices")
    assert "checked" in text.split(ALARM)[1][:200]
    assert "checked" not in text.split(f'value="{KIND}"')[1][:100]

    values = {"email": "lin@mail.example", "kinds": [KIND], "mobile": "13800000001", "version": 0}
    text = posted(client, "choices", **values)
    assert "lin@mail.example" in text
    assert "等待确认" in text
    link = post.mails()[0].get_content().split("https://zuoxi.example")[1].split()[0]
    text = client.get(link).content.decode()
    assert Reach.objects.get().email == ""
    token = text.split('name="token" value="')[1].split('"')[0]
    client.post(reverse("deliveries:confirm"), {"token": token})
    assert Reach.objects.get().email == "lin@mail.example"
    assert "没有待确认" in client.get(link).content.decode()
    client.post(reverse("deliveries:confirm"), {"token": "x"})
    bad = client.post(reverse("deliveries:choices"), values | {"mobile": "no", "version": 2})
    assert bad.status_code == 422


def test_a_confirmation_that_cannot_be_sent_is_told(house, settings):
    settings.EMAIL_HOST = ""
    client = client_of(house, "dispatcher")
    assert "目前不发送邮件" in page(client, "choices")
    text = posted(client, "choices", email="lin@mail.example", version=0)
    assert "确认邮件发送失败" in text


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hant", "通知管道"), ("en", "Notice channels")]
)
def test_in_the_readers_language(house, language, words):
    assert words in page(client_of(house, language=language), "channels")


def test_what_was_interrupted_is_said_to_be_unknown(house):
    channel = house.channel()
    house.give()
    attempt = Attempt.objects.create(
        channel=channel,
        delivery=Delivery.objects.get(),
        message="00000000-0000-0000-0000-000000000001",
        started_at=timezone.now() - timedelta(minutes=5),
    )
    text = page(client_of(house), "delivery", attempt.delivery_id)
    assert "无法确认消息是否送达" in text

"""What goes out where and when, what comes of it, and that nothing goes out twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from zuoxi.accounts.choices import Role
from zuoxi.deliveries import actions, outgoing, queries, sending
from zuoxi.deliveries.actions import Outcome
from zuoxi.deliveries.choices import DeliveryState
from zuoxi.deliveries.models import Attempt, Channel, Delivery, Reach
from zuoxi.deliveries.tests.factories import ALARM, AT_REST, AT_WORK, KIND, House
from zuoxi.notices import actions as notices
from zuoxi.notices.models import Notice
from zuoxi.org.choices import UnitKind
from zuoxi.workorders.tests.factories import NOW, make_unit, set_option

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def content(web):
    return web.bodies()[-1]["markdown"]["content"]


def test_without_a_channel_nothing_is_kept(house):
    assert house.give() == []


def test_a_group_hears_once_what_several_people_got(house, web):
    house.channel()
    deliveries = house.give("supervisor", "dispatcher", "reviewer", due_at=NOW.isoformat())

    assert len(deliveries) == 1
    assert house.send() == 1
    assert states() == [DeliveryState.SENT]
    text = content(web)
    assert "坐席 · 催办" in text
    assert "20261120-00001" in text
    assert "2026" in text.split("20261120-00001")[1]
    assert f"https://zuoxi.example/deliveries/{deliveries[0].pk}/go" in text
    attempt = Attempt.objects.get()
    assert (attempt.is_accepted, attempt.code, attempt.size) == (True, "0", 1)
    channel = Channel.objects.get()
    assert (channel.failures, channel.sent_at) == (0, AT_WORK)
    assert house.send() == 0


def test_nobodys_name_and_no_sentence_goes_into_a_group(house, web):
    house.channel()
    house.give("supervisor", reason="王小明 13912345678")
    house.send()

    raw = web.received[0][2].decode()
    assert "王小明" not in raw
    assert "已超时" not in raw
    assert "supervisor" not in raw


def test_a_notice_that_is_renewed_is_not_sent_again(house):
    house.channel()
    house.give(now=AT_WORK)
    house.give(now=AT_WORK + MINUTE)

    assert Delivery.objects.count() == 1
    Notice.objects.update(read_at=AT_WORK + MINUTE)
    house.give(now=AT_WORK + 2 * MINUTE)
    assert Delivery.objects.count() == 2


def test_only_the_channels_kinds_go_by_it(house):
    house.channel(kinds=[ALARM])
    assert house.give(kind=KIND) == []
    assert len(house.give(kind=ALARM)) == 1


def test_a_channel_of_a_unit_takes_what_is_its_units(house):
    other = House(house.web, prefix="b")
    house.channel(name="house")
    house.channel(name="centre", unit=house.centre.code)
    house.channel(name="company", unit=house.company.code)
    house.channel(name="area", unit=house.areas[0].code)
    house.channel(name="other", unit=other.centre.code)

    def went(*receivers, subject_id):
        before = set(Delivery.objects.values_list("pk", flat=True))
        house.give(*receivers, subject_id=subject_id)
        rows = Delivery.objects.exclude(pk__in=before)
        return set(rows.values_list("channel__name", flat=True))

    assert went("supervisor", subject_id=1) == {"house", "centre", "company"}
    assert went("area1", subject_id=2) == {"house", "centre", "company", "area"}


def test_people_are_called_by_the_number_they_gave(house, web):
    house.channel()
    house.channel("dingtalk")
    house.reached("supervisor", mobile="13800000001")
    house.give("supervisor", "dispatcher")
    house.send()

    wecom = next(each for each in web.bodies() if "at" not in each)
    assert wecom["text"]["mentioned_mobile_list"] == ["13800000001"]
    dingtalk = next(each for each in web.bodies() if "at" in each)
    assert dingtalk["at"]["atMobiles"] == ["13800000001"]
    assert "timestamp=" in next(path for path, *_rest in web.received if "timestamp" in path)


def test_mail_goes_to_who_wants_the_kind(house, post):
    house.channel("email")
    house.reached("supervisor")
    house.reached("dispatcher", by_email={ALARM: False, KIND: True})
    Reach.objects.create(user=house.users["reviewer"], new_email="x@mail.example", version=1)
    house.give("supervisor", "dispatcher", "reviewer", "archiver")

    assert house.send() == 1
    (mail,) = post.mails()
    assert "supervisor@mail.example" in mail["To"]
    assert "20261120-00001" in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    delivery = Delivery.objects.get()
    assert mail["Message-ID"] == f"<delivery-{delivery.pk}-0@mail.example>"
    text = mail.get_content()
    assert "表单 20261120-00001 已超时。" in text
    assert f"https://zuoxi.example/deliveries/{delivery.pk}/go" in text
    assert "https://zuoxi.example/account/deliveries" in text

    house.give("dispatcher", kind=KIND, subject_id=8)
    assert house.send() == 1


def test_mail_is_in_the_receivers_language(house, post):
    house.channel("email")
    house.reached("supervisor")
    house.users["supervisor"].language = "en"
    house.users["supervisor"].save()
    house.give()
    house.send()

    assert "Zuoxi · Urge" in post.mails()[0]["Subject"]


def test_outside_of_working_time_it_waits_unless_it_is_urgent(house, post):
    house.channel()
    house.channel("email")
    house.channel("feishu", is_round_the_clock=True)
    house.reached("supervisor")
    house.reached("dispatcher", is_any_time=True)
    house.give("supervisor", "dispatcher", now=AT_REST)

    # Of Saturday, what waits does so until Monday 08:30.
    monday = NOW.replace(day=23, hour=0, minute=30)
    waiting = {
        (e.channel.form, e.receiver and e.receiver.name): e.next_at for e in Delivery.objects.all()
    }
    assert waiting == {
        ("wecom", None): monday,
        ("email", "supervisor"): monday,
        ("email", "dispatcher"): AT_REST,
        ("feishu", None): AT_REST,
    }
    assert house.send(AT_REST) == 2
    assert house.send(monday) == 2

    house.give("supervisor", now=AT_REST, subject_id=8, is_urgent=True)
    assert house.send(AT_REST) == 3
    assert "紧急" in str(house.web.bodies()[-1])


def test_who_holds_roles_at_several_units_is_reached_when_the_first_one_opens(house):
    assert queries.opening([house.centre.pk, house.areas[0].pk], AT_REST) > AT_REST
    assert queries.opening([], AT_REST) == AT_REST


def test_what_was_read_before_is_not_sent_any_more(house, post):
    house.channel("email")
    house.reached("supervisor")
    house.give(now=AT_REST)
    Notice.objects.update(read_at=AT_REST + MINUTE)

    assert house.send(AT_REST + timedelta(days=2)) == 0
    assert states() == [DeliveryState.DROPPED]


@pytest.mark.parametrize("change", ["left", "no_address", "no_wish"])
def test_who_does_not_want_it_any_more_gets_none(house, post, change):
    house.channel("email")
    reach = house.reached("supervisor")
    house.give()
    if change == "left":
        type(house.users["supervisor"]).objects.update(is_active=False)
    elif change == "no_address":
        Reach.objects.filter(pk=reach.pk).update(email="")
    else:
        Reach.objects.filter(pk=reach.pk).update(by_email={ALARM: False})

    assert house.send() == 0
    assert states() == [DeliveryState.DROPPED]


def test_a_failure_is_tried_again_with_growing_pauses_until_it_is_given_up(house, web):
    set_option("deliveries.most_tries", 4)
    house.channel()
    house.give(is_urgent=True)
    now, pauses = AT_WORK, []
    for _try in range(4):
        web.will_answer(errcode=93000, errmsg="invalid webhook url")
        assert house.send(now) == 1
        assert house.send(now) == 0
        delivery = Delivery.objects.get()
        pauses.append((delivery.next_at - now) / MINUTE)
        now = delivery.next_at

    assert pauses[:3] == [1, 3, 9]
    assert (delivery.state, delivery.tries, delivery.is_open) == (DeliveryState.GIVEN_UP, 4, False)
    assert Attempt.objects.filter(code="93000", is_accepted=False).count() == 4
    assert Channel.objects.get().failures == 4


def test_a_channel_that_fails_rests_so_that_not_all_fail_one_after_the_other(house, web):
    house.channel()
    house.give(subject_id=1, is_urgent=True)
    house.give(subject_id=2, is_urgent=True)
    web.will_answer(500, b"down")

    assert house.send() == 1
    assert states() == [DeliveryState.FAILED, DeliveryState.WAITING]
    assert house.send(AT_WORK + 2 * MINUTE) == 2
    assert states() == [DeliveryState.SENT, DeliveryState.SENT]
    assert Channel.objects.get().failures == 0


def test_who_is_sent_too_much_says_how_long_to_wait(house, web):
    house.channel("dingtalk")
    house.give(is_urgent=True)
    web.will_answer(errcode=130101, errmsg="send too fast")
    house.send()

    assert Channel.objects.get().rests_until == AT_WORK + 10 * MINUTE
    assert Delivery.objects.get().next_at == AT_WORK + 10 * MINUTE


def test_no_robot_gets_more_messages_than_it_takes(house, web):
    set_option("deliveries.digest_above", 50)
    house.channel()
    for number in range(25):
        house.give(subject_id=number, is_urgent=True)

    assert house.send() == 20
    assert house.send(AT_WORK + timedelta(seconds=59)) == 0
    assert house.send(AT_WORK + timedelta(seconds=61)) == 5
    assert len(web.received) == 25


def test_a_storm_is_one_digest(house, web, post):
    house.channel()
    house.channel("json", kinds=[ALARM])
    house.channel("email")
    house.reached("supervisor")
    house.reached("dispatcher")
    for number in range(6):
        house.give("supervisor", "dispatcher", subject_id=number)

    assert house.send() == 4
    assert set(states()) == {DeliveryState.SENT}
    text = next(each for each in web.bodies() if "markdown" in each)["markdown"]["content"]
    assert "6 条通知" in text
    assert "https://zuoxi.example/notices/" in text
    digest = next(each for each in web.bodies() if "data" in each)
    assert digest["type"] == "notices.digest"
    assert len(digest["data"]["items"]) == 6
    assert len(post.received) == 2
    assert post.mails()[0].get_content().count("已超时") == 6
    assert set(Attempt.objects.values_list("size", flat=True)) == {6}


def test_the_same_key_is_sent_each_time_that_it_is_tried(house, web):
    house.channel("json")
    house.give(is_urgent=True)
    web.will_answer(500, b"")
    house.send()
    house.send(AT_WORK + MINUTE)

    ids = [headers["webhook-id"] for _path, headers, _body in web.received]
    assert ids[0] == ids[1] == f"delivery-{Delivery.objects.get().pk}-0"


def test_what_a_host_repeats_of_its_address_is_not_kept(house, web):
    house.channel()
    house.give(is_urgent=True)
    web.will_answer(
        400, f"no {web.address} k-secret-1 0123456789abcdef SECret-0123456789-abc".encode()
    )
    house.send()

    answer = Attempt.objects.get().answer
    assert "k-secret-1" not in answer
    assert "0123456789" not in answer
    assert answer.startswith("no ")


def test_a_refused_recipient_is_no_fault_of_the_server(house, post):
    house.channel("email")
    house.reached("supervisor")
    house.reached("dispatcher")
    post.refused["supervisor@mail.example"] = "550 no such user supervisor@mail.example"
    house.give("supervisor", "dispatcher", is_urgent=True)

    assert house.send() == 2
    assert sorted(states()) == [DeliveryState.GIVEN_UP, DeliveryState.SENT]
    attempt = Attempt.objects.get(is_accepted=False)
    assert attempt.code == "bad_recipient"
    assert attempt.answer == "SMTP 550 no such user …"
    assert Channel.objects.get().failures == 0


def test_a_full_mailbox_is_tried_again(house, post):
    house.channel("email")
    house.reached("supervisor")
    post.refused["supervisor@mail.example"] = "452 mailbox full"
    house.give(is_urgent=True)
    house.send()

    assert states() == [DeliveryState.FAILED]
    post.refused.clear()
    assert house.send(AT_WORK + MINUTE) == 1
    assert states() == [DeliveryState.SENT]


@pytest.mark.parametrize(
    ("broken", "code"),
    [("data", "mail_refused"), ("gone", "no_answer"), ("none", "no_mail_server")],
)
def test_a_mail_server_that_does_not_work_is_left_alone_for_a_while(
    house, post, settings, broken, code
):
    house.channel("email")
    house.reached("supervisor")
    if broken == "data":
        post.refused["data"] = "451 later"
    elif broken == "gone":
        post.close()
    else:
        settings.EMAIL_HOST = ""
    house.give(is_urgent=True)
    house.send()

    assert states() == [DeliveryState.FAILED]
    assert Attempt.objects.get().code == code
    assert Channel.objects.get().rests_until == AT_WORK + MINUTE


def test_one_that_cannot_be_made_keeps_nobody_from_a_turn(house, web, monkeypatch):
    house.channel()
    house.give(subject_id=1, is_urgent=True)
    house.give(subject_id=2, is_urgent=True)
    real = sending.messages.for_robot

    def breaks(deliveries, **values):
        if deliveries[0].notice.subject_id == 1:
            raise KeyError("number")
        return real(deliveries, **values)

    monkeypatch.setattr(sending.messages, "for_robot", breaks)
    assert house.send() == 2
    assert states() == [DeliveryState.FAILED, DeliveryState.SENT]
    assert Attempt.objects.get(is_accepted=False).code == "fault"


def test_what_a_killed_worker_had_claimed_is_sent_by_the_next_one(house, web):
    house.channel()
    house.give(is_urgent=True)
    claimed = actions.claim(channel_id=Channel.objects.get().pk, now=AT_WORK)

    assert claimed is not None
    assert house.send(AT_WORK + MINUTE) == 0
    assert house.send(AT_WORK + 2 * MINUTE) == 1
    assert Attempt.objects.filter(finished_at=None).count() == 1
    # The first one was only slow: what it says now changes nothing.
    failed = Outcome(is_accepted=False, code="timeout")
    actions.finish(claimed=claimed, outcome=failed, now=AT_WORK + 3 * MINUTE)
    assert states() == [DeliveryState.SENT]


def test_what_kills_each_worker_is_given_up_in_the_end(house):
    set_option("deliveries.most_tries", 2)
    channel = house.channel()
    house.give(is_urgent=True)
    for step in range(3):
        claimed = actions.claim(channel_id=channel.pk, now=AT_WORK + step * 3 * MINUTE)
        assert (claimed is None) == (step == 2)

    assert states() == [DeliveryState.GIVEN_UP]


def test_a_channel_out_of_use_sends_nothing(house):
    channel = house.channel()
    house.give()
    Channel.objects.update(is_active=False)

    assert house.send() == 0
    assert actions.claim(channel_id=channel.pk, now=AT_WORK) is None


def test_a_worker_that_is_to_end_begins_nothing(house):
    house.channel()
    house.give()
    assert sending.send_due(clock=lambda: AT_WORK, should_stop=lambda: True) == 0


def test_a_department_hears_what_its_own_people_are_told(house):
    department = make_unit(UnitKind.DEPARTMENT, "dept", parent=house.centre)
    house.users["clerk"] = house.user("clerk", (Role.WORK_AREA_STAFF, department))
    house.channel(unit="dept")

    assert house.give("supervisor", subject_id=1) == []
    assert len(house.give("clerk", subject_id=2)) == 1


def test_the_statements_do_not_grow_with_the_receivers(
    house, believing, django_assert_max_num_queries
):
    house.channel()
    house.channel("email")
    for name in ("supervisor", "dispatcher", "reviewer", "archiver"):
        house.reached(name)
    house.give("supervisor", subject_id=1)
    with django_assert_max_num_queries(10) as few:
        house.give("supervisor", subject_id=2)
    with django_assert_max_num_queries(10) as many:
        house.give("supervisor", "dispatcher", "reviewer", "archiver", subject_id=3)
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_one(web, settings):
    settings.SITE_ADDRESS = "https://zuoxi.example"
    set_option("deliveries.digest_above", 50)
    house = House(web)
    house.channel()
    for number in range(12):
        house.give(subject_id=number, is_urgent=True)
    counts = []

    def work():
        try:
            counts.append(sending.send_due(clock=lambda: AT_WORK))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    rest = house.send()

    assert sum(counts) + rest == 12
    assert len(web.received) == 12
    assert set(states()) == {DeliveryState.SENT}


def test_the_link_of_a_message_marks_ones_own_notice_alone(house):
    house.channel()
    house.give("supervisor", "dispatcher")
    delivery = Delivery.objects.get()

    assert queries.notice_of(delivery.pk) == delivery.notice
    assert notices.queries.unread(house.actor("supervisor")).count() == 1


def test_posting_uses_the_rules_of_now(house):
    set_option("deliveries.allow_http", False)
    house.channel("feishu", address="https://robot.example/x")
    with pytest.raises(outgoing.Undeliverable):
        outgoing.split(house.web.address, queries.rules(NOW))

"""Channels are kept and tried out; persons choose; what was given up is sent again."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import translation

from zuoxi.accounts.models import User
from zuoxi.audit.sentences import sentence_for
from zuoxi.deliveries import actions, queries, retention, sending, soundness
from zuoxi.deliveries.actions import Outcome, WantedChannel, WantedChoices
from zuoxi.deliveries.choices import CONFIRM_SALT, KEEP_DAYS, DeliveryState
from zuoxi.deliveries.models import Attempt, Channel, Credential, Delivery, Reach
from zuoxi.deliveries.tests.factories import ALARM, AT_WORK, KIND
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale, TooManyRequests
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import NOW, set_option

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def change(house, channel, *, version=None, by="admin", **changes):
    values = {"name": channel.name, "kinds": channel.kinds}
    return actions.change_channel(
        actor=house.actor(by),
        channel_id=channel.pk,
        wanted=WantedChannel(**(values | changes)),
        expected_version=version,
        now=LATER,
    )


def choose(house, name="supervisor", *, version=None, now=NOW, **values):
    return actions.save_choices(
        actor=house.actor(name),
        wanted=WantedChoices(**values),
        expected_version=version,
        now=now,
    )


def words():
    with translation.override("en"):
        return [sentence_for(each) for each in Event.objects.filter(kind__startswith="deliveries.")]


def test_add_channel_keeps_the_address_apart_and_tells_nobody(house):
    channel = house.channel(unit=house.centre.code)

    assert (channel.host, channel.address_hint, channel.secret_hint) == (
        "127.0.0.1",
        "et-1",
        "-abc",
    )
    credential = Credential.objects.get(channel=channel)
    assert (credential.address, credential.secret) == (house.web.address, "SECret-0123456789-abc")
    event = Event.objects.get(kind="deliveries.channel_added")
    assert event.centre_id == house.centre.pk
    assert house.web.address not in str(event.data)
    assert "SECret" not in str(event.data)


def test_all_that_is_wrong_is_said_at_once(house):
    with pytest.raises(InvalidInput) as refusal:
        house.channel("pigeon", name="", unit="nowhere", kinds=["no.such"], address="http//x")
    assert set(refusal.value.fields) == {"form", "name", "unit", "kinds", "address"}
    with pytest.raises(InvalidInput) as refusal:
        house.channel("wecom", address="")
    assert set(refusal.value.fields) == {"address"}
    with pytest.raises(InvalidInput) as refusal:
        house.channel("email", unit=house.centre.code, address="https://x.example/")
    assert set(refusal.value.fields) == {"unit", "address"}


@pytest.mark.parametrize(
    "address", ["https://10.0.0.1/x", "https://169.254.169.254/", "ftp://x.example/"]
)
def test_addresses_inside_are_refused_when_they_are_typed(house, address):
    with pytest.raises(InvalidInput) as refusal:
        house.channel(address=address)
    assert set(refusal.value.fields) == {"address"}


def test_names_and_the_channel_for_email_are_once(house):
    house.channel(name="群")
    with pytest.raises(InvalidInput):
        house.channel(name="群")
    house.channel("email")
    with pytest.raises(InvalidInput):
        house.channel("email", name="another")


@pytest.mark.parametrize("name", ["supervisor", "auditor", "head", "intake"])
def test_only_an_administrator_keeps_channels(house, name):
    channel = house.channel()
    with pytest.raises(Forbidden):
        change(house, channel, by=name)
    with pytest.raises(Forbidden):
        actions.test_channel(actor=house.actor(name), channel_id=channel.pk, now=NOW)


def test_change_channel_keeps_the_address_unless_another_one_is_given(house):
    channel = house.channel()
    changed = change(house, channel, name="other", kinds=[ALARM], version=1)
    assert (changed.name, changed.kinds, changed.version) == ("other", [ALARM], 2)
    assert Credential.objects.get().secret

    # The old secret must not sign what goes to another host.
    changed = change(house, changed, address="https://elsewhere.example/hook")
    credential = Credential.objects.get()
    assert (credential.address, credential.secret) == ("https://elsewhere.example/hook", "")
    assert (changed.host, changed.secret_hint) == ("elsewhere.example", "")
    with pytest.raises(InvalidInput):
        change(house, changed, secret="without an address")
    with pytest.raises(Stale):
        change(house, changed, version=1)
    assert change(house, changed).version == changed.version
    assert any("name, kinds" in each or "name、kinds" in each for each in words())


def test_a_channel_taken_out_of_use_drops_what_waits(house):
    channel = house.channel()
    house.give()
    change(house, channel, is_active=False)

    assert Delivery.objects.get().state == DeliveryState.DROPPED
    assert house.give(subject_id=8)[1:] == []


def test_a_channel_that_nobody_knows(house):
    with pytest.raises(NotFound):
        actions.test_channel(actor=house.actor("admin"), channel_id=99, now=NOW)


@pytest.mark.parametrize("form", ["wecom", "dingtalk", "feishu", "json"])
def test_test_channel_shows_what_came_back(house, web, form):
    channel = house.channel(form)
    web.will_answer(errcode=0, code=0, errmsg="ok")
    attempt = actions.test_channel(actor=house.actor("admin"), channel_id=channel.pk, now=NOW)
    done = sending.send_test(attempt, user=house.users["admin"], clock=lambda: NOW)

    assert done.is_accepted
    assert "ok" in done.answer
    assert "测试" in web.received[0][2].decode()
    assert Channel.objects.get().sent_at == NOW


def test_a_test_that_fails_counts_no_failure_and_one_that_works_ends_the_rest(house, web):
    channel = house.channel()
    Channel.objects.update(failures=3, rests_until=LATER)

    def test():
        attempt = actions.test_channel(actor=house.actor("admin"), channel_id=channel.pk, now=NOW)
        return sending.send_test(attempt, user=house.users["admin"], clock=lambda: NOW)

    web.will_answer(errcode=93000, errmsg="invalid")
    done = test()
    assert (done.is_accepted, done.code) == (False, "93000")
    assert Channel.objects.get().failures == 3
    test()
    assert (Channel.objects.get().failures, Channel.objects.get().rests_until) == (0, None)


def test_a_test_of_email_goes_to_who_asks_for_it(house, post):
    channel = house.channel("email")
    admin = house.users["admin"]

    def test():
        attempt = actions.test_channel(actor=house.actor("admin"), channel_id=channel.pk, now=NOW)
        return sending.send_test(attempt, user=admin, clock=lambda: NOW)

    assert test().code == "no_address"
    house.reached("admin")
    assert test().is_accepted
    assert "admin@mail.example" in post.mails()[0]["To"]


def test_tests_count_against_the_robots_limit(house):
    channel = house.channel()
    for _test in range(20):
        actions.test_channel(actor=house.actor("admin"), channel_id=channel.pk, now=NOW)
    with pytest.raises(TooManyRequests):
        actions.test_channel(actor=house.actor("admin"), channel_id=channel.pk, now=NOW)


def test_resend_what_was_given_up(house, web):
    set_option("deliveries.most_tries", 1)
    house.channel()
    house.give()
    web.will_answer(500, b"")
    house.send()
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.GIVEN_UP

    found = actions.resend(actor=house.actor("supervisor"), delivery_id=delivery.pk, now=AT_WORK)
    assert (found.state, found.tries, found.round) == (DeliveryState.WAITING, 0, 1)
    # A second press changes nothing more than the time.
    actions.resend(actor=house.actor("admin"), delivery_id=delivery.pk, now=AT_WORK)
    assert house.send() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.round) == (DeliveryState.SENT, 1)
    assert "Had a notice sent again by the channel “wecom”: Urge." in words()


def test_what_may_not_be_sent_again(house):
    channel = house.channel()
    house.give()
    delivery = Delivery.objects.get()

    def resend(name="admin", now=AT_WORK):
        return actions.resend(actor=house.actor(name), delivery_id=delivery.pk, now=now)

    with pytest.raises(Forbidden):
        resend("auditor")
    actions.claim(channel_id=channel.pk, now=AT_WORK)
    with pytest.raises(Conflict):
        resend()
    Delivery.objects.update(claim=None, claimed_until=None, notice=None)
    with pytest.raises(Conflict):
        resend()
    Channel.objects.update(is_active=False)
    with pytest.raises(Conflict):
        resend()
    other = type(house)(house.web, prefix="b")
    with pytest.raises(NotFound):
        actions.resend(actor=other.actor("supervisor"), delivery_id=delivery.pk, now=AT_WORK)


def test_a_notice_that_is_removed_leaves_its_delivery_in_the_log(house):
    house.channel()
    house.give()
    Delivery.objects.get().notice.delete()

    assert house.send() == 0
    assert Delivery.objects.get().state == DeliveryState.DROPPED


def test_save_choices_keeps_what_differs_from_what_is_proposed(house):
    reach = choose(house, kinds={KIND}, mobile="138 0000 0001", is_any_time=True)

    assert reach.by_email[KIND] is True
    assert reach.by_email[ALARM] is False
    assert (reach.mobile, reach.is_any_time, reach.version) == ("13800000001", True, 1)
    assert queries.wants(reach, KIND)
    assert not queries.wants(reach, ALARM)
    assert choose(house, kinds={ALARM}, version=1).by_email.get(ALARM) is None
    with pytest.raises(Stale):
        choose(house, version=1)


def test_all_that_is_wrong_with_choices_is_said_at_once(house):
    with pytest.raises(InvalidInput) as refusal:
        choose(house, email="no mail", mobile="none", kinds={"no.such"})
    assert set(refusal.value.fields) == {"email", "mobile", "kinds"}


def test_confirm_email_takes_a_new_address_into_use(house, post):
    reach = choose(house, email="lin@mail.example")
    assert (reach.email, reach.new_email, reach.asked_at) == ("", "lin@mail.example", NOW)
    assert sending.ask_to_confirm(reach, house.users["supervisor"]).is_accepted
    text = post.mails()[0].get_content()
    token = text.split("token=")[1].split()[0]

    with pytest.raises(Conflict):
        actions.confirm_email(actor=house.actor("dispatcher"), token=token, now=NOW)
    with pytest.raises(Conflict):
        actions.confirm_email(actor=house.actor("supervisor"), token="nonsense", now=NOW)
    confirmed = actions.confirm_email(actor=house.actor("supervisor"), token=token, now=NOW)
    assert (confirmed.email, confirmed.new_email) == ("lin@mail.example", "")
    # The link may be opened twice.
    actions.confirm_email(actor=house.actor("supervisor"), token=token, now=NOW)
    assert words().count("Confirmed an e-mail address for notices.") == 1
    assert "lin@" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_old_address_counts_until_the_new_one_is_confirmed(house):
    house.reached("supervisor", email="old@mail.example")
    reach = choose(house, email="new@mail.example", now=LATER)
    assert (reach.email, reach.new_email) == ("old@mail.example", "new@mail.example")
    with pytest.raises(InvalidInput):
        choose(house, email="third@mail.example", now=LATER + timedelta(seconds=10))
    reach = choose(house, email="third@mail.example", now=LATER + timedelta(minutes=3))
    old = signing.dumps([house.users["supervisor"].pk, "new@mail.example"], salt=CONFIRM_SALT)
    with pytest.raises(Conflict):
        actions.confirm_email(actor=house.actor("supervisor"), token=old, now=LATER)
    reach = choose(house, email="", now=LATER + timedelta(minutes=4))
    assert (reach.email, reach.new_email) == ("", "")


def test_the_doctor_is_told_of_what_does_not_work(house, settings):
    settings.EMAIL_HOST = ""
    house.channel("email")
    house.channel()
    house.give(is_urgent=True)
    Channel.objects.filter(form="wecom").update(failures=3)
    Delivery.objects.update(next_at=NOW - timedelta(days=400))

    found = list(soundness.working())
    assert "wecom has failed 3 times in a row; nothing has ever gone out" in found[0]
    assert "ZUOXI_MAIL_URL" in found[1]
    assert found[2].startswith("1 deliveries have been due")


def test_old_entries_of_the_log_are_removed(house):
    house.channel()
    house.give()
    house.send()
    end = NOW + timedelta(days=KEEP_DAYS.at(NOW), seconds=1)

    assert list(retention.old_deliveries(NOW)) == []
    assert retention.old_deliveries(end).count() == 1
    assert retention.old_attempts(end).count() == 1
    retention.old_deliveries(end).delete()
    assert not Attempt.objects.exists()


def test_what_an_open_page_shows_of_the_outcome(house):
    assert Outcome(is_accepted=True, code="0").blames_channel
    assert User.objects.filter(pk__in=Reach.objects.values("user_id")).count() == 0

"""Sending messages, reading them, taking them back, and who sees how far one has come."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from zuoxi.audit.sentences import sentence_for
from zuoxi.contacts.tests.factories import Department
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.memos import actions, queries
from zuoxi.memos.actions import About, WantedMemo
from zuoxi.memos.events import MemoSent
from zuoxi.memos.models import Memo, Reading
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import NOW, create, set_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Department()


def send(place, *units, by="supervisor", now=NOW, key="", **values):
    wanted = WantedMemo(
        **({"title": "停电通知", "text": "今晚检修", "units": [each.pk for each in units]} | values)
    )
    return actions.send_memo(actor=place.actor(by), wanted=wanted, idempotency_key=key, now=now)


def read(place, memo, by, now=NOW):
    return actions.mark_read(actor=place.actor(by), memo_id=memo.pk, now=now)


def unread(place, by, now=NOW):
    found = queries.page(place.actor(by), "inbox", now=now)
    return [each.title for each in found.items if not each.is_read]


def words(kind):
    with translation.override("en"):
        return [sentence_for(each) for each in Event.objects.filter(kind=kind)]


def test_a_message_reaches_the_people_of_the_chosen_units_alone(place):
    memo = send(place, place.unit)
    assert unread(place, "staff") == ["停电通知"]
    assert unread(place, "dept_head") == ["停电通知"]
    assert unread(place, "area1") == []
    assert unread(place, "intake") == []
    for stranger in ("area1", "head", "intake"):
        with pytest.raises(NotFound):
            queries.find(place.actor(stranger), memo.pk)
    assert "产品部" in words("memos.sent")[0]


def test_a_department_writes_to_the_centre_and_to_others(place):
    send(place, place.centre, place.areas[0], by="staff")
    for name in ("intake", "supervisor", "centre_head", "area1", "head"):
        assert unread(place, name) == ["停电通知"]
    assert unread(place, "area2") == []
    assert unread(place, "staff") == []


def test_to_all_is_everybody(place):
    memo = send(place, to_all=True)
    for name in ("intake", "staff", "dept_head", "area1", "area2", "head"):
        assert unread(place, name) == ["停电通知"]
    assert [each.unit for each in queries.readers_of(memo)] == [
        place.centre,
        *place.areas,
        place.unit,
    ]


def test_what_is_wrong_is_said_at_once(place):
    with pytest.raises(InvalidInput) as refused:
        send(place, title="", text=" ", expires_on=NOW.date() - timedelta(days=1))
    assert set(refused.value.fields) == {"title", "text", "units", "expires_on"}
    other = Department("b-")
    with pytest.raises(InvalidInput):
        send(place, other.unit)
    with pytest.raises(Forbidden):
        send(place, place.unit, by="auditor")


def test_the_same_key_sends_once(place):
    first = send(place, place.unit, key="k")
    assert send(place, place.unit, key="k") == first
    with pytest.raises(Conflict):
        send(place, place.unit, key="k", title="另一条")
    assert Memo.objects.count() == 1


def test_the_sender_sees_who_has_read_it_and_who_has_not(place):
    memo = send(place, place.unit, place.areas[0], by="dispatcher")
    read(place, memo, "staff", NOW + timedelta(minutes=5))
    read(place, memo, "staff", NOW + timedelta(minutes=9))
    by_unit = {each.unit: each for each in queries.readers_of(memo)}
    assert by_unit[place.unit].read == 1
    read_at = {each.name: each.read_at for each in by_unit[place.unit].readers}
    assert read_at == {
        "staff": NOW + timedelta(minutes=5),
        "dept_head": None,
    }
    assert {each.name for each in by_unit[place.areas[0]].readers} == {"area1", "head", "all"}
    assert len(words("memos.read")) == 1
    assert unread(place, "staff") == []
    assert unread(place, "dept_head") == ["停电通知"]


def test_looking_on_leaves_no_mark(place):
    memo = send(place, place.unit, by="dispatcher")
    for name in ("dispatcher", "supervisor", "auditor"):
        read(place, memo, name)
    assert not Reading.objects.exists()


def test_a_message_is_taken_back_with_a_reason(place):
    memo = send(place, place.unit, by="dispatcher")
    read(place, memo, "staff")
    withdraw = {"memo_id": memo.pk, "now": NOW}
    with pytest.raises(InvalidInput):
        actions.withdraw_memo(actor=place.actor("dispatcher"), reason=" ", **withdraw)
    with pytest.raises(Forbidden):
        actions.withdraw_memo(actor=place.actor("staff"), reason="不对", **withdraw)
    actions.withdraw_memo(actor=place.actor("dispatcher"), reason="时间有误", **withdraw)
    assert unread(place, "dept_head") == []
    assert [each.title for each in queries.page(place.actor("staff"), "past", now=NOW).items]
    told = Notice.objects.filter(kind="memos.withdrawn").values_list(
        "receiver__username", flat=True
    )
    assert list(told) == ["staff"]
    assert "1 person" in words("memos.withdrawn")[0]
    with pytest.raises(Conflict):
        actions.withdraw_memo(actor=place.actor("supervisor"), reason="再次", **withdraw)
    read(place, memo, "dept_head")
    assert Reading.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Memo.objects.update(withdrawal="")


def test_an_expired_message_is_not_counted(place):
    send(place, place.unit, expires_on=NOW.date())
    assert unread(place, "staff") == ["停电通知"]
    later = NOW + timedelta(days=1)
    assert unread(place, "staff", now=later) == []
    assert queries.page(place.actor("staff"), "past", now=later).items


def test_without_a_last_day_it_counts_for_the_usual_days(place):
    assert send(place, place.unit).expires_on == NOW.date() + timedelta(days=30)
    set_option("memos.counts_days", 3)
    assert send(place, place.unit).expires_on == NOW.date() + timedelta(days=3)


def test_a_message_may_be_about_what_its_author_sees_and_never_about_a_customer(place):
    order = create(place)
    memo = send(place, place.unit, about=About("workorders.order", order.pk))
    assert memo.subject_id == order.pk
    for about in (
        About("customers.customer", place.customer.pk),
        About("workorders.order", order.pk + 99),
        About("nothing.known", 1),
    ):
        with pytest.raises(InvalidInput):
            send(place, place.unit, about=about)


def test_the_pages_of_the_receivers_hear_of_it(place):
    fact = MemoSent(subject_id=1, centre_id=7, author_id=3, unit_ids=frozenset({8}))
    signal = signal_of(fact)
    assert {"area:8", "centre:7", "user:3"} <= signal.audience
    assert "list:memos" in signal.topics


def test_pages_and_numbers_cost_the_same_for_many(place, django_assert_num_queries):
    for _each in range(5):
        send(place, to_all=True)
    actor = place.actor("staff")
    with django_assert_num_queries(3):
        assert len(queries.page(actor, "inbox", now=NOW).items) == 5
    with django_assert_num_queries(1):
        assert queries.counts(actor) == {"memos": 5}
    memo = Memo.objects.first()
    with django_assert_num_queries(3):
        queries.readers_of(memo)

"""Who gets a notice, when one is renewed instead, and how it is read and removed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zuoxi.kernel.actors import ANONYMOUS, SYSTEM
from zuoxi.kernel.errors import Forbidden, NotFound
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.kernel.option_values import set_option
from zuoxi.notices import actions, kinds, queries, retention
from zuoxi.notices.actions import News
from zuoxi.notices.choices import KEEP_DAYS
from zuoxi.notices.events import NoticesGiven, NoticesRead
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import NOW, Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.kind("test.happened", label="Test")(lambda notice: f"{notice.count}: {notice.data}")


@pytest.fixture
def place():
    return Place()


def news(subject_id=7, **changes):
    values = {"kind": "test.happened", "subject_type": "test.thing", "subject_id": subject_id}
    return News(**(values | changes))


def give(place, *receivers, by="dispatcher", minutes=0, what=None):
    return actions.notify(
        actor=place.actor(by) if by else SYSTEM,
        receivers=[place.users[name].pk for name in receivers],
        news=what or news(),
        now=NOW + timedelta(minutes=minutes),
    )


def test_everybody_gets_one_except_who_caused_it_and_who_has_left(place):
    place.users["archiver"].is_active = False
    place.users["archiver"].save()

    given = give(place, "supervisor", "dispatcher", "archiver", "admin", "supervisor")

    wanted = {place.users["supervisor"].pk, place.users["admin"].pk}
    assert given == wanted == set(Notice.objects.values_list("receiver_id", flat=True))
    notice = Notice.objects.first()
    assert (notice.given_by, notice.count) == (place.users["dispatcher"], 1)
    event = Event.objects.get(kind="notices.given")
    assert set(event.data["receivers"]) == wanted


def test_a_notice_of_the_system_reaches_everybody(place):
    assert give(place, "supervisor", by="") == {place.users["supervisor"].pk}
    assert Notice.objects.get().given_by is None


@pytest.mark.parametrize("receivers", [[], ["dispatcher"]])
def test_where_nobody_is_to_be_told_nothing_happens(place, receivers):
    assert give(place, *receivers) == frozenset()
    assert not Notice.objects.exists()
    assert not Event.objects.exists()


def test_many_receivers_cost_one_statement(place):
    actor = place.actor("dispatcher")
    with CaptureQueriesContext(connection) as one:
        actions.notify(actor=actor, receivers=[place.users["admin"].pk], news=news(), now=NOW)
    everybody = [each.pk for each in place.users.values()]
    with CaptureQueriesContext(connection) as many:
        actions.notify(actor=actor, receivers=everybody, news=news(8), now=NOW)
    assert len(many) == len(one)


def test_an_unread_notice_is_renewed_instead_of_a_second_one(place):
    give(place, "supervisor", what=news(data={"first": 1, "number": "a"}))
    give(place, "supervisor", by="admin", minutes=5, what=news(count=2, data={"number": "b"}))

    notice = Notice.objects.get()
    assert notice.count == 3
    assert notice.data == {"first": 1, "number": "b"}
    assert notice.given_by == place.users["admin"]
    assert (notice.created_at, notice.renewed_at) == (NOW, NOW + timedelta(minutes=5))


def test_a_bulk_operation_over_many_subjects_is_one_notice(place):
    for subject_id in range(1, 6):
        give(place, "supervisor", what=news(subject_id, group="bulk:1"))
    give(place, "supervisor", what=news(1, group="bulk:2"))

    assert [each.count for each in Notice.objects.order_by("id")] == [5, 1]
    assert Notice.objects.first().subject_id == 5


def test_after_it_was_read_the_same_thing_is_a_new_notice(place):
    give(place, "supervisor")
    supervisor = place.actor("supervisor")
    actions.mark_read(actor=supervisor, notice_id=Notice.objects.get().pk, now=NOW)
    give(place, "supervisor", minutes=1)

    assert [(each.count, each.is_unread) for each in Notice.objects.order_by("id")] == [
        (1, False),
        (1, True),
    ]


def test_the_database_holds_one_unread_notice_for_each_group(place):
    give(place, "supervisor")
    values = Notice.objects.values().get()
    del values["id"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**values)
    Notice.objects.create(**(values | {"read_at": NOW}))


def test_a_kind_that_nobody_declared_is_refused(place):
    with pytest.raises(AssertionError):
        give(place, "supervisor", what=news(kind="test.unknown"))


def test_reading_is_noted_once(place):
    give(place, "supervisor")
    pk = Notice.objects.get().pk
    for minutes in (1, 2):
        now = NOW + timedelta(minutes=minutes)
        notice = actions.mark_read(actor=place.actor("supervisor"), notice_id=pk, now=now)

    assert notice.read_at == NOW + timedelta(minutes=1)
    assert Event.objects.filter(kind="notices.read").count() == 1


@pytest.mark.parametrize("name", ["dispatcher", "admin", "auditor", "all"])
def test_nobody_reads_the_notice_of_another_one(place, name):
    give(place, "supervisor")
    with pytest.raises(NotFound):
        actions.mark_read(actor=place.actor(name), notice_id=Notice.objects.get().pk, now=NOW)
    assert actions.mark_all_read(actor=place.actor(name), now=NOW) == 0
    assert Notice.objects.get().is_unread
    assert not queries.visible_to(place.actor(name)).exists()


def test_marking_all_leaves_what_came_after_the_page_was_drawn(place):
    give(place, "supervisor")
    give(place, "supervisor", minutes=5, what=news(8))
    until = NOW + timedelta(minutes=1)
    now = NOW + timedelta(minutes=9)

    supervisor = place.actor("supervisor")
    assert actions.mark_all_read(actor=supervisor, until=until, now=now) == 1
    assert [each.subject_id for each in queries.unread(supervisor)] == [8]
    assert actions.mark_all_read(actor=supervisor, now=now) == 1
    assert actions.mark_all_read(actor=supervisor, now=now) == 0
    counts = [each.data["count"] for each in Event.objects.filter(kind="notices.read")]
    assert counts == [1, 1]


@pytest.mark.parametrize("actor", [ANONYMOUS, SYSTEM], ids=["nobody", "system"])
def test_who_is_no_person_has_nothing_to_read(actor):
    with pytest.raises(Forbidden):
        actions.mark_all_read(actor=actor, now=NOW)
    assert not queries.visible_to(actor).exists()


def test_old_notices_are_removed_after_the_days_of_the_option(place):
    give(place, "supervisor")
    give(place, "supervisor", minutes=60 * 24 * 10, what=news(8))
    set_option(actor=SYSTEM, key=KEEP_DAYS.key, value=15, valid_from=NOW, source="test", now=NOW)

    assert not retention.old(NOW + timedelta(days=14)).exists()
    assert retention.old(NOW + timedelta(days=16)).get().subject_id == 7


def test_only_the_persons_concerned_hear_of_it():
    given = signal_of(NoticesGiven(receiver_ids=frozenset({3, 4})))
    read = signal_of(NoticesRead(subject_id=3))

    assert given.audience == {"user:3", "user:4"}
    assert read.audience == {"user:3"}
    assert given.topics == read.topics == {"notices"}

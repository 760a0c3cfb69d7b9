"""Adding, opening and withdrawing the files of an order."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.attachments import actions, files, queries
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.attachments.tests import samples
from zuoxi.attachments.tests.factories import LATER, add, different_photo
from zuoxi.kernel import option_values
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, TooManyRequests
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import Place, act, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "in_progress")


def kept(folder):
    stored = sorted(each.name for each in folder.rglob("*") if each.is_file())
    return list(Attachment.objects.order_by("pk").values()), Event.objects.count(), stored


def snapshot(folder):
    return list(Upload.objects.order_by("pk").values()), kept(folder)


def withdraw(place, attachment, *, by="intake", reason="传错了"):
    return actions.withdraw_attachment(
        actor=place.actor(by), attachment_id=attachment.pk, reason=reason, now=LATER
    )


def set_option(key, value):
    option_values.set_option(
        actor=SYSTEM, key=key, value=value, valid_from=LATER, source="test", now=LATER
    )


def test_a_photo_is_kept_as_it_was_sent_with_a_thumbnail_and_an_event(place, order):
    data = different_photo()
    added = add(place, order, data, name="../../电表.JPG")

    assert files.path_of(added.key).read_bytes() == data
    assert files.thumbnail_of(added.key).exists()
    assert added.sha256 == hashlib.sha256(data).hexdigest()
    assert (added.name, added.kind, added.width) == ("电表.JPG", "photo", 640)
    assert added.key not in added.name
    event = Event.objects.get(kind="attachments.added")
    assert (event.subject_type, event.subject_id) == ("workorders.order", order.pk)
    assert event.centre_id == place.centre.pk
    assert event.data["name"] == "电表.JPG"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (samples.pdf(), "report.pdf", "document"),
        (samples.wav(), "通话.wav", "audio"),
        (samples.mp3(), "通话", "audio"),
        (samples.mp4(), "voice.m4a", "audio"),
    ],
)
def test_documents_and_recordings_are_accepted(place, order, data, name, kind):
    added = add(place, order, data, name=name)
    assert (added.kind, added.has_thumbnail) == (kind, False)
    assert added.name.startswith(name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (samples.SVG, "a.jpg"),
        (samples.zipped(), "a.pdf"),
        (samples.bomb(), "a.png"),
        (samples.photo(), "a.pdf"),
        (samples.photo()[:300], "a.jpg"),
        (b"", "a.jpg"),
    ],
    ids=["svg", "zip", "bomb", "liar", "damaged", "empty"],
)
def test_a_refused_file_leaves_nothing_behind(place, order, folder, data, name):
    before = kept(folder)
    with pytest.raises(InvalidInput) as refused:
        add(place, order, data, name=name)
    assert set(refused.value.fields) == {"file"}
    assert kept(folder) == before


def test_the_same_content_twice_is_one_attachment(place, order):
    data = different_photo()
    first = add(place, order, data)
    second = add(place, order, data, name="another.jpg", by="area1")

    assert second.pk == first.pk
    assert Attachment.objects.count() == 1
    assert Event.objects.filter(kind="attachments.added").count() == 1


def test_the_database_refuses_a_twin(place, order):
    added = add(place, order)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(
            order=order,
            kind="photo",
            media_type="image/jpeg",
            name="x.jpg",
            size=1,
            sha256=added.sha256,
            key="0" * 32,
            added_by=added.added_by,
            added_at=LATER,
        )


def test_another_order_may_have_the_same_content(place, order):
    data = different_photo()
    assert add(place, order, data).pk != add(place, order_in(place, "created"), data).pk


@pytest.mark.parametrize("by", ["auditor", "admin"])
def test_who_only_looks_on_adds_nothing(place, order, folder, by):
    before = snapshot(folder)
    with pytest.raises(Forbidden):
        add(place, order, by=by)
    assert snapshot(folder) == before


def test_a_role_counts_only_where_it_is_held(place, order):
    """An auditor here who is a dispatcher elsewhere only looks on here."""
    other = Place("other-", company=place.company)
    both = place.user("both", ("auditor", place.centre), ("dispatcher", other.centre))
    place.users["both"] = both
    with pytest.raises(Forbidden):
        add(place, order, by="both")


def test_staff_of_another_area_do_not_find_the_order(place, order):
    with pytest.raises(NotFound):
        add(place, order, by="area2")
    added = add(place, order, by="area1")
    assert not queries.visible_to(place.actor("area2")).exists()
    assert queries.visible_to(place.actor("area1")).get() == added
    with pytest.raises(NotFound):
        queries.find(place.actor("area2"), added.pk)


def test_files_go_out_of_sight_with_their_order(place):
    order = order_in(place, "dispatched")
    added = add(place, order, by="area1")
    act(place, order, "return")
    with pytest.raises(NotFound):
        queries.find(place.actor("area1"), added.pk)


def test_an_archived_order_takes_no_more_files(place, folder):
    order = order_in(place, "archived")
    before = snapshot(folder)
    with pytest.raises(Conflict):
        add(place, order)
    assert snapshot(folder) == before


def test_limits_are_dated_options(place, order, folder):
    set_option("attachments.photo_megabytes", 1)
    big = samples.photo("PNG", size=(10, 10)) + b"\0" * 1024 * 1024
    before = kept(folder)
    with pytest.raises(InvalidInput):
        add(place, order, big, name="a.png")
    assert kept(folder) == before


@pytest.mark.parametrize(
    ("data", "name"),
    [(samples.SVG, "a.jpg"), (samples.bomb(), "a.png"), (b"ID3" + b"\0" * 5000, "a.mp3")],
    ids=["at once", "by its size", "by the decoder"],
)
def test_a_refused_file_counts_as_sent(place, order, data, name):
    set_option("attachments.files_per_hour", 2)
    for _ in range(2):
        with pytest.raises(InvalidInput):
            add(place, order, data, name=name)
    with pytest.raises(TooManyRequests):
        add(place, order, data, name=name)
    assert add(place, order, now=LATER + timedelta(minutes=61))


def test_an_order_holds_so_many_files_and_no_more(place, order):
    set_option("attachments.most_per_order", 2)
    add(place, order)
    second = add(place, order)
    with pytest.raises(Conflict):
        add(place, order)
    withdraw(place, second)
    add(place, order)


@pytest.mark.parametrize(
    ("key", "value"), [("attachments.files_per_hour", 2), ("attachments.megabytes_per_hour", 1)]
)
def test_one_person_sends_only_so_much_in_an_hour(place, order, key, value):
    set_option(key, value)
    heavy = 2 if value == 2 else 1
    for number in range(heavy):
        add(place, order, samples.wav(seconds=40 + number), name="a.wav")
    with pytest.raises(TooManyRequests) as refused:
        add(place, order, samples.wav(seconds=50), name="a.wav")
    assert refused.value.extra["retry_after"] > 0
    add(place, order, samples.wav(seconds=50), name="a.wav", by="dispatcher")
    add(place, order, samples.wav(seconds=51), name="a.wav", now=LATER + timedelta(hours=2))


@pytest.mark.parametrize(
    ("files_per_hour", "megabytes", "minutes"),
    [
        (3, 100, 60 - 30),  # the oldest of three has to go
        (2, 100, 60 - 20),  # the limit was lowered: two have to go
        (200, 40, 60 - 20),  # beside 20 MB one of 15 MB fits
        (200, 55, 60 - 30),
        (200, 19, 60),  # never, under this limit
    ],
)
def test_who_has_to_wait_is_told_how_long(place, order, files_per_hour, megabytes, minutes):
    def announce(size, *, at):
        values = {"number": order.number, "name": "a.wav", "fingerprint": ""}
        actor = place.actor("intake")
        now = LATER + timedelta(minutes=at)
        actions.begin_upload(actor=actor, size=size * 1024 * 1024, now=now, **values)

    for at in (0, 10, 20):
        announce(15, at=at)
    set_option("attachments.files_per_hour", files_per_hour)
    set_option("attachments.megabytes_per_hour", megabytes)
    with pytest.raises(TooManyRequests) as refused:
        announce(20, at=30)
    assert refused.value.extra["retry_after"] == minutes * 60


def test_the_sender_withdraws_with_a_reason_and_the_file_is_kept(place, order):
    added = add(place, order, by="area1")
    withdraw(place, added, by="area1")

    added.refresh_from_db()
    assert (added.withdrawn_by, added.withdrawal_reason) == (place.users["area1"], "传错了")
    assert files.path_of(added.key).exists()
    assert not queries.of_order(order)
    event = Event.objects.get(kind="attachments.withdrawn")
    assert event.data["reason"] == "传错了"
    with pytest.raises(NotFound):
        withdraw(place, added, by="area1")


def test_what_was_withdrawn_may_come_again(place, order):
    data = different_photo()
    first = add(place, order, data)
    withdraw(place, first)
    assert add(place, order, data).pk != first.pk


def test_a_supervisor_withdraws_what_others_sent_also_from_the_archive(place):
    order = order_in(place, "in_progress")
    added = add(place, order, by="area1")
    for name in ("complete", "archive"):
        act(place, order, name)
    with pytest.raises(Forbidden):
        withdraw(place, added, by="area1")
    assert withdraw(place, added, by="supervisor").withdrawn_at == LATER


@pytest.mark.parametrize("by", ["dispatcher", "auditor", "area1"])
def test_others_may_not_withdraw(place, order, folder, by):
    added = add(place, order)
    before = snapshot(folder)
    with pytest.raises(Forbidden):
        withdraw(place, added, by=by)
    assert snapshot(folder) == before


@pytest.mark.parametrize("reason", ["", "  ", "a\x00", "长" * 501])
def test_withdrawing_needs_a_reason_that_can_be_stored(place, order, folder, reason):
    added = add(place, order)
    before = snapshot(folder)
    with pytest.raises(InvalidInput) as refused:
        withdraw(place, added, reason=reason)
    assert set(refused.value.fields) == {"reason"}
    assert snapshot(folder) == before


def test_opening_is_noted_unless_it_is_the_senders_own(place, order):
    added = add(place, order)
    for by in ("intake", "auditor"):
        actions.open_attachment(actor=place.actor(by), attachment_id=added.pk, now=LATER)

    event = Event.objects.get(kind="attachments.opened")
    assert event.actor == place.users["auditor"]
    assert (event.subject_type, event.subject_id) == ("attachments.attachment", added.pk)
    with pytest.raises(NotFound):
        actions.open_attachment(actor=place.actor("area2"), attachment_id=added.pk, now=LATER)


def test_a_look_that_goes_on_is_noted_again_after_a_while(place, order):
    added = add(place, order)
    for minutes in (0, 9, 10, 15):
        actions.open_attachment(
            actor=place.actor("auditor"),
            attachment_id=added.pk,
            goes_on=True,
            now=LATER + timedelta(minutes=minutes),
        )
    noted = Event.objects.filter(kind="attachments.opened").order_by("at")
    assert [each.at - LATER for each in noted] == [timedelta(0), timedelta(minutes=10)]

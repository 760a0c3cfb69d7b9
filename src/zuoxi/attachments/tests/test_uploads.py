"""Files that come in parts: over a broken link, twice, too late, onto a full disk."""

import errno
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from zuoxi.attachments import actions, files, inspection, queries
from zuoxi.attachments.errors import NoSpace
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.attachments.tests import samples
from zuoxi.attachments.tests.factories import LATER, add, begin, different_photo, finish, put
from zuoxi.attachments.tests.test_actions import set_option
from zuoxi.kernel.actors import SYSTEM, Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, TooManyRequests
from zuoxi.workorders.tests.factories import Place, act, order_in

pytestmark = pytest.mark.django_db

SOUND = samples.wav(seconds=20)
HALF = len(SOUND) // 2


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "in_progress")


@pytest.fixture
def upload(place, order):
    return begin(place, order, SOUND, name="通话.wav")


def test_parts_make_a_file(place, upload):
    assert put(place, upload, 0, SOUND[:HALF]).received == HALF
    assert put(place, upload, HALF, SOUND[HALF:]).received == len(SOUND)
    made = finish(place, upload)

    assert files.path_of(made.key).read_bytes() == SOUND
    assert finish(place, upload).pk == made.pk
    assert put(place, upload, 0, SOUND).attachment_id == made.pk
    assert Attachment.objects.count() == 1


def test_a_part_may_come_again_and_may_overlap(place, upload):
    put(place, upload, 0, SOUND[:HALF])
    assert put(place, upload, 0, SOUND[:HALF]).received == HALF
    assert put(place, upload, 10, b"other bytes").received == HALF
    put(place, upload, HALF - 100, SOUND[HALF - 100 :])
    assert files.path_of(finish(place, upload).key).read_bytes() == SOUND


def test_a_gap_is_refused_and_says_where_to_go_on(place, upload):
    put(place, upload, 0, SOUND[:HALF])
    with pytest.raises(Conflict) as refused:
        put(place, upload, HALF + 1, SOUND[HALF + 1 :])
    assert refused.value.extra["received"] == HALF
    with pytest.raises(Conflict):
        finish(place, upload)


@pytest.mark.parametrize("data", [b"", b"x" * (4 * 1024 * 1024 + 1), SOUND + b"x"])
def test_a_part_of_the_wrong_length_is_refused(place, upload, data):
    with pytest.raises(InvalidInput):
        put(place, upload, 0, data)
    assert files.arrived(upload.key) == 0


def test_bytes_of_a_call_that_was_killed_count_only_when_they_were_acknowledged(place, upload):
    put(place, upload, 0, SOUND[:HALF])
    # The process died after writing and before the row was saved.
    files.append(upload.key, b"torn", at=HALF)
    put(place, upload, HALF, SOUND[HALF:])
    assert files.path_of(finish(place, upload).key).read_bytes() == SOUND


def test_a_crash_between_file_and_row_is_finished_by_the_next_call(place, upload):
    put(place, upload, 0, SOUND)
    files.seal(upload.key)
    assert files.path_of(finish(place, upload).key).read_bytes() == SOUND


def test_a_file_that_was_lost_is_sent_again(place, order):
    upload = begin(place, order, SOUND, fingerprint="a|1")
    put(place, upload, 0, SOUND)
    files.discard(upload.key)
    with pytest.raises(NotFound):
        finish(place, upload)
    anew = begin(place, order, SOUND, fingerprint="a|1")
    assert (anew.pk != upload.pk, anew.received) == (True, 0)
    put(place, anew, 0, SOUND)
    finish(place, anew)


def test_the_same_file_announced_again_goes_on(place, order):
    first = begin(place, order, SOUND, fingerprint="a|1")
    put(place, first, 0, SOUND[:HALF])
    again = begin(place, order, SOUND, fingerprint="a|1")
    assert (again.pk, again.received) == (first.pk, HALF)
    assert begin(place, order, SOUND, fingerprint="b|1").pk != first.pk
    with pytest.raises(Conflict):
        begin(place, order, SOUND[:-1], fingerprint="a|1")


def test_a_fault_of_ours_is_not_told_as_a_file_that_is_being_sent(place, order, monkeypatch):
    first = begin(place, order, SOUND)
    monkeypatch.setattr(files, "new_key", lambda: first.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        begin(place, order, SOUND)


def test_what_cannot_be_accepted_is_refused_by_its_first_part(place, order, folder):
    upload = begin(place, order, b"x" * 10_000, name="a.jpg")
    with pytest.raises(InvalidInput):
        put(place, upload, 0, samples.HTML + b" " * 5000)
    upload = begin(place, order, b"x" * 10_000, name="a.pdf")
    with pytest.raises(InvalidInput):
        put(place, upload, 0, samples.photo()[:5000])
    assert not [each for each in folder.rglob("*") if each.is_file()]


def test_a_file_that_is_refused_at_the_end_is_gone(place, order, folder):
    data = samples.noisy_photo()
    broken = data[: len(data) // 2] + b"\0" * 5000
    upload = begin(place, order, broken, name="a.png")
    put(place, upload, 0, broken)
    with pytest.raises(InvalidInput):
        finish(place, upload)
    assert not [each for each in folder.rglob("*") if each.is_file()]
    assert not Attachment.objects.exists()


def test_a_file_of_more_than_the_largest_limit_is_not_even_begun(place, order):
    values = {"number": order.number, "name": "a.wav", "fingerprint": "", "now": LATER}
    with pytest.raises(InvalidInput):
        actions.begin_upload(actor=place.actor("intake"), size=100 * 1024 * 1024 + 1, **values)
    assert (
        actions.begin_upload(actor=place.actor("intake"), size=100 * 1024 * 1024, **values).received
        == 0
    )


def test_an_upload_is_its_senders_alone(place, upload):
    for by in ("dispatcher", "supervisor", "area1"):
        with pytest.raises(NotFound):
            put(place, upload, 0, SOUND, by=by)
        with pytest.raises(NotFound):
            queries.upload(place.actor(by), upload.pk)


def test_an_order_that_went_away_meanwhile_takes_no_file(place, order):
    upload = begin(place, order, SOUND, by="area1")
    put(place, upload, 0, SOUND, by="area1")
    act(place, order, "return")
    with pytest.raises(NotFound):
        finish(place, upload, by="area1")
    assert not Attachment.objects.exists()


def test_an_order_that_was_archived_meanwhile_takes_no_file(place, order):
    upload = begin(place, order, SOUND)
    put(place, upload, 0, SOUND)
    for name in ("complete", "archive"):
        act(place, order, name)
    with pytest.raises(Conflict):
        finish(place, upload)


def test_a_cancelled_upload_leaves_nothing(place, upload, folder):
    put(place, upload, 0, SOUND[:HALF])
    actions.cancel_upload(actor=place.actor("intake"), upload_id=upload.pk, now=LATER)
    assert not [each for each in folder.rglob("*") if each.is_file()]
    with pytest.raises(NotFound):
        put(place, upload, 0, SOUND)
    actions.sweep_files(actor=SYSTEM, now=LATER + timedelta(hours=25))
    assert not Upload.objects.exists()


def test_what_was_cancelled_is_announced_again_and_counts_twice(place, order):
    set_option("attachments.files_per_hour", 2)
    for _ in range(2):
        upload = begin(place, order, SOUND, fingerprint="a|1")
        actions.cancel_upload(actor=place.actor("intake"), upload_id=upload.pk, now=LATER)
    with pytest.raises(TooManyRequests):
        begin(place, order, SOUND, fingerprint="a|1")


def test_what_was_refused_is_not_looked_at_again(place, order):
    set_option("attachments.files_per_hour", 2)
    set_option("attachments.most_per_order", 1)
    add(place, order, by="dispatcher")
    broken = b"ID3" + b"\0" * 5000
    for data, refusal in ((broken, InvalidInput), (SOUND, Conflict)):
        upload = begin(place, order, data, fingerprint="a|1")
        put(place, upload, 0, data)
        with pytest.raises(refusal):
            finish(place, upload)
        with pytest.raises(NotFound):
            finish(place, upload)
        with pytest.raises(NotFound):
            put(place, upload, 0, data)
    with pytest.raises(TooManyRequests):
        begin(place, order, SOUND, fingerprint="a|1")


def test_cancelling_what_is_finished_changes_nothing(place, upload):
    put(place, upload, 0, SOUND)
    made = finish(place, upload)
    actions.cancel_upload(actor=place.actor("intake"), upload_id=upload.pk, now=LATER)
    assert files.path_of(made.key).exists()


def test_a_full_disk_is_said_and_damages_nothing(place, upload, monkeypatch):
    put(place, upload, 0, SOUND[:HALF])

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        with pytest.raises(NoSpace):
            put(place, upload, HALF, SOUND[HALF:])
    put(place, upload, HALF, SOUND[HALF:])
    assert files.path_of(finish(place, upload).key).read_bytes() == SOUND


def test_space_is_left_for_the_database(place, order, upload):
    set_option("attachments.spare_megabytes", 1_000_000)
    free = files.shutil.disk_usage("/").free
    if free < 1_000_000 * 1024 * 1024:
        with pytest.raises(NoSpace):
            begin(place, order, SOUND)
        with pytest.raises(NoSpace):
            put(place, upload, 0, SOUND)


def test_the_sweep_removes_what_nobody_goes_on_with(place, order, upload, folder):
    kept = add(place, order)
    fresh = begin(place, order, SOUND, by="dispatcher", now=datetime.now(UTC) + timedelta(days=2))
    put(place, upload, 0, SOUND[:HALF])
    files.append("ab" * 16, b"a file that no row names", at=0)
    job = Actor(name="system", channel="job")
    soon = datetime.now(UTC)
    assert actions.sweep_files(actor=job, now=soon) == 0
    assert actions.sweep_files(actor=job, now=soon + timedelta(hours=25)) == 2

    assert [each.pk for each in Upload.objects.all()] == [fresh.pk]
    assert {each.stem for each in folder.rglob("*") if each.is_file()} == {kept.key}
    assert files.thumbnail_of(kept.key).exists()
    assert actions.sweep_files(actor=SYSTEM, now=soon + timedelta(hours=25)) == 0


def test_people_do_not_sweep(place):
    with pytest.raises(Forbidden):
        actions.sweep_files(actor=place.actor("supervisor"), now=LATER)


@pytest.mark.django_db(transaction=True)
def test_finishing_many_times_at_once_makes_one_attachment(folder):
    place = Place()
    order = order_in(place, "in_progress")
    data = different_photo()
    uploads = [begin(place, order, data, by=by) for by in ("intake", "dispatcher")]
    for upload, by in zip(uploads, ("intake", "dispatcher"), strict=True):
        put(place, upload, 0, data, by=by)
    found, barrier = [], threading.Barrier(6)

    def run(upload, by):
        barrier.wait()
        try:
            found.append(finish(place, upload, by=by).pk)
        finally:
            connection.close()

    pairs = [(uploads[n % 2], ("intake", "dispatcher")[n % 2]) for n in range(6)]
    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(found) == 6
    assert len(set(found)) == 1
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_file_of_a_person_is_looked_into_at_a_time(folder, monkeypatch):
    place = Place()
    order = order_in(place, "in_progress")
    first, second = begin(place, order, SOUND), begin(place, order, different_photo())
    theirs = begin(place, order, samples.wav(seconds=3), by="dispatcher")
    for upload, by in ((first, "intake"), (second, "intake"), (theirs, "dispatcher")):
        size = {first.pk: SOUND, second.pk: different_photo(), theirs.pk: samples.wav(seconds=3)}
        put(place, upload, 0, size[upload.pk], by=by)
    looked, go_on = threading.Event(), threading.Event()
    inspect = inspection.inspect

    def slowly(path, **options):
        if not looked.is_set():
            looked.set()
            go_on.wait(20)
        return inspect(path, **options)

    monkeypatch.setattr(inspection, "inspect", slowly)

    def run():
        try:
            finish(place, first)
        finally:
            connection.close()

    busy = threading.Thread(target=run)
    busy.start()
    looked.wait(20)
    with pytest.raises(TooManyRequests) as refusal:
        finish(place, second)
    assert refusal.value.extra["retry_after"] <= 5
    assert finish(place, theirs, by="dispatcher").pk
    go_on.set()
    busy.join()

    # The refused one is still whole, and its turn comes.
    assert finish(place, second).pk
    assert Attachment.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_announcing_many_at_once_stays_within_the_quota(folder):
    place = Place()
    order = order_in(place, "in_progress")
    set_option("attachments.files_per_hour", 2)
    refused, barrier = [], threading.Barrier(6)

    def run():
        barrier.wait()
        try:
            begin(place, order, SOUND)
        except TooManyRequests as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(refused) == 4
    assert Upload.objects.count() == 2

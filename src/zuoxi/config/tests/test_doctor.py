"""The doctor finds each fault that is put into a sound system, and mends what is safe to mend."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.attachments import files
from zuoxi.attachments.models import Attachment
from zuoxi.attachments.tests.factories import add
from zuoxi.attachments.tests.samples import photo
from zuoxi.audit.actions import note_tidying
from zuoxi.config import doctor, jobs
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.models import Event
from zuoxi.workorders.models import Dispatch, OrderText, WorkOrder
from zuoxi.workorders.tests.factories import PATHS, Place, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(settings, tmp_path):
    """An order at work with a photo, in a centre with an order in every other list."""
    settings.FILES_DIR = tmp_path / "files"
    place = Place()
    for state in (*PATHS, "merged"):
        order_in(place, state)
    made = order_in(place, "in_progress")
    add(place, made, photo())
    return made


def found(about, **asked):
    return [(each.kind, each.text) for each in doctor.findings(**asked) if each.about == about]


def kinds(about, **asked):
    return {kind for kind, _text in found(about, **asked)}


def row_of(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def begin_job(*, heartbeat):
    """Let a worker that was last heard of then begin a job, and return the job's id."""
    job = app.configure_task("sheets.expire", queue="doctor").defer(timestamp=0)
    (worker,) = row_of(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", heartbeat
    )
    row_of(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s RETURNING id",
        worker,
        job,
    )
    return job


def test_a_sound_system_has_sound_data(order):
    assert kinds("data") == {"ok"}


@pytest.mark.parametrize(
    ("rows", "fault", "sentence"),
    [
        (WorkOrder, {"status": "completed"}, "while a dispatch to it is open"),
        (WorkOrder, {"status": "completed"}, "where its last move has put it"),
        (
            WorkOrder,
            {"in_adjudication": True, "status": "returned", "work_area": None, "technician": None},
            "its last move",
        ),
        (WorkOrder, {"round": 7}, "counted without a gap"),
        (Dispatch, {"round": 7}, "counted without a gap"),
        (Dispatch, {"outcome": "recalled", "finished_at": "now"}, "while a dispatch"),
    ],
)
def test_a_row_that_was_changed_from_outside_is_named(order, rows, fault, sentence):
    fault = {name: timezone.now() if value == "now" else value for name, value in fault.items()}
    mine = {"pk": order.pk} if rows is WorkOrder else {"order": order}
    rows.objects.filter(**mine).update(**fault)

    problems = [text for kind, text in found("data") if kind == "problem"]

    assert any(sentence in text and order.number in text for text in problems), problems


def test_an_order_that_no_search_finds_is_named(order):
    OrderText.objects.filter(order=order).delete()

    assert (
        "problem",
        f"Each work order can be found by its text. Not so: {order.number}",
    ) in found("data")


@pytest.mark.parametrize("is_cut", [False, True])
def test_a_file_that_is_gone_or_cut_is_named(order, is_cut):
    path = files.path_of(Attachment.objects.get(order=order).key)
    if is_cut:
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()

    assert any(kind == "problem" and order.number in text for kind, text in found("data"))


class TestJobs:
    def test_one_that_a_vanished_worker_had_begun_is_mended_when_asked(self, db):
        job = begin_job(heartbeat=timezone.now() - timedelta(minutes=5))

        assert kinds("jobs") == {"problem"}
        assert "mended" in kinds("jobs", repair=True)
        assert row_of("SELECT status FROM procrastinate_jobs WHERE id = %s", job) == ("todo",)
        assert kinds("jobs") == {"ok"}

    def test_a_living_worker_takes_it_up_whatever_its_queue(self, db):
        lost = begin_job(heartbeat=timezone.now() - timedelta(minutes=5))
        begun = begin_job(heartbeat=timezone.now())
        jobs.take_up(0)

        status = "SELECT status FROM procrastinate_jobs WHERE id = %s"
        assert (row_of(status, lost), row_of(status, begun)) == (("todo",), ("doing",))

    def test_one_that_is_being_done_is_left_alone(self, db):
        job = begin_job(heartbeat=timezone.now())

        assert kinds("jobs", repair=True) == {"ok"}
        assert row_of("SELECT status FROM procrastinate_jobs WHERE id = %s", job) == ("doing",)

    @pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)])
    def test_a_clock_that_was_set_does_not_decide_who_is_gone(self, db, ahead):
        begun = begin_job(heartbeat=timezone.now())
        lost = begin_job(heartbeat=timezone.now() - timedelta(minutes=5))

        with time_machine.travel(timezone.now() + ahead):
            jobs.take_up(0)
            assert jobs.workers() == 1

        state = "SELECT status, scheduled_at <= now() FROM procrastinate_jobs WHERE id = %s"
        assert row_of(state, begun)[0] == "doing"
        assert row_of(state, lost) == ("todo", True)

    def test_one_that_nobody_begins_is_a_problem_only_once_it_has_waited(self, db):
        app.configure_task("sheets.expire", queue="doctor").defer(timestamp=0)

        assert kinds("jobs") == {"ok"}
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            assert "problem" in kinds("jobs")

    def test_one_that_ended_with_an_error_is_named(self, db):
        job = begin_job(heartbeat=timezone.now())
        row_of("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s RETURNING id", job)

        assert any("sheets.expire" in text for kind, text in found("jobs") if kind == "warning")

    def test_without_a_worker_nothing_is_done(self, db):
        assert kinds("worker") == {"problem"}
        begin_job(heartbeat=timezone.now())
        assert kinds("worker") == {"ok"}


class TestMachine:
    def test_clocks_that_agree_are_well(self, db):
        assert kinds("clock") == {"ok"}

    @pytest.mark.parametrize("minutes", [-10, 10])
    def test_a_clock_that_differs_from_the_databases_is_a_problem(self, db, minutes):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
            assert kinds("clock") == {"problem"}

    def test_an_event_in_the_future_is_a_problem(self, db):
        Event.objects.create(at=timezone.now() + timedelta(hours=1), kind="audit.test")

        assert "the clock was set back" in found("clock")[0][1]

    def test_a_full_disk_is_a_problem(self, db, monkeypatch):
        monkeypatch.setattr(doctor, "_SPARE_BYTES", 10**18)

        assert kinds("disk") == {"problem"}


class TestOldRows:
    def test_are_removed_in_time_where_the_nightly_run_has_been(self, order):
        note_tidying(actor=SYSTEM, rows={}, is_complete=True, now=timezone.now())

        assert kinds("old rows") == {"ok"}

    def test_are_a_problem_where_it_has_not_been(self, order):
        with time_machine.travel(timezone.now() + timedelta(days=4), tick=True):
            assert kinds("old rows") == {"problem"}

    def test_are_named_where_it_does_not_keep_up(self, order):
        now = timezone.now()
        note_tidying(actor=SYSTEM, rows={}, is_complete=False, now=now)
        Session.objects.create(
            session_key="old", session_data="", expire_date=now - timedelta(days=9)
        )

        [(kind, text)] = found("old rows")
        assert kind == "warning"
        assert "1 of django_session" in text

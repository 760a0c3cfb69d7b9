"""The nightly run: small steps, nobody waits, it goes on where it was ended, and it says so."""

from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import chain, repeat

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from zuoxi.audit import housekeeping, jobs, queries, sentences
from zuoxi.audit.actions import note_tidying
from zuoxi.audit.tests.factories import event, person, reader
from zuoxi.drafts.models import Draft
from zuoxi.kernel import archive, retention
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Forbidden
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import ArchivedEvent, Event
from zuoxi.workorders.tests.factories import NOW

pytestmark = pytest.mark.django_db

LONG_AGO = NOW - timedelta(days=500)
DRAFTS = Draft._meta.db_table


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(archive, "BATCH", 2)


def signed_in(number, *, at=LONG_AGO):
    return [event("accounts.signed_in", at=at) for _each in range(number)]


def drafts(number, *, at=LONG_AGO):
    writer = person(f"writer {Draft.objects.count()}", "w")
    keys = [f"{at:%Y} {each}" for each in range(number)]
    return [Draft.objects.create(user=writer, key=key, values={}, kept_at=at) for key in keys]


def run(should_stop=lambda: False, **changes):
    return housekeeping.tidy_up(clock=lambda: NOW, should_stop=should_stop, **changes)


def summary():
    return Event.objects.get(kind="audit.tidied_up").data


def test_all_that_is_due_goes_and_nothing_younger():
    drafts(5)
    young = drafts(1, at=NOW)
    signed_in(5)
    recent = signed_in(1, at=NOW)

    rows = run()

    assert rows == {DRAFTS: 5, "kernel_event": 5}
    assert list(Draft.objects.all()) == young
    assert list(Event.objects.exclude(kind="audit.tidied_up")) == recent
    assert whole_log().filter(kind="accounts.signed_in").count() == 6
    assert summary() == {"rows": rows, "is_complete": True}


def test_a_second_run_finds_nothing():
    drafts(3)
    signed_in(3)
    run()

    assert run() == {}


def test_an_ended_run_is_gone_on_with():
    drafts(3)
    signed_in(3)

    first = run(should_stop=lambda: Draft.objects.count() < 3)
    second = run()

    assert (first, second) == ({DRAFTS: 2}, {DRAFTS: 1, "kernel_event": 3})
    assert not Draft.objects.exists()
    noted = Event.objects.filter(kind="audit.tidied_up").order_by("id")
    assert [each.data["is_complete"] for each in noted] == [False, True]


def test_the_budget_ends_each_table_by_itself():
    drafts(5)
    signed_in(5)

    assert run(budget=timedelta(0)) == {DRAFTS: 2, "kernel_event": 2}
    assert not summary()["is_complete"]


def test_a_worker_that_ends_between_two_tables_has_not_finished():
    drafts(1)
    signed_in(1)
    answers = chain([False, False], repeat(True))

    run(should_stop=lambda: next(answers))

    assert not summary()["is_complete"]


def test_the_job_runs_it():
    drafts(1)
    task = app.tasks[retention.NIGHTLY]

    class Context:
        def should_abort(self):
            return False

    assert task is jobs.tidy_up
    jobs.tidy_up(Context(), timestamp=0)
    assert not Draft.objects.exists()


def test_people_may_not_say_that_it_ran():
    with pytest.raises(Forbidden):
        note_tidying(actor=reader("administrator"), rows={}, is_complete=True, now=NOW)


@pytest.mark.parametrize("is_complete", [True, False])
def test_the_summary_says_how_many_and_whether_more_is_left(is_complete):
    rows = {"drafts_draft": 3, "accounts_x": 1, "kernel_event": 7}
    noted = note_tidying(actor=SYSTEM, rows=rows, is_complete=is_complete, now=NOW)

    with override("en"):
        words = sentences.sentence_for(noted)
    assert "4" in words
    assert "7" in words
    assert ("more" in words) is not is_complete


class TestArrears:
    def test_are_what_was_due_before_the_last_nights(self):
        drafts(2)
        drafts(1, at=NOW - timedelta(days=7, hours=1))

        assert housekeeping.arrears(NOW) == [housekeeping.Arrears(DRAFTS, 2)]
        run()
        assert housekeeping.arrears(NOW) == []

    def test_a_run_is_late_when_none_has_been_for_two_nights(self):
        began = queries.tidied_since()
        assert not housekeeping.is_late(began + timedelta(days=2))
        assert housekeeping.is_late(began + timedelta(days=3))
        signed_in(1, at=began - timedelta(days=30))
        assert not housekeeping.is_late(began + timedelta(days=2))
        run()
        assert not housekeeping.is_late(NOW)
        assert housekeeping.is_late(NOW + timedelta(days=3))


@contextmanager
def somebody_else():
    """Give a connection of its own that fails at once where it would have to wait."""
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1ms'")
        yield cursor


def modes():
    """Return the locks on whole tables that this connection holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT mode FROM pg_locks WHERE pid = pg_backend_pid() AND granted"
            " AND locktype = 'relation' AND relation = ANY(%s::regclass[])",
            [["kernel_event", "kernel_archivedevent", "accounts_user", DRAFTS]],
        )
        return {mode for (mode,) in cursor.fetchall()}


RENEW = "UPDATE drafts_draft SET kept_at = now() WHERE id = %s"
COUNT = "SELECT count(*), count(DISTINCT id) FROM kernel_everyevent"
WRITE = """
INSERT INTO kernel_event (at, kind, actor_name, channel, request_id, subject_type, from_state,
    to_state, data) VALUES (now(), 'test', '', '', '', '', '', '', '{}')
"""


@pytest.mark.django_db(transaction=True)
class TestBesideOthers:
    def test_who_reads_and_writes_the_log_waits_for_no_step(self):
        signed_in(4)
        with somebody_else() as other, transaction.atomic():
            moving = archive.move(NOW - timedelta(days=365))
            assert next(moving) == 2

            assert modes() <= {"AccessShareLock", "RowShareLock", "RowExclusiveLock"}
            other.execute(WRITE)
            other.execute(COUNT)
            assert other.fetchone() == (5, 5)
            moving.close()
        with somebody_else() as other:
            other.execute(COUNT)
            assert other.fetchone() == (5, 5)
        assert ArchivedEvent.objects.count() == 2

    def test_two_runs_move_each_event_once(self):
        signed_in(4)
        before = NOW - timedelta(days=365)
        with somebody_else() as other, transaction.atomic():
            other.execute("BEGIN")
            other.execute(
                "SELECT id FROM kernel_event ORDER BY at, id LIMIT 2 FOR UPDATE SKIP LOCKED"
            )
            held = {pk for (pk,) in other.fetchall()}

            assert sum(archive.move(before)) == 2
            other.execute("ROLLBACK")
        assert set(Event.objects.values_list("pk", flat=True)) == held
        assert sum(archive.move(before)) == 2

    def test_a_row_that_somebody_holds_is_passed_over(self):
        old = drafts(3)
        with somebody_else() as other:
            other.execute("BEGIN")
            other.execute(RENEW, [old[0].pk])

            assert run() == {DRAFTS: 2}
            other.execute("COMMIT")
        assert run() == {}
        assert Draft.objects.get().pk == old[0].pk

    def test_a_step_that_fails_moves_nothing(self, monkeypatch):
        signed_in(3)
        monkeypatch.setattr(archive, "_REMOVE", "SELECT 1 / 0, %s::bigint[]")

        with pytest.raises(ExceptionGroup, match="kernel_event"):
            run()

        assert Event.objects.filter(kind="accounts.signed_in").count() == 3
        assert not ArchivedEvent.objects.exists()

    def test_a_table_that_fails_holds_up_no_other(self, monkeypatch):
        signed_in(1)
        Session.objects.create(session_key="x", session_data="", expire_date=LONG_AGO)
        drafts(1)
        monkeypatch.setattr(archive, "_REMOVE", "SELECT 1 / 0, %s::bigint[]")
        statements = retention.statements()
        monkeypatch.setattr(
            retention,
            "statements",
            lambda: sorted(statements, key=lambda each: each.table != "kernel_event"),
        )

        with pytest.raises(ExceptionGroup):
            run()

        assert not Draft.objects.exists()
        assert not Session.objects.exists()
        assert not summary()["is_complete"]

"""A database that is lost, comes back, or can only be read, as callers and processes see it."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.config import database, live, worker
from zuoxi.config.problems import StartError
from zuoxi.kernel.outages import is_outage
from zuoxi.workorders import queries
from zuoxi.workorders.tests.factories import NOW, Place

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/api/v1/work-orders"

# A worker with a job that uses the database until it is set free.
WORKER = """
from pathlib import Path
from zuoxi.config import start
start.load()
from django.db import connection
from procrastinate.contrib.django import app
from zuoxi.config import worker

@app.task(name="tests.wait")
def wait(folder):
    while not Path(folder, "free").exists():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.1)")
        Path(folder, "begun").touch()

worker.run()
"""


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def nobody_there(tmp_path, monkeypatch):
    """Have no server answer; a connection that is open is closed."""

    def leave():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))

    yield leave
    monkeypatch.undo()
    connection.close()


@pytest.fixture
def read_only():
    """Have the connection that is open take no writes."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    yield
    connection.close()


def caller(place):
    _token, secret = accounts.issue_token(actor=place.actor("all"), name="", now=NOW)
    return Client(
        headers={"authorization": f"Bearer {secret}", "accept-language": "en"},
        raise_request_exception=False,
    )


def test_a_call_that_loses_the_database_is_told_to_come_again(place, monkeypatch):
    client = signed_in(place.users["all"], language="en", raise_request_exception=False)

    def lost(*_args, **_kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr(queries, "row", lost)
        answer = client.get(f"{ORDERS}/none/events")
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    assert answer.json()["title"] == "The database does not answer at the moment"
    assert answer["Retry-After"] == "2"

    # What the server does between two requests.
    connection.close_if_unusable_or_obsolete()
    assert client.get(ORDERS).status_code == 200


def test_a_page_says_that_the_database_is_away_and_asks_it_for_nothing(place, nobody_there):
    client = signed_in(place.users["all"], language="en", raise_request_exception=False)

    nobody_there()
    page = client.get("/", headers={"accept-language": "en"})

    assert page.status_code == 503
    assert page["Retry-After"] == "2"
    assert 'id="rail"' not in page.text


def test_a_token_that_cannot_be_looked_up_is_no_wrong_token(place, nobody_there):
    client = caller(place)

    nobody_there()
    answer = client.get(ORDERS)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_server_that_can_only_be_read_is_left(place):
    client = caller(place)
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")

    body = {"username": "all", "password": "nonsense"}
    first = client.post("/api/v1/auth/token", body, content_type="application/json")
    again = client.post("/api/v1/auth/token", body, content_type="application/json")

    assert (first.status_code, again.status_code) == (503, 401)


def test_a_standby_is_refused_at_the_start():
    standby = settings.DATABASES["default"]
    options = {**standby["OPTIONS"], "options": "-c default_transaction_read_only=on"}

    with pytest.raises(StartError, match="read-only"):
        database.verify({**standby, "OPTIONS": options})


def test_live_updates_listen_where_writes_are_taken():
    parameters = live.connection_parameters()

    assert parameters["target_session_attrs"] == "read-write"
    with psycopg.connect(**parameters) as found:
        assert found.execute("SELECT 1").fetchone() == (1,)


def test_a_fault_of_a_statement_is_no_outage():
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(1)")
    connection.close()

    assert not is_outage(caught.value)
    assert not is_outage(ValueError())


@pytest.mark.parametrize("state", ["53100", "58030"])
def test_a_server_whose_disk_is_full_or_fails_counts_as_away(state):
    with connection.cursor() as cursor, pytest.raises(OperationalError) as caught:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'disk' USING ERRCODE = '{state}'; END $$")

    assert is_outage(caught.value)


@pytest.mark.usefixtures("read_only")
def test_a_job_leaves_a_server_that_can_only_be_read(monkeypatch):
    tries = []

    def job():
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE written ()")
            cursor.execute("DROP TABLE written")
        return "done"

    monkeypatch.setattr(worker, "_PAUSE_SECONDS", 0)
    context = SimpleNamespace(
        job=SimpleNamespace(task_name="write"), should_abort=lambda: len(tries) > 2
    )

    assert worker._again_after_outage(job, context, None) == "done"
    assert len(tries) == 2


@pytest.mark.timeout(180)  # a pool waits for half a minute before it gives a lost server up
def test_a_worker_and_its_job_go_on_when_the_database_is_back(tmp_path):
    own = connection.get_connection_params()
    url = f"postgresql:///{own['dbname']}?host={own['host']}&user={own['user']}"
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=os.environ | {"DATABASE_URL": url},
        stderr=subprocess.DEVNULL,
    )
    try:
        first = registered(after=0)
        job = app.configure_task("tests.wait", allow_unknown=True).defer(folder=str(tmp_path))
        wait_until((tmp_path / "begun").exists)
        close_to_others(own["dbname"])
        time.sleep(worker._SHUTDOWN_SECONDS + 4)  # the worker has given up waiting for the job
        open_to_others(own["dbname"])

        registered(after=first)
        (tmp_path / "free").touch()
        # A job that has succeeded is deleted.
        wait_until(lambda: not ProcrastinateJob.objects.filter(pk=job).exists())

        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        open_to_others(own["dbname"])
        process.kill()
        process.wait()


def registered(*, after):
    found = ProcrastinateWorker.objects.filter(pk__gt=after)
    wait_until(found.all().exists)
    return found.latest("pk").pk


def wait_until(is_so):
    deadline = time.monotonic() + 80
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def close_to_others(name):
    with from_outside() as other:
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> %s",
            (name, connection.connection.info.backend_pid),
        )


def open_to_others(name):
    with from_outside() as other:
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def from_outside():
    own = connection.get_connection_params()
    return psycopg.connect(dbname="postgres", host=own["host"], user=own["user"], autocommit=True)

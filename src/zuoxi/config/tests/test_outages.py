"""A database that is lost, comes back, or can only be read, as callers and processes see it."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateWorker

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.config import database, live
from zuoxi.config.problems import StartError
from zuoxi.kernel.outages import is_outage
from zuoxi.workorders import queries
from zuoxi.workorders.tests.factories import NOW, Place

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "/api/v1/work-orders"


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


@pytest.mark.timeout(180)  # a pool waits for half a minute before it gives a lost server up
def test_a_worker_goes_on_when_the_database_is_back():
    own = connection.get_connection_params()
    url = f"postgresql:///{own['dbname']}?host={own['host']}&user={own['user']}"
    worker = subprocess.Popen(
        [sys.executable, "-m", "zuoxi.config.cli", "worker"],
        env=os.environ | {"DATABASE_URL": url},
        stderr=subprocess.DEVNULL,
    )
    try:
        first = registered(after=0)
        close_to_others(own["dbname"])
        time.sleep(2)
        open_to_others(own["dbname"])

        registered(after=first)

        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        open_to_others(own["dbname"])
        worker.kill()
        worker.wait()


def registered(*, after):
    deadline = time.monotonic() + 80
    while time.monotonic() < deadline:
        found = ProcrastinateWorker.objects.filter(pk__gt=after).values_list("pk", flat=True)
        if found:
            return max(found)
        time.sleep(0.1)
    raise AssertionError("no worker has registered")


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

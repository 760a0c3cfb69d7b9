"""Migrations beside people who work."""

import threading
import time

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zuoxi.config import live, locks
from zuoxi.config.problems import StartError

pytestmark = pytest.mark.django_db(transaction=True)

ADD_COLUMN = "ALTER TABLE sample ADD COLUMN later integer DEFAULT 0"


@pytest.fixture(autouse=True)
def _sample(monkeypatch):
    monkeypatch.setattr(locks, "TIMEOUT_MILLISECONDS", 200)
    monkeypatch.setattr(locks, "PAUSE_SECONDS", 0.2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sample (number integer)")
        cursor.execute("INSERT INTO sample VALUES (1)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE sample")


@pytest.fixture
def report():
    """Return a transaction that has read the table and has not ended."""
    with psycopg.connect(**live.connection_parameters()) as reader:
        reader.execute("SELECT * FROM sample")
        yield reader


def add_column():
    with connection.cursor() as cursor:
        cursor.execute(ADD_COLUMN)


def columns():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sample")
        return [each.name for each in cursor.description]


def test_a_change_waits_for_a_long_transaction_and_lets_others_pass(report):
    others = []

    def read():
        with psycopg.connect(**live.connection_parameters(), autocommit=True) as other:
            for _time in range(5):
                others.append(other.execute("SELECT number FROM sample").fetchone())
                time.sleep(0.2)
        report.rollback()

    reading = threading.Thread(target=read)
    reading.start()
    with CaptureQueriesContext(connection) as asked:
        locks.patiently(add_column, is_atomic=True)
    reading.join()

    assert others == [(1,)] * 5
    assert sum(ADD_COLUMN in each["sql"] for each in asked) > 1
    assert columns() == ["number", "later"]


def test_a_table_that_is_never_free_is_told(report, monkeypatch):
    monkeypatch.setattr(locks, "ATTEMPTS", 2)
    with pytest.raises(StartError, match="never free"):
        locks.patiently(add_column, is_atomic=True)

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
    assert columns() == ["number"]


def test_an_index_whose_building_was_interrupted_is_built_again():
    def build():
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX CONCURRENTLY sample_number ON sample (number)")

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO sample VALUES (1)")
        with pytest.raises(Exception, match="duplicated"):
            cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY sample_number ON sample (number)")

    locks.patiently(build, is_atomic=False)

    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indrelid = 'sample'::regclass")
        assert cursor.fetchall() == [(True,)]

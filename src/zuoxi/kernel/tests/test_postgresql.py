"""Kept connections: taken for usable without asking, and not when their server has left."""

import select

import pytest
from django.db import DataError, connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """Return a connection of its own, as a process keeps one from request to request."""
    own = connection.copy()
    own.connect()
    yield own
    own.close()


def last_statement_of(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


def test_a_quiet_connection_is_not_asked(kept):
    with kept.cursor() as cursor:
        cursor.execute("SELECT 'the last'")
    assert kept.is_usable()
    assert last_statement_of(kept.connection.info.backend_pid) == "SELECT 'the last'"


def test_one_that_its_server_has_ended_is_not_usable(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)
    # What the server has said is there when it has gone; the kernel may take a moment.
    poll = select.poll()
    poll.register(kept.connection.fileno(), select.POLLIN)
    assert poll.poll(5000)
    assert not kept.is_usable()


def test_one_whose_transaction_has_failed_is_not_usable(kept):
    kept.set_autocommit(False)
    with pytest.raises(DataError), kept.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert not kept.is_usable()
    kept.rollback()
    assert kept.is_usable()


def test_one_that_was_never_opened_is_not_usable():
    assert not connection.copy().is_usable()

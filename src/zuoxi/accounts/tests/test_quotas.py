"""How often one person may do something within an hour."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zuoxi.accounts.quotas import HOUR, require_quota
from zuoxi.accounts.tests import factories
from zuoxi.comments.events import CommentAdded
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import TooManyRequests
from zuoxi.kernel.models import Event

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def person():
    return factories.person("busy")


def done(person, *minutes_ago: float, kind: str = CommentAdded.KIND) -> None:
    Event.objects.bulk_create(
        Event(
            at=NOW - timedelta(minutes=each),
            kind=kind,
            actor=person,
            subject_type="comments.comment",
        )
        for each in minutes_ago
    )


def ask(person, most: int = 3) -> None:
    actor = Actor(user_id=person.pk, name=person.username)
    require_quota(actor, CommentAdded, most=most, sentence="Too many.", now=NOW)


def test_lets_pass_who_did_it_less_often(person):
    done(person, 10, 50)
    ask(person)


def test_does_not_count_what_is_an_hour_old_or_something_else_or_somebody_elses(person):
    done(person, 10, 50, 60, 61)
    done(person, 5, 6, kind="comments.withdrawn")
    done(factories.person("another"), 1, 2, 3)
    ask(person)


def test_says_when_the_first_that_counts_will_be_an_hour_old(person):
    done(person, 10, 20, 50, 40)
    with pytest.raises(TooManyRequests) as refused:
        ask(person)
    # Of the four the third newest decides: with it gone, there are two left.
    assert refused.value.extra["retry_after"] == (HOUR - timedelta(minutes=40)).total_seconds()


def test_looks_into_an_index_of_its_own_however_busy_the_person(person):
    done(person, *range(3_000), kind="workorders.accepted")
    done(person, *range(100, 2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_event")
        with CaptureQueriesContext(connection) as found:
            ask(person)
        statements = [each["sql"] for each in found if "kernel_event" in each["sql"]]
        assert len(statements) == 1
        cursor.execute(f"EXPLAIN {statements[0]}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "event_counted" in plan
    assert "Bitmap" not in plan

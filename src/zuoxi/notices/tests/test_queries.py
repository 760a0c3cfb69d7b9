"""The order of a person's notices, page by page."""

from datetime import timedelta

import pytest

from zuoxi.kernel.errors import InvalidInput
from zuoxi.notices import queries
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import NOW, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def store(place, minutes, *, read=False, name="supervisor"):
    at = NOW + timedelta(minutes=minutes)
    return Notice.objects.create(
        receiver=place.users[name],
        kind="test.happened",
        group_key=f"{minutes}",
        subject_type="test.thing",
        subject_id=minutes,
        created_at=at,
        renewed_at=at,
        read_at=at if read else None,
    )


def walk(actor, limit, page=queries.page):
    cursor, shown = "", []
    while True:
        found = page(actor, cursor=cursor, limit=limit)
        assert len(found.items) <= limit
        shown += [each.subject_id for each in found.items]
        cursor = found.next_cursor
        if not cursor:
            return shown


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 50])
def test_unread_ones_come_first_on_pages_of_any_size(place, limit):
    for minutes in range(7):
        store(place, minutes, read=minutes % 2 == 0)
    store(place, 99, name="admin")

    assert walk(place.actor("supervisor"), limit) == [5, 3, 1, 6, 4, 2, 0]
    assert walk(place.actor("supervisor"), limit, queries.unread_page) == [5, 3, 1]


def test_a_page_that_is_full_of_unread_ones_and_nothing_else_is_the_last(place):
    for minutes in range(2):
        store(place, minutes)
    assert queries.page(place.actor("supervisor"), limit=2).next_cursor == ""


@pytest.mark.parametrize("cursor", ["x", "r.x", "r.r.", "r"])
def test_a_changed_page_marker_is_refused(place, cursor):
    with pytest.raises(InvalidInput):
        queries.page(place.actor("supervisor"), cursor=cursor)


def test_the_number_stops_at_the_cap(place):
    for minutes in range(queries.COUNT_CAP + 3):
        store(place, minutes)
    store(place, 1, read=True)
    assert queries.count(place.actor("supervisor")) == queries.COUNT_CAP
    assert queries.count(place.actor("admin")) == 0

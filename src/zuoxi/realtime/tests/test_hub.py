"""Who is told of what, and how much is remembered, without a server."""

import pytest

from zuoxi.realtime.hub import MOST_PENDING, Connection, Hub
from zuoxi.realtime.viewer import Viewer


def viewer(user_id: int = 1, *names: str) -> Viewer:
    return Viewer(user_id, frozenset({f"user:{user_id}", *names}))


@pytest.fixture
def hub():
    return Hub()


def joined(hub: Hub, *args) -> Connection:
    connection = Connection(viewer(*args))
    hub.join(connection)
    return connection


def test_topics_reach_the_audience_and_nobody_else(hub):
    area_1, area_2 = joined(hub, 1, "area:1"), joined(hub, 2, "area:2")

    hub.deliver(["centre:9", "area:1"], frozenset({"order:20261121-00001"}))

    assert area_1.take() == ["order:20261121-00001"]
    assert area_2.take() == []
    assert not area_2.wake.is_set()


def test_topics_coalesce(hub):
    one = joined(hub, 1, "area:1")
    for _ in range(1000):
        hub.deliver(["area:1"], frozenset({"list:dispatch", "list:pending"}))
    assert one.take() == ["list:dispatch", "list:pending"]
    assert one.take() == []


def test_too_many_pending_topics_become_one_resync(hub):
    one = joined(hub, 1, "area:1")
    for number in range(100_000):
        hub.deliver(["area:1"], frozenset({f"order:{number}"}))
        assert len(one._pending) <= MOST_PENDING
    assert one.must_resync
    assert one.take() == []


def test_everything_and_everybody(hub):
    one, two = joined(hub, 1, "area:1"), joined(hub, 2)
    hub.deliver(["area:1"], frozenset({"*"}))
    assert one.must_resync
    assert not two.must_resync
    hub.deliver(["*"], frozenset({"codes"}))
    assert two.take() == ["codes"]


def test_who_left_is_forgotten(hub):
    one = joined(hub, 1, "area:1")
    hub.leave(one)
    hub.deliver(["area:1"], frozenset({"codes"}))
    assert one.take() == []
    assert len(hub) == 0
    assert hub._members == {}


def test_new_rights_count_from_now_on(hub):
    one = joined(hub, 1, "area:1")
    hub.become(one, viewer(1, "area:2"))
    assert one.must_resync
    one.must_resync = False
    hub.deliver(["area:1"], frozenset({"order:1"}))
    hub.deliver(["area:2"], frozenset({"order:2"}))
    assert one.take() == ["order:2"]


def test_a_change_of_rights_is_checked_even_when_not_addressed(hub):
    one, two = joined(hub, 1), joined(hub, 2)
    hub.deliver(["user:99"], frozenset({"session:1"}))
    assert (one.must_recheck, two.must_recheck) == (True, False)
    assert one.take() == []
    hub.deliver(["user:99"], frozenset({"people"}))
    assert not two.must_recheck
    hub.deliver(["user:99"], frozenset({"*"}))
    assert two.must_recheck

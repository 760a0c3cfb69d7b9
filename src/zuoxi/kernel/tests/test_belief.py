"""What is believed, and for how long."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from zuoxi.kernel import belief


@pytest.fixture(autouse=True)
def passed(monkeypatch, believing):
    """Seconds that have passed, whatever the clock of the wall says."""
    del believing
    began, seconds = time.monotonic(), [0.0]
    monkeypatch.setattr(belief.time, "monotonic", lambda: began + seconds[0])
    return seconds


def test_a_belief_is_kept_for_some_seconds(passed):
    belief.keep("sky", "blue")

    passed[0] = belief.BELIEVED_SECONDS - 0.1
    assert belief.recall("sky") == "blue"
    passed[0] = belief.BELIEVED_SECONDS
    assert belief.recall("sky") is None


def test_it_does_not_last_longer_because_the_clock_was_set_back(passed):
    belief.keep("sky", "blue")
    passed[0] = belief.BELIEVED_SECONDS

    with time_machine.travel(datetime.now(UTC) - timedelta(hours=5)):
        assert belief.recall("sky") is None


def test_who_changes_a_recalled_value_changes_a_copy():
    belief.keep("birds", ["crow"])

    belief.recall("birds").append("owl")

    assert belief.recall("birds") == ["crow"]


def test_what_is_forgotten_is_asked_for_again():
    belief.keep("sky", "blue")
    belief.forget("sky", "sea")

    assert belief.recall("sky") is None

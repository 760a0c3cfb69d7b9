"""What is measured of writes is what Zuoxi writes: a replayed walk leaves the same rows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bench import hot_report, recording, rows, walk, writes
from bench.writes import Walked, WalkRow, Writes
from django.apps import apps
from django.db import connection

from zuoxi.workorders.tests.factories import Place

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def steps(transactional_db, believing):
    # Other processes read what is committed only. The place has people of the demo's names.
    Place()
    with connection.cursor() as cursor:
        # Ids of orders and of legs lie apart, as they do where there are many.
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('workorders_dispatch', 'id'), 1000 + "
            "(SELECT last_value FROM workorders_workorder_id_seq))"
        )
    return walk.steps()


def counted():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def added(before):
    return {
        name: count - before[name] for name, count in counted().items() if count != before[name]
    }


@pytest.mark.django_db(transaction=True)
class TestWalk:
    def test_the_reference_and_pgbench_leave_the_rows_that_zuoxi_leaves(self, steps, tmp_path):
        recording.record(steps)  # The first job of a technician adds a row, the next ones do not.
        before = counted()
        recorded = recording.record(steps)
        by_zuoxi = added(before)
        walks = by_zuoxi["workorders.WorkOrder"]
        before = counted()

        with writes.reference(recorded, tmp_path) as served:
            writes.prove(recorded, served.port, tmp_path)

        assert {name: 2 * count for name, count in by_zuoxi.items()} == {
            name: walks * count for name, count in added(before).items()
        }
        left = rows.left_by(rows.newest())
        assert {name: len(each) for name, each in left.items()} == {
            "order": 1,
            "text": 1,
            "legs": 1,
            "events": 7,
            "keys": 6,
        }

    def test_a_walk_that_leaves_something_else_is_not_measured(self, steps, tmp_path):
        recorded = recording.record(steps)
        recorded.steps["approve"] = [
            replace(
                each,
                parameters=[
                    ["constant", "其他"] if value == ["constant", "资料完整"] else value
                    for value in each.parameters
                ],
            )
            for each in recorded.steps["approve"]
        ]

        with (
            writes.reference(recorded, tmp_path) as served,
            pytest.raises(RuntimeError, match="其他"),
        ):
            writes.prove(recorded, served.port, tmp_path)

    def test_a_value_that_nothing_explains_is_an_error(self, steps, monkeypatch):
        monkeypatch.setattr(recording, "_IDS", ("order",))

        with pytest.raises(RuntimeError, match="dispatch is not understood"):
            recording.record(steps)


@pytest.mark.django_db
def test_the_report_compares_the_steps_of_the_same_walk():
    slow, fast = (Walked({"create": [each, each], "archive": [each, each]}) for each in (8.0, 2.0))
    row = WalkRow(2, {"create": 11, "archive": 13}, fast, fast, slow)

    lines = list(hot_report.lines([], Writes([row], "fsync on", [1.0]), hot_report.Plan(NOW, 3, 4)))

    assert (
        "| create | 2 | 11 | 1000 | 1000 | 2.0 | 2.0 | 250 | 8.0 | 8.0 | 8.0 | 25% | 1.0 |"
    ) in lines
    assert "| *whole walk* | 2 | 24 | 500 | 500 | | | 125 | | | | 25% | |" in lines
    assert "Memory of Zuoxi's 1 processes after the walks (PSS): 1 MiB, by process 1." in lines

"""What Prometheus is told of generations of processes, and of the database."""

import pytest
from django.utils import timezone

from zuoxi.audit.actions import note_tidying
from zuoxi.config import env, metrics
from zuoxi.kernel.actors import SYSTEM


def figures():
    return {
        (sample.name, *sample.labels.values()): sample.value
        for metric in metrics.Present().collect()
        for sample in metric.samples
    }


@pytest.mark.django_db(transaction=True)
def test_the_nightly_run_shows_when_it_was_and_what_it_did(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    assert not [name for name, *_labels in figures() if name.startswith("zuoxi_tidying")]

    rows = {"kernel_event": 7, "drafts_draft": 2}
    note_tidying(actor=SYSTEM, rows=rows, is_complete=False, now=timezone.now())
    found = figures()

    assert found[("zuoxi_tidying_complete",)] == 0
    assert 0 <= found[("zuoxi_tidying_seconds",)] < 60
    assert found[("zuoxi_tidying_rows", "kernel_event")] == 7
    assert found[("zuoxi_tidying_rows", "drafts_draft")] == 2


def test_what_a_failed_generation_counted_goes_before_the_next_with_its_number(
    tmp_path, monkeypatch
):
    values = env.read({"ZUOXI_DATA_DIR": str(tmp_path), "ZUOXI_METRICS_PORT": "1"})
    running, failed = (tmp_path / "metrics" / number / "counter_7.db" for number in ("1", "2"))
    for each in (running, failed):
        each.parent.mkdir(parents=True)
        each.touch()

    monkeypatch.setenv("ZUOXI_GENERATION", "2")
    metrics.forget_failed(values)

    assert running.exists()
    assert not failed.exists()

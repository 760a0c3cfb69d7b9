"""Whom an export and an import concern: the person who asked, and nobody else."""

import pytest

from zuoxi.audit.sentences import sentence_for
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.sheets.events import ExportFinished, ImportFinished
from zuoxi.sheets.tests.factories import CUSTOMERS, bring_in, export, sheet
from zuoxi.workorders.tests.factories import Place


def test_open_pages_of_others_hear_nothing():
    exported = ExportFinished(subject_id=4, user_id=7, centre_id=1)
    taken = ImportFinished(subject_id=5, user_id=7, centre_id=1)

    assert signal_of(exported).audience == {"user:7"}
    assert signal_of(exported).topics == {"export:4", "list:exports"}
    assert signal_of(taken).audience == {"user:7"}
    assert signal_of(taken).topics == {"import:5", "list:imports"}


@pytest.mark.django_db
def test_the_log_tells_what_left_and_what_came_in():
    place = Place()
    export(place, f"{CUSTOMERS}?kind=person")
    bring_in(place, sheet(("姓名",), ("王小明",)))

    told = {event.kind: sentence_for(event) for event in Event.objects.all()}

    assert "kind=person" in told["sheets.export_finished"]
    assert "1" in told["sheets.import_finished"]
    assert all(told.values())

"""What was asked for runs later, with the rights that its starter has then."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import translation

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.customers.models import Customer
from zuoxi.kernel.models import Event
from zuoxi.org.models import Assignment
from zuoxi.sheets import actions, jobs, storage
from zuoxi.sheets.choices import ExportStatus, ImportStatus
from zuoxi.sheets.tests.factories import CUSTOMERS, INQUIRY, check, export, sheet, upload
from zuoxi.workorders.tests.factories import NOW, Place, create

pytestmark = pytest.mark.django_db

STAYS = SimpleNamespace(should_abort=lambda: False)


@pytest.fixture
def place():
    return Place()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def deactivate(place):
    User.objects.filter(pk=place.users["supervisor"].pk).update(is_active=False)


def demote(place):
    Assignment.objects.filter(user=place.users["supervisor"]).update(role=Role.INTAKE_AGENT)


def dismiss(place):
    Assignment.objects.filter(user=place.users["supervisor"]).delete()


def ask(place, address=INQUIRY, **wanted):
    return actions.request_export(
        actor=place.actor("supervisor"),
        wanted=actions.Wanted(address=address, **wanted),
        now=NOW,
    )


@pytest.mark.parametrize("lose", [deactivate, dismiss])
def test_a_file_is_not_written_for_somebody_who_may_not_see_the_list_any_more(place, lose):
    create(place)
    asked = ask(place)
    lose(place)
    before = set(storage.path_of(".").iterdir())
    jobs.write_export(export_id=asked.pk)

    asked.refresh_from_db()
    assert asked.status == ExportStatus.FAILED
    assert asked.file == ""
    assert set(storage.path_of(".").iterdir()) == before
    assert Event.objects.filter(kind="sheets.export_failed").count() == 1


def test_an_unmasked_file_is_not_written_once_its_starter_is_no_supervisor(place):
    create(place)
    unmasked = ask(place, CUSTOMERS, is_masked=False, purpose="contact_customer")
    masked = ask(place, CUSTOMERS)
    demote(place)
    for each in (unmasked, masked):
        jobs.write_export(export_id=each.pk)
        each.refresh_from_db()

    assert (unmasked.status, masked.status) == (ExportStatus.FAILED, ExportStatus.DONE)


@pytest.mark.parametrize("lose", [deactivate, demote, dismiss])
@pytest.mark.parametrize("step", [ImportStatus.CHECKING, ImportStatus.RUNNING])
def test_rows_are_neither_tried_nor_taken_in_for_somebody_without_the_right(place, lose, step):
    file = sheet(["Subscriber number", "Name"], ["L1", "王小明"])
    taken = upload(place, file)
    actor = place.actor("supervisor")
    if step == ImportStatus.CHECKING:
        actions.check_import(
            actor=actor,
            import_id=taken.pk,
            columns=taken.mapping,
            allow_duplicate_phone=False,
            now=NOW,
        )
    else:
        check(place, taken)
        actions.run_import(actor=actor, import_id=taken.pk, now=NOW)
    lose(place)
    jobs.go_through(STAYS, taken.pk)

    taken.refresh_from_db()
    assert taken.status == ImportStatus.FAILED
    assert "no longer supervisor" in taken.failure
    assert taken.file == ""
    assert not Customer.objects.filter(customer_no="L1").exists()


def test_a_file_that_a_killed_process_has_left_is_removed_once_its_time_is_over(place, monkeypatch):
    class KilledError(BaseException):
        pass

    def killed(*_args, **_given):
        raise KilledError

    create(place)
    exported = storage.path_of(export(place, INQUIRY).file)
    uploaded = storage.path_of(upload(place, sheet(["Name"], ["王小明"])).file)
    asked = ask(place, format="csv")
    monkeypatch.setattr(actions, "note_export", killed)
    left = []
    for _ in range(2):
        before = set(storage.path_of("").iterdir())
        with pytest.raises(KilledError):
            jobs.write_export(export_id=asked.pk)
        left += set(storage.path_of("").iterdir()) - before
    old, young = left
    for path, hours in ((exported, -2), (uploaded, -2), (old, -2), (young, 0)):
        written = (NOW + timedelta(hours=hours)).timestamp()
        os.utime(path, (written, written))

    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        jobs.expire(0)

    there = [path.exists() for path in (exported, uploaded, young, old)]
    assert there == [True, True, True, False]

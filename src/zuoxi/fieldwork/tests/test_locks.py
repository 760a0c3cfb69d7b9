"""A signature and a photo of one person for one order, sent at the same moment."""

import threading
import time
from io import BytesIO

import pytest
from django.db import connection, transaction

from zuoxi.attachments import actions as attachments
from zuoxi.attachments.models import Attachment
from zuoxi.attachments.tests import samples
from zuoxi.fieldwork.actions import sign_off
from zuoxi.fieldwork.models import SignOff
from zuoxi.fieldwork.tests.test_actions import DRAWN
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, order_in

WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


def wait_for_waiting(count):
    """Return when so many connections wait for a row that another one holds."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise AssertionError(f"{count} connections never waited")


@pytest.mark.django_db(transaction=True)
def test_none_waits_for_what_waits_for_it(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    place = Place()
    order = order_in(place, "in_progress")
    actor = place.actor("area1")
    photo = samples.photo("PNG", size=(90, 60))
    faults = []

    def run(work):
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test tells it
            faults.append(fault)
        finally:
            connection.close()

    def sign():
        given = {"signer": "王小明", "signature": DRAWN, "now": NOW}
        sign_off(actor=actor, number=order.number, **given)

    def send():
        attachments.add_attachment(
            actor=actor,
            number=order.number,
            name="p.png",
            file=BytesIO(photo),
            size=len(photo),
            now=NOW,
        )

    threads = [threading.Thread(target=run, args=[each]) for each in (sign, send)]
    # Somebody holds the order, so that both come to stand behind it, the signature first.
    with transaction.atomic():
        WorkOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
        for count, thread in enumerate(threads, 1):
            thread.start()
            wait_for_waiting(count)
    for thread in threads:
        thread.join(30)

    assert faults == []
    assert SignOff.objects.get().signature is not None
    assert Attachment.objects.count() == 2

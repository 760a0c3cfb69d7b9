"""Two people who take the same name, number or code at the same moment: one is told so."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from zuoxi.accounts import actions as accounts
from zuoxi.customers import actions as customers
from zuoxi.customers.actions.classes import ClassDraft
from zuoxi.customers.drafts import CustomerDraft
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import DomainError
from zuoxi.org import actions as org
from zuoxi.workorders.tests.factories import NOW, Place

pytestmark = pytest.mark.django_db(transaction=True)


def user_name(place, each):
    username = ("Twin", "twin")[each]
    accounts.create_user(actor=SYSTEM, username=username, name="林", now=NOW)


def staff_number(place, each):
    accounts.create_user(actor=SYSTEM, username=f"u{each}", name="林", staff_no="7", now=NOW)


def technician_code(place, each):
    code = ("T7", "t7")[each]
    org.create_technician(
        actor=SYSTEM, work_area_id=place.areas[0].pk, code=code, name="林", now=NOW
    )


def technician_account(place, each):
    org.create_technician(
        actor=SYSTEM,
        work_area_id=place.areas[0].pk,
        code=f"t7{each}",
        name="林",
        username="intake",
        now=NOW,
    )


def customer_number(place, each):
    draft = CustomerDraft(customer_no="A1", name="林")
    customers.register_customer(actor=place.actor("intake"), draft=draft, now=NOW)


def customer_class(place, each):
    draft = ClassDraft(code="school", label_zh_hans=f"学校{each}")
    customers.save_customer_class(actor=place.actor("supervisor"), draft=draft, now=NOW)


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (user_name, "username"),
        (staff_number, "staff_no"),
        (technician_code, "code"),
        (technician_account, "username"),
        (customer_number, "customer_no"),
        (customer_class, "code"),
    ],
)
def test_who_comes_second_is_refused_at_the_field(write, field):
    place = Place()

    refusal = second_of_two(lambda each: write(place, each))

    assert isinstance(refusal, DomainError)
    assert set(refusal.fields) == {field}


def second_of_two(write: Callable[[int], object]) -> Exception | None:
    """Write from two connections; return how the second ended.

    The first commits only when the second waits for it: both have looked, and found it free.
    """
    written, outcomes = threading.Event(), []

    def first() -> None:
        try:
            with transaction.atomic():
                write(0)
                written.set()
                wait_for_a_waiting_write()
        finally:
            written.set()
            connections.close_all()

    def second() -> None:
        try:
            written.wait(timeout=10)
            write(1)
            outcomes.append(None)
        except Exception as error:  # noqa: BLE001 - returned
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=each) for each in (first, second)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    return outcomes[0]


def wait_for_a_waiting_write() -> None:
    for _each in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND transactionid = pg_current_xact_id()::xid"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waited")

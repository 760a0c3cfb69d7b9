"""Who may read which events."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from zuoxi.audit import queries
from zuoxi.audit.queries import LogFilter
from zuoxi.audit.tests.factories import NOW, event, person, reader
from zuoxi.kernel.actors import ANONYMOUS
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    return {
        "own order": event("workorders.dispatched", centre_id=1, subject_type="work_order"),
        "other order": event("workorders.dispatched", centre_id=2, subject_type="work_order"),
        "customer": event("customers.revealed", subject_type="customer"),
        "own area": event("org.unit_created", centre_id=1, data={"name": "工区一"}),
        "other area": event("org.unit_created", centre_id=2),
        "sign-in": event("accounts.signed_in", subject_type="user"),
        "refusal": event(
            "kernel.refused",
            data={"code": "forbidden", "what": "POST /work-orders/<str:number>/actions/x"},
        ),
        "option": event("kernel.option_set", data={"key": "k"}),
    }


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        (reader("supervisor", centres=(1,)), {"own order", "customer", "own area"}),
        (
            reader("auditor", centres=(1,)),
            {
                "own order",
                "customer",
                "own area",
                "other area",
                "sign-in",
                "refusal",
                "option",
            },
        ),
        (
            reader("administrator"),
            {"own area", "other area", "sign-in", "refusal", "option"},
        ),
        (reader("dispatcher", "reviewer", centres=(1,)), set()),
        (reader("supervisor"), set()),
        (ANONYMOUS, set()),
    ],
)
def test_each_role_reads_its_part(events, actor, seen):
    ids = set(queries.visible_to(actor).values_list("pk", flat=True))

    assert {name for name, each in events.items() if each.pk in ids} == seen


class TestFilters:
    AUDITOR = reader("auditor", centres=(1, 2))

    def found(self, **wanted) -> list[str]:
        page = queries.log(self.AUDITOR, LogFilter(**wanted))
        return [each.kind for each in page.items]

    def test_by_person_as_actor_or_as_the_one_it_happened_to(self):
        lin, zhou = person("lin", "林晓彤"), person("zhou", "周明远")
        event("accounts.signed_in", actor=lin)
        event("accounts.unlocked", actor=zhou, subject_type="user", subject_id=lin.pk)
        event("accounts.signed_out", actor=zhou)

        assert self.found(person="LIN") == ["accounts.unlocked", "accounts.signed_in"]
        assert self.found(person="晓彤") == ["accounts.unlocked", "accounts.signed_in"]
        assert self.found(person="nobody") == []

    def test_by_area_period_and_request(self):
        event("accounts.signed_in", at=NOW - timedelta(days=2), request_id="a")
        event("org.unit_created", centre_id=1, request_id="b")

        assert self.found(area="accounts") == ["accounts.signed_in"]
        assert self.found(request_id="b") == ["org.unit_created"]
        assert self.found(since=date(2026, 11, 20)) == ["org.unit_created"]
        assert self.found(until=date(2026, 11, 19)) == ["accounts.signed_in"]
        assert self.found(since=date(2026, 11, 20), until=date(2026, 11, 20)) == [
            "org.unit_created"
        ]

    def test_a_filter_opens_nothing(self):
        event("workorders.dispatched", centre_id=9)

        assert self.found(area="workorders") == []

    def test_pages_by_key_without_loss_or_repetition(self):
        for number in range(7):
            event("accounts.signed_in", request_id=str(number))
        seen, cursor = [], ""
        while True:
            page = queries.log(self.AUDITOR, LogFilter(), cursor=cursor, limit=3)
            seen += [each.request_id for each in page.items]
            cursor = page.next_cursor
            if not cursor:
                break

        assert seen == list("6543210")

    def test_a_changed_cursor_is_refused(self):
        with pytest.raises(InvalidInput):
            queries.log(self.AUDITOR, LogFilter(), cursor="forged")


def test_the_latest_are_of_one_subject_newest_first():
    first = event("accounts.user_created", subject_type="user", subject_id=7)
    event("accounts.user_created", subject_type="user", subject_id=8)
    second = event("accounts.user_updated", subject_type="user", subject_id=7)

    assert queries.latest("user", 7) == [second, first]


@pytest.mark.parametrize(
    "statement", ["UPDATE kernel_event SET kind = 'x'", "DELETE FROM kernel_event"]
)
def test_the_database_refuses_to_change_the_log(statement):
    event("accounts.signed_in")

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Event.objects.get().kind == "accounts.signed_in"

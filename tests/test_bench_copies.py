"""The copies of generated orders are orders like any other."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bench import copies, indexes, loading, room, volume
from bench.tables import Table
from bench.volume import Volume
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min

from zuoxi.accounts.models import User
from zuoxi.callbacks.models import Callback
from zuoxi.comments.models import Comment
from zuoxi.customers.models import Customer
from zuoxi.followups.models import FollowUp
from zuoxi.kernel import soundness
from zuoxi.kernel.actors import Origin
from zuoxi.kernel.models import Event
from zuoxi.org import queries as org
from zuoxi.workorders import queries
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import Dispatch, OrderText, WorkOrder
from zuoxi.workorders.queries import OrderFilter

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WANTED = Volume(1_200, NOW, most_generated=400)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    before = settings.ENV
    with django_db_blocker.unblock(), transaction.atomic():
        settings.ENV = replace(before, demo=True)
        try:
            yield loading.load(WANTED, tell=lambda _line: None)
        finally:
            settings.ENV = before
            transaction.set_rollback(True)


@pytest.fixture
def copied(world):
    return WorkOrder.objects.filter(pk__lte=WANTED.copied)


def original_of(order):
    """Return the generated order that an order is the latest copy of."""
    return WorkOrder.objects.get(pk=order.pk + len(WANTED.pattern))


def test_there_are_exactly_as_many_orders_as_wanted_and_each_number_is_its_own(copied):
    assert WANTED.copies > 2
    assert copied.count() == WANTED.copied
    assert WorkOrder.objects.count() == WANTED.orders
    assert list(WorkOrder.objects.order_by("pk").values_list("pk", flat=True)) == list(
        range(1, WANTED.orders + 1)
    )
    for order in copied:
        assert order.number == f"{order.received_at:%Y%m%d}-{order.pk:05d}"


def test_every_constraint_and_every_rule_of_the_doctor_holds(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for rule in soundness.rules():
        assert list(rule.offenders()) == [], rule.sentence


def test_what_is_open_does_not_grow_with_the_past(copied):
    assert {order.status for order in copied} == {"archived"}
    assert not Callback.objects.filter(order__in=copied, status="open").exists()
    assert not FollowUp.objects.filter(order__in=copied, closed_at=None).exists()
    assert WorkOrder.objects.exclude(status="archived").exists()


def test_copies_lie_before_the_generated_ones_without_a_gap_and_as_dense(copied):
    first = WorkOrder.objects.filter(pk__gt=WANTED.copied).aggregate(at=Min("received_at"))["at"]
    last = copied.aggregate(at=Max("received_at"))["at"]
    moments = list(WorkOrder.objects.order_by("pk").values_list("received_at", flat=True))

    assert timedelta() < first - last < timedelta(hours=12)
    assert moments == sorted(moments)
    assert moments[0] >= WANTED.begins


def test_the_history_of_a_copy_is_that_of_its_original_days_earlier(copied):
    latest = copied.order_by("-pk")[0]
    original = original_of(latest)
    back = timedelta(days=WANTED.pattern_days)

    def history(order):
        events = Event.objects.filter(subject_type=OrderFact.SUBJECT, subject_id=order.pk)
        return list(events.order_by("id"))

    old, new = history(original), history(latest)
    assert len(new) == len(old) > 3
    assert [each.at + back for each in new] == [each.at for each in old]
    assert [each.kind for each in new] == [each.kind for each in old]
    legs = set(latest.legs.values_list("pk", flat=True))
    assert {each.leg_id for each in new if each.leg_id} == legs
    assert not {each.request_id for each in new} & {each.request_id for each in old}


def test_the_words_of_a_created_event_are_those_of_its_order(copied):
    for order in copied[:100]:
        data = Event.objects.get(subject_id=order.pk, kind="workorders.created").data
        appointment = data["appointment_at"]
        assert data["description"] == order.description
        assert data["customer_no"] == order.customer.customer_no
        assert (appointment == "") == (order.appointment_at is None)
        if appointment:
            assert datetime.fromisoformat(appointment) == order.appointment_at
        assert OrderText.objects.get(pk=order.pk).text == order.description.lower()


def test_events_that_hang_on_what_hangs_on_an_order_follow_it(copied):
    for comment in Comment.objects.filter(order__in=copied):
        said = Event.objects.get(kind="comments.added", data__comment=comment.pk)
        assert said.subject_id == comment.order_id
    for task in FollowUp.objects.filter(order__in=copied):
        opened = Event.objects.get(kind="followups.opened", subject_id=task.pk)
        assert datetime.fromisoformat(opened.data["due_at"]) == task.due_at
    for callback in Callback.objects.filter(order__in=copied):
        events = Event.objects.filter(kind__startswith="callbacks.", subject_id=callback.pk)
        assert events.count() == callback.version
        assert callback.leg.order_id == callback.order_id


def test_copies_differ_in_customers_and_digits_and_in_no_word(copied):
    latest = copied.order_by("-pk")[0]
    original = original_of(latest)

    def words(order):
        return re.sub(r"\d", "", order.description)

    assert words(latest) == words(original)
    assert latest.customer_id != original.customer_id
    assert latest.customer.centre_id == latest.centre_id
    assert not copied.exclude(centre_id=F("customer__centre_id")).exists()
    by_text = WorkOrder.objects.values("description").annotate(n=Count("pk"))
    assert by_text.filter(n=1).count() > WANTED.orders * 0.9
    assert all(each.startswith("1") for each in re.findall(r"电话(\d)", latest.description))


def test_two_copies_move_the_digits_differently():
    moved = {copies._digits(number) for number in range(1, 40)}

    assert len(moved) == 39
    assert {"".join(sorted(each)) for each in moved} == {"0123456789"}
    assert {each[:2] for each in moved} == {"01"}


def test_a_search_finds_copies(world):
    actor = org.actor_for(User.objects.get(username="supervisor"), Origin("web"))
    oldest = WorkOrder.objects.filter(centre_id__in=actor.centre_ids).order_by("pk")[0]

    found = queries.page(actor, OrderFilter(q=oldest.number)).items

    assert oldest in found


def test_legs_and_customers_are_there_for_all(world):
    assert not WorkOrder.objects.annotate(n=Count("legs")).filter(
        n=0, status="archived", merged_into=None
    )
    assert Customer.objects.count() == WANTED.customers
    assert Dispatch.objects.filter(outcome="", order__status="archived").count() == 0


def test_without_more_orders_than_are_generated_there_are_no_copies():
    small = Volume(200, NOW)

    assert (small.copies, small.copied, small.generated) == (0, 0, 200)
    assert not small.pattern
    assert small.begins == small.generated_since


def test_the_number_of_orders_in_a_day_does_not_depend_on_how_many_there_are():
    for orders in (1_000_000, 10_000_000):
        wanted = Volume(orders, NOW)
        a_day = len(wanted.pattern) / wanted.pattern_days
        assert 600 < a_day < 800
        assert wanted.copies * len(wanted.pattern) >= wanted.copied
        assert len(wanted.pattern) > volume.GENERATED / 2


def shape_of(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass"
            " UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s",
            [table, table],
        )
        # PostgreSQL writes the same list of words in two ways.
        return {(name, re.sub(r"::[a-z ]+|[()\[\]]", "", said)) for name, said in cursor}


def test_indexes_and_keys_are_left_out_for_a_while_and_are_then_as_they_were(db):
    tables = [Table(WorkOrder), Table(Dispatch)]
    with connection.cursor() as cursor:
        # What the rows of the tests above still have to be checked for.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = [shape_of(each.name) for each in tables]

    with indexes.left_out(tables, tell=lambda _line: None):
        meanwhile = [shape_of(each.name) for each in tables]

    after = [shape_of(each.name) for each in tables]
    assert [a ^ b for a, b in zip(after, before, strict=True)] == [set(), set()]
    for some, all_of_them in zip(meanwhile, before, strict=True):
        assert some < all_of_them
        left = {definition.split()[0] for _name, definition in some}
        assert left <= {"PRIMARY", "CREATE", "CHECK", "NOT"}
        assert sum("CREATE" in definition for _name, definition in some) == 1


def test_a_disk_that_would_not_do_is_refused_with_what_would(world, tmp_path):
    said = room.lacking(10**12, tmp_path)

    assert said.startswith("1,000,000,000,000 orders need about")
    assert "It has room for about" in said
    assert room.lacking(1, tmp_path) == ""

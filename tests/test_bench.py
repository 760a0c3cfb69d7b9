"""The generated orders of the measurements are such as the application's own actions make."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from bench import customers, hot, loading, pages, reporting, tables, volume
from bench.measuring import Figures, Plan, Run
from bench.volume import Volume
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.callbacks.models import Callback
from zuoxi.customers import actions as customer_actions
from zuoxi.customers import queries as customer_queries
from zuoxi.customers.models import Customer
from zuoxi.dispatching.models import Experience
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import Origin
from zuoxi.kernel.models import Event
from zuoxi.org import queries as org
from zuoxi.workorders import actions, lifecycle, queries
from zuoxi.workorders.events import OrderFact
from zuoxi.workorders.models import Dispatch, OrderText, WorkOrder
from zuoxi.workorders.queries import OrderFilter, search

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ORDERS = 200


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Load once for all tests here; what each of them writes is rolled back by itself."""
    before = settings.ENV
    with django_db_blocker.unblock(), transaction.atomic():
        settings.ENV = replace(before, demo=True)
        try:
            loaded = loading.load(Volume(ORDERS, NOW), tell=lambda _line: None)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            yield loaded
        finally:
            settings.ENV = before
            transaction.set_rollback(True)


@pytest.fixture
def everybody(world):
    return org.actor_for(User.objects.get(username="all"), Origin("web"))


def actor(username):
    return org.actor_for(User.objects.get(username=username), Origin("web"))


def stored(row, *left_out):
    """Return a row as the database has it, without what differs from row to row."""
    fresh = type(row).objects.get(pk=row.pk)
    return {
        each.attname: getattr(fresh, each.attname)
        for each in row._meta.concrete_fields
        if each.attname not in {"id", *left_out}
    }


def test_every_constraint_holds_and_every_order_is_in_exactly_one_list(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    people = [actor("supervisor"), actor("centre-2-supervisor-0")]
    shown = {
        name: {
            order.pk
            for who in people
            for order in queries.narrowed(who, OrderFilter(list_name=name))
        }
        for name in lifecycle.LISTS
    }

    assert sum(len(each) for each in shown.values()) == ORDERS
    assert len(set().union(*shown.values())) == ORDERS
    assert sum(bool(each) for each in shown.values()) > len(shown) // 2


def test_events_replay_to_the_state_and_version_of_each_order(world):
    for order in WorkOrder.objects.all():
        events = list(
            Event.objects.filter(subject_type=OrderFact.SUBJECT, subject_id=order.pk).order_by("id")
        )
        moved = [each for each in events if each.from_state]
        state = "created"
        for each in moved:
            assert each.from_state == state
            state = each.to_state
        assert order.state.name == state
        assert order.version == len(moved) + 1
        assert order.last_action_at == (moved or events[:1])[-1].at
    assert Event.objects.count() >= 5 * ORDERS


def test_legs_are_what_the_lifecycle_leaves_behind(world):
    open_legs = Dispatch.objects.filter(outcome="").values("order").annotate(n=Count("pk"))
    assert {each["n"] for each in open_legs} <= {1}
    for order in WorkOrder.objects.filter(work_area__isnull=False):
        leg = order.legs.order_by("round").last()
        assert (leg.round, leg.work_area_id) == (order.round, order.work_area_id)
        assert (leg.outcome == "") == (order.status in {"dispatched", "in_progress"})


def test_a_generated_order_has_the_rows_that_the_action_writes(world):
    made = WorkOrder.objects.filter(centre__code="centre", source="telephone").order_by("pk")[0]
    event = Event.objects.get(subject_id=made.pk, kind="workorders.created")
    inputs = event.data
    again = actions.create_order(
        actor=actor("intake"),
        **{name: inputs[name] for name in ("form_type", "customer_no", "device_type")},
        request_type=inputs["request_type"],
        appointment_at=datetime.fromisoformat(inputs["appointment_at"]),
        description=inputs["description"],
        idempotency_key="again",
        now=made.received_at,
    ).order

    assert OrderText.objects.get(pk=made.pk).text == OrderText.objects.get(pk=again.pk).text
    written = Event.objects.get(subject_id=again.pk, kind="workorders.created")
    assert written.data == inputs
    differing = {"received_by_id", "number", "idempotency_key", "fingerprint"}
    moved = {
        "status",
        "is_reviewed",
        "version",
        "last_action_at",
        "round",
        "work_area_id",
        "technician_id",
        "is_resolved",
        "is_petition",
        "callback_required",
        "submitted_by_id",
        "submitted_at",
        "review_remark",
        "reviewed_by_id",
        "reviewed_at",
        "archived_by_id",
        "archived_at",
        "urges",
        "urged_at",
    }
    assert stored(again, *differing, *moved) == stored(made, *differing, *moved)


def test_a_generated_customer_has_the_rows_that_the_action_writes(world):
    draft = customers.draft_of(Random(f"{volume.SEED} customers 0"), 0)
    made = Customer.objects.get(customer_no=draft.customer_no)
    clerk = actor(made.created_by.username)
    spelt = set(made.spellings.values_list("letters", "is_company"))
    parts = (made.contact_points, made.addresses)
    expected = [
        stored(made),
        *(stored(each) for part in parts for each in part.order_by("position")),
    ]
    for part in (*parts, made.spellings):
        part.all().delete()
    WorkOrder.objects.filter(customer=made).update(customer=Customer.objects.exclude(pk=made.pk)[0])
    made.delete()

    again = customer_actions.register_customer(actor=clerk, draft=draft, now=made.created_at)

    parts = (again.contact_points, again.addresses)
    found = [stored(again), *(stored(each) for part in parts for each in part.order_by("position"))]
    left_out = {"customer_id"}
    assert set(again.spellings.values_list("letters", "is_company")) == spelt
    assert [each | dict.fromkeys(left_out) for each in found] == [
        each | dict.fromkeys(left_out) for each in expected
    ]


def test_what_hangs_on_orders_is_counted_as_completions_count_it(world):
    completed = Dispatch.objects.filter(outcome="completed")
    assert Callback.objects.count() == completed.filter(callback_required=True).count()
    assert FollowUp.objects.count() == completed.filter(is_resolved=False).count()
    jobs = sum(Experience.objects.values_list("jobs", flat=True))
    assert jobs == completed.filter(is_resolved=True).count()


def test_search_finds_a_generated_order_by_two_characters_and_by_its_last_digits(everybody):
    order = WorkOrder.objects.filter(description__contains="停电").order_by("-last_action_at")[0]

    by_words = queries.page(everybody, OrderFilter(q="停电")).items
    by_digits = queries.page(everybody, OrderFilter(q=order.number[-5:])).items

    if order.centre_id in everybody.centre_ids:
        assert order in by_words
        assert order in by_digits
    assert all("停电" in each.description for each in by_words)


def test_new_rows_come_after_the_generated_ones(everybody):
    customer = Customer.objects.filter(centre_id__in=everybody.centre_ids)[0]
    made = actions.create_order(
        actor=everybody,
        form_type="service_request",
        customer_no=customer.customer_no,
        device_type="none",
        request_type="consultation",
        appointment_at=None,
        description="之后的一单",
        idempotency_key="after",
        now=NOW + timedelta(minutes=1),
    ).order

    assert made.pk > ORDERS
    assert int(made.number.rpartition("-")[2]) > ORDERS
    assert Event.objects.order_by("-pk")[0].subject_id == made.pk


def test_the_same_seed_gives_the_same_rows(world):
    rows = [loading.order_rows(world, Volume(ORDERS, NOW), 1, range(ORDERS)) for _time in range(2)]

    assert rows[0] == rows[1]


def test_a_row_may_not_name_a_column_that_is_not_there():
    with pytest.raises(KeyError, match="colour"):
        tables.Table(OrderText).write([{"order_id": 1, "colour": "red"}])


def plan_of(queryset):
    """Return the plan where reading a whole table is out of the question, as with many rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, parameters = queryset.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_each_part_of_a_search_has_its_index(everybody):
    # Written the same in both scripts, so that there is one part; more would have the planner,
    # who knows how few rows there are, prefer to merge.
    assert "order_text_bigrams" in plan_of(search.of_order("冷水"))
    assert "order_text_first" in plan_of(search.of_order("冷"))
    assert "work_order_last_digits" in plan_of(search.of_order("00123"))


def test_neighbours_are_found_by_indexes(world):
    plan = plan_of(customer_queries.neighbour_ids(Customer.objects.all()[0].pk))

    assert "contact_normalised" in plan
    assert "address_text" in plan


@pytest.mark.parametrize("name", ["work_order_list", "work_order_area_list", "work_order_newest"])
def test_a_list_until_a_day_is_told_by_its_index_alone(world, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
        ((definition,),) = cursor.fetchall()

    # Rows that are too young are skipped unread, though the list stands in another order.
    assert "received_at" in definition.partition("INCLUDE")[2]


def test_the_report_names_no_place_of_the_machine(world, tmp_path):
    probes = pages.catalogue().probes
    one = next(each for each in probes if each.name == reporting.TRIVIAL)
    paper = next(each for each in probes if each.kind == "document")
    run = Run([Figures(one, [[200.0, 200.0]]), Figures(paper, [[300.0, 300.0]])], [0.5])
    file = tmp_path / "report.md"

    reporting.write(file, run, Plan(1, 2, 1), ["drafts:draft"], NOW)

    text = file.read_text(encoding="utf-8")
    assert reporting.above(run, "page") == [run.figures[0]]
    assert "Pages: 1. Above 150 ms at p95: 1." in text
    assert f"{ORDERS:,} orders" in text
    assert "`drafts:draft`" in text
    assert paper.label in text.partition("## Reports and documents")[2]
    assert str(settings.ENV.data_dir) not in text


def test_every_list_of_the_rail_is_measured(world):
    found = pages.catalogue()
    measured = {each.name for each in found.probes}
    missing = {
        name
        for name, pattern in pages.pages.patterns()
        if not pattern.pattern.converters
        and (spec := pages.pages.access().get(name)) is not None
        and "GET" in spec.methods
    } - measured

    assert missing == {"accounts:sign_in", "accounts:password", "api_docs:docs"}
    assert {each.account for each in found.probes} >= {"area1", "supervisor", "all"}
    assert Role.WORK_AREA_STAFF in actor("area1").roles


def test_hot_calls_are_answered_and_recorded_with_their_values(world):
    me = actor("dispatcher")
    _row, token = accounts.issue_token(actor=me, name="test", now=NOW)
    for name, paths in hot.paths(me).items():
        operation = hot.recorded(name, paths, token)
        assert len(operation.statements) == len(operation.paths) > 0
        assert all(each and "%s" not in "".join(each) for each in operation.statements)

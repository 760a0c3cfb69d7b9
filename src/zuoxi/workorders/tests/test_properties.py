"""Random actions by random people, also at the same moment: the invariants of the order."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from zuoxi.kernel.errors import DomainError
from zuoxi.kernel.models import Event
from zuoxi.workorders import lifecycle, queries
from zuoxi.workorders.lifecycle import CURRENT
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import BY, PATHS, Place, act, create, inputs_for, order_in

PEOPLE = (
    "intake",
    "dispatcher",
    "controller",
    "reviewer",
    "archiver",
    "supervisor",
    "auditor",
    "admin",
    "area1",
    "area2",
    "all",
)


def replayed(place, order):
    """Return the state that the events alone lead to, checking each step against the table."""
    state = ""
    for event in place.history(order):
        assert event.from_state == state
        if state:
            arrows = (*CURRENT.leaving(state), *CURRENT.correcting(state))
            assert event.to_state in {target for arrow in arrows for target in arrow.targets}
        state = event.to_state
    return state


def check(place, order):
    """Check everything that must hold of one order at any moment."""
    order.refresh_from_db()
    assert lifecycle.LISTS[order.state.list_name] in {order.status, ""}
    if order.merged_into is not None:
        assert order.merged_into.merged_into is None
        assert (order.status == "archived") == (order.merged_into.status == "archived")
    assert replayed(place, order) == order.state.name
    legs = list(order.legs.order_by("round"))
    assert not any(leg.decision_basis and leg.outcome == "returned" for leg in legs)
    assert order.is_bound == any(leg.decision_basis and not leg.outcome for leg in legs)
    assert sum(leg.outcome == "" for leg in legs) == (order.status in {"dispatched", "in_progress"})
    assert [leg.round for leg in legs] == list(range(1, order.round + 1))
    assert (
        order.version
        == Event.objects.filter(subject_type="workorders.order", subject_id=order.pk).count()
    )


def all_rows():
    """Return everything that the invariants are read from; events are only ever added."""
    tables = (WorkOrder.objects.all(), Dispatch.objects.all())
    return [list(rows.order_by("pk").values()) for rows in tables], Event.objects.count()


class OrderMachine(RuleBasedStateMachine):
    """One centre, up to a few orders, every action by everybody with good and bad inputs.

    What held of rows holds of the same rows: the invariants are asked where something has changed.
    """

    has_changed = True

    @initialize()
    def start(self):
        self.place = Place()
        self.actors = {name: self.place.actor(name) for name in PEOPLE}
        self.orders = [create(self.place)]

    @rule(form_type=st.sampled_from(["service_request", "fault_report"]))
    def take_in(self, form_type):
        self.has_changed = len(self.orders) < 3
        if self.has_changed:
            self.orders.append(create(self.place, form_type=form_type))

    @rule(
        which=st.integers(0, 2),
        name=st.sampled_from(sorted(BY)),
        person=st.sampled_from(PEOPLE),
        area=st.integers(0, 1),
        broken=st.booleans(),
        stale=st.booleans(),
    )
    def attempt(self, which, name, person, area, broken, stale):
        order = self.orders[which % len(self.orders)]
        order.refresh_from_db()
        before = all_rows()
        inputs = {} if broken else inputs_for(self.place, name, area=area)
        if name == "merge" and inputs:
            inputs = {"into": self.orders[(which + 1) % len(self.orders)].number}
        expected = order.version - 1 if stale else None
        actor = self.actors[person]
        try:
            act(self.place, order, name, actor=actor, inputs=inputs, expected_version=expected)
        except DomainError:
            assert all_rows() == before
            self.has_changed = False
        else:
            self.has_changed = True
            assert not stale
            arrows = (
                *CURRENT.leaving(order.state.name),
                *CURRENT.correcting(order.state.name),
            )
            arrow = next(each for each in arrows if each.action == name and actor.holds(each.roles))
            assert actor.holds(arrow.roles)

    @invariant()
    def holds(self):
        for order in getattr(self, "orders", []) if self.has_changed else ():
            check(self.place, order)

    @invariant()
    def lists_add_up(self):
        orders = getattr(self, "orders", [])
        if orders and self.has_changed:
            supervisor = self.actors["supervisor"]
            found = [
                each.pk
                for name in lifecycle.LISTS
                for each in queries.page(supervisor, OrderFilter(list_name=name)).items
            ]
            assert sorted(found) == sorted(order.pk for order in orders)


@contextmanager
def undone():
    """Undo afterwards whatever one example has written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class IsolatedMachine(OrderMachine):
    """Each example starts from an empty database."""

    def __init__(self):
        super().__init__()
        self.isolation = undone()
        self.isolation.__enter__()

    def teardown(self):
        self.isolation.__exit__(None, None, None)


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_random_actions_keep_the_invariants():
    run_state_machine_as_test(
        IsolatedMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def at_once(*calls):
    """Run the calls in threads that start together; return what each returned or raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait()
            results[index] = call()
        except DomainError as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [state for state in PATHS if state != "archived"])
def test_of_many_at_the_same_moment_one_succeeds(state):
    place = Place()
    order = order_in(place, state)
    arrow = next(CURRENT.leaving(state))
    people = ("reviewer",) if arrow.action == "approve" else ("all",)
    actors = [place.actor(people[0]) for _ in range(4)]
    inputs = inputs_for(place, arrow.action)

    results = at_once(
        *[
            lambda actor=actor: act(place, order, arrow.action, actor=actor, inputs=inputs)
            for actor in actors
        ]
    )

    assert sum(not isinstance(result, DomainError) for result in results) == 1
    check(place, order)


@pytest.mark.django_db(transaction=True)
def test_a_form_submitted_many_times_at_once_creates_one_order():
    place = Place()

    results = at_once(*[lambda: create(place, idempotency_key="same") for _ in range(4)])

    assert len({result.pk for result in results}) == 1
    assert WorkOrder.objects.count() == 1

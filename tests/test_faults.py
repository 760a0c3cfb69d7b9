"""The judge of the fault harness notices what it must notice, and the harness keeps its books."""

import asyncio
import itertools
import socket
import sys
import threading
import time
from contextlib import closing

import pytest
from bench.faults import clocks, injecting, judging, reporting, running, statements
from bench.faults.household import Household, free_ports
from bench.faults.ledger import Ledger, Write
from bench.faults.relay import Relay
from bench.faults.running import Result, Wanted, Wound
from django.db import connection

from zuoxi.comments import actions as comments
from zuoxi.comments.models import Comment
from zuoxi.customers import actions as customers
from zuoxi.customers.drafts import CustomerChanges
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.workorders import actions
from zuoxi.workorders.models import Dispatch, MoveKey, WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, act, create

WANTED = Wanted(writes=100, kills=3, minutes=1, seed=7, clients=2)


class Day:
    """A few writes by the actions, each asked for and acknowledged in the ledger."""

    def __init__(self, ledger):
        self.place = Place()
        self.ledger = ledger
        self._keys = (f"f1-{n}" for n in itertools.count(1))
        key = self.ask("create")
        self.order = create(self.place, idempotency_key=key)
        self.confirm(version=1)
        for name in ("dispatch", "accept", "complete"):
            self.move(name)
        key = self.ask("comment")
        supervisor = self.place.users["supervisor"].pk
        draft = comments.Draft(text=key, mentions=frozenset({supervisor}))
        comments.add_comment(
            actor=self.place.actor("dispatcher"),
            number=self.order.number,
            draft=draft,
            idempotency_key=key,
            now=NOW,
        )
        self.confirm()
        key = self.ask("urge")
        actions.urge_order(
            actor=self.place.actor("intake"), number=self.order.number, remark=key, now=NOW
        )
        self.confirm()
        key = self.ask("correct", self.place.customer.customer_no)
        customers.correct_customer(
            actor=self.place.actor("intake"),
            customer_no=self.place.customer.customer_no,
            changes=CustomerChanges(note=key),
            now=NOW,
        )
        self.confirm()

    def move(self, name):
        self.order = act(self.place, self.order, name, idempotency_key=self.ask(name))
        self.confirm(version=self.order.version)

    def ask(self, kind, number=None):
        known = self.order.number if hasattr(self, "order") else ""
        self.write = Write(next(self._keys), kind, number or known)
        self.ledger.ask(self.write)
        return self.write.key

    def confirm(self, version=0):
        number = self.write.number or self.order.number
        self.ledger.acknowledge(self.write, number=number, version=version, began=time.monotonic())

    def broken(self):
        """Return the sentences that do not hold."""
        with connection.cursor() as cursor:
            for name in ("line", "asked", "ours", "step", "found", "run", "arrow"):
                cursor.execute(f"DROP TABLE IF EXISTS faults_{name}")
            # What the tests' transaction has left to check at its end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        found = judging.judge(self.ledger.path, "f1")
        wrong = (each["text"] for each in found if each["kind"] == "problem")
        return {text.partition(" Not so:")[0] for text in wrong}


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger(tmp_path / "ledger.tsv")) as made:
        yield made


@pytest.fixture
def day(db, ledger):
    return Day(ledger)


def forge(day, kind):
    """Write an event again that an action has written."""
    last = Event.objects.filter(kind=kind).order_by("-id").first()
    last.pk = None
    last.save(force_insert=True)


def half_dispatched(day):
    leg = Dispatch.objects.get(order=day.order)
    Dispatch.objects.create(
        order_id=leg.order_id,
        round=2,
        work_area_id=leg.work_area_id,
        technician_id=leg.technician_id,
        remark="half",
        dispatched_by_id=leg.dispatched_by_id,
        dispatched_at=NOW,
    )


def done_without_a_key(day):
    act(day.place, day.order, "submit_review")


def wrongly_refused(day):
    write = Write(day.ask("submit_review"), "submit_review", day.order.number)
    day.order = act(day.place, day.order, "submit_review", idempotency_key=write.key)
    day.ledger.refuse(write, "412 stale")


def never_asked(day):
    create(day.place, idempotency_key="f1-99")


def comment_alone(day):
    Comment.objects.create(
        order=day.order,
        author=day.place.users["dispatcher"],
        text="half",
        created_at=NOW,
        idempotency_key="f1-98",
    )


def otherwise_acknowledged(day):
    day.ledger.acknowledge(Write("f1-2", "dispatch"), number="x", version=2, began=0.0)


DAMAGES = {
    "Every acknowledged write is there.": lambda day: MoveKey.objects.filter(key="f1-3").delete(),
    "No write is there twice.": lambda day: forge(day, "customers.corrected"),
    "No refused write is there.": wrongly_refused,
    "Nothing is there that nobody has asked for.": never_asked,
    "Every write is there as it was acknowledged.": otherwise_acknowledged,
    "The version of each order is the number of moves in its history.": lambda day: (
        WorkOrder.objects.filter(pk=day.order.pk).update(version=9)
    ),
    "Each history is a walk through the lifecycle, beginning with the creation.": lambda day: forge(
        day, "workorders.accepted"
    ),
    "Each version of an order was made by one call.": done_without_a_key,
    "Each dispatch has its leg, accepted and ended as the history says.": half_dispatched,
    "Each completion that wanted a callback has one, and no other has.": lambda day: (
        Dispatch.objects.update(callback_required=True)
    ),
    "Each unresolved completion has left a follow-up task.": lambda day: Dispatch.objects.update(
        is_resolved=False
    ),
    "Each comment has its event and its mention.": comment_alone,
    "Each urge is counted once.": lambda day: WorkOrder.objects.update(urges=2, urged_at=NOW),
    "Each customer stands as the last correction has left it.": lambda day: type(
        day.place.customer
    ).objects.update(note=""),
    "Each notice was given once for each time that there was a reason.": lambda day: (
        Notice.objects.update(count=2)
    ),
    "Each urge, petition, mention and adjudication has given its notice.": lambda day: forge(
        day, "workorders.urged"
    ),
}


def test_nothing_is_found_where_nothing_is_wrong(day):
    assert Notice.objects.count() > 1
    assert day.broken() == set()


def test_an_unknown_write_may_be_there_or_not(day):
    day.ask("submit_review")
    assert day.broken() == set()

    day.order = act(day.place, day.order, "submit_review", idempotency_key=day.write.key)

    assert day.broken() == set()


@pytest.mark.parametrize("sentence", DAMAGES)
def test_each_kind_of_damage_is_found(day, sentence):
    DAMAGES[sentence](day)
    assert sentence in day.broken()


def test_every_rule_is_damaged_here_or_is_about_the_whole_run():
    about_the_run = {
        "Each bulk operation has ended, with all results and one notice to the work area.",
        "The work of each technician is counted once.",
        "No job waits, runs or has failed, but those that come again every minute or hour.",
    }
    assert set(statements.RULES) == set(DAMAGES) | about_the_run


def test_work_that_is_counted_twice_is_found(day):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dispatching_experience SET jobs = jobs + 1")
    assert day.broken() == {"The work of each technician is counted once."}


def test_a_job_that_waits_is_found(day):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('dispatching', 'x')"
        )
    sentence = "No job waits, runs or has failed, but those that come again every minute or hour."
    assert day.broken() == {sentence}


def test_the_ledger_has_each_line_before_the_caller_goes_on(ledger):
    write = Write("f1-1", "dispatch", "20261120-00001", bulk=True)
    ledger.ask(write)
    assert ledger.path.read_text() == "f1-1\tbulk_dispatch\tasked\t20261120-00001\t0\n"

    ledger.acknowledge(write, number=write.number, version=4, began=time.monotonic())

    assert ledger.path.read_text().splitlines()[1:] == [
        "f1-1\tbulk_dispatch\tdone\t20261120-00001\t4"
    ]
    assert ledger.acknowledged == 1


def test_only_a_call_that_began_later_shows_that_it_serves_again(ledger):
    write = Write("f1-1", "create")
    moment = time.monotonic()
    ledger.acknowledge(write, number="1", version=1, began=moment - 1)
    assert ledger.wait_for_call_begun_after(moment, patience=0) is None

    ledger.acknowledge(write, number="1", version=1, began=moment + 1)

    assert ledger.wait_for_call_begun_after(moment, patience=0) is not None


@pytest.fixture
def echo():
    """Yield the port of a server that says again what it hears."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    peer, _address = server.accept()
                except OSError:
                    return
                threading.Thread(target=_echo, args=(peer,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def _echo(peer):
    with peer:
        try:
            while data := peer.recv(100):
                peer.sendall(data)
        except OSError:
            return


def test_the_relay_hands_on_delays_and_drops(echo):
    relay = Relay(lambda: asyncio.open_connection("127.0.0.1", echo))
    with (
        closing(relay),
        socket.create_connection(("127.0.0.1", relay.port), timeout=10) as client,
    ):
        client.sendall(b"one")
        assert client.recv(100) == b"one"

        relay.hold()
        client.sendall(b"two")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(100)
        relay.release()
        client.settimeout(10)
        assert client.recv(100) == b"two"

        assert relay.cut() == 1
        assert client.recv(100) == b""


def test_every_fault_comes_and_then_as_many_kills_as_asked_for():
    plan = running.planned(WANTED, {})
    assert {each.name for each in plan} == {each.name for each in injecting.FAULTS}
    assert plan == running.planned(WANTED, {})
    more = running.planned(Wanted(100, kills=30, minutes=1, seed=7, clients=2), {})
    assert sum(each.is_kill for each in more) == 30


def test_what_cannot_be_done_is_left_out_and_told():
    left_out = {"disk": "no disk today"}
    assert "disk" not in {each.name for each in running.planned(WANTED, left_out)}

    result = Result(WANTED, left_out=left_out)

    assert "\n**Left out**: disk: no disk today." in reporting.lines(result, NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"broken": ["client 1 ended"]},
        {"verdicts": [{"kind": "problem", "about": "ledger", "text": "lost"}]},
        {"wounds": [Wound("web", 1.0, is_kill=True, served=1.0)]},
        {"wounds": [Wound("web", 1.0, is_kill=True, served=61.0, worked=1.0)]},
    ],
)
def test_a_run_with_a_finding_is_not_sound(wrong):
    assert Result(WANTED).is_sound
    assert not Result(WANTED, **wrong).is_sound


@pytest.mark.skipif(bool(clocks.obstacle()), reason=clocks.obstacle())
def test_a_clock_is_set_while_a_process_runs(tmp_path):
    from subprocess import PIPE, Popen  # noqa: PLC0415 - here alone

    clock = clocks.Clock(tmp_path)
    script = (
        "import sys, time\nfor _ in sys.stdin: print(time.time(), time.monotonic(), flush=True)"
    )
    command = [sys.executable, "-u", "-c", script]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=clock.variables) as child:

        def ask():
            child.stdin.write("\n")
            child.stdin.flush()
            wall, machine = child.stdout.readline().split()
            return float(wall) - time.time(), float(machine) - time.monotonic()

        for ahead in (0, 3600, -3600):
            clock.set_ahead(ahead)
            wall, machine = ask()
            assert abs(wall - ahead) < 5
            assert abs(machine) < 5
        child.stdin.close()


def test_what_ends_is_started_again(tmp_path, monkeypatch):
    monkeypatch.setattr("bench.faults.household._COMMANDS", ("help",))
    monkeypatch.setattr("bench.faults.household._RESTART_SECONDS", 0.0)
    house = Household(tmp_path, tmp_path / "log", free_ports())
    with closing(house):
        house.start()
        deadline = time.monotonic() + 30
        while house.restarts["help"] == 0:
            assert time.monotonic() < deadline
            time.sleep(0.05)

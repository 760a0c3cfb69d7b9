"""The push process as it runs: a real uvicorn, a real PostgreSQL, real NOTIFY."""

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection

import psycopg
import pytest
from django.db import connection

from zuoxi.config.live import connection_parameters
from zuoxi.kernel.actions import LIVE_CHANNEL, _told
from zuoxi.kernel.events import Signal
from zuoxi.realtime import listener
from zuoxi.realtime.asgi import Limits, Live
from zuoxi.realtime.server import LiveServer
from zuoxi.realtime.viewer import Viewer

pytestmark = pytest.mark.django_db(transaction=True)

SHORT = Limits(heartbeat=0.5, recheck=0.6, coalesce=0.05, settle=0.05, send=1.0, per_user=3)
AREA_1 = Viewer(1, frozenset({"user:1", "area:1"}))
AREA_2 = Viewer(2, frozenset({"user:2", "area:2"}))


class Listening:
    """One open stream, read event by event."""

    def __init__(self, port: int, cookie: str = "", **headers: str) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=5)
        cookies = {"Cookie": f"zuoxi_session={cookie}"} if cookie else {}
        self.http.request("GET", "/events", headers={**cookies, **headers})
        self.response = self.http.getresponse()

    def next(self, within: float = 3.0) -> tuple[str, object]:
        """Return the next event's name and data, skipping heartbeats."""
        deadline = time.monotonic() + within
        name, data = "", None
        while time.monotonic() < deadline:
            line = self.response.readline().decode().rstrip("\n")
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                raw = line.removeprefix("data:").strip()
                data = json.loads(raw) if raw else None
            elif not line and name:
                return name, data
        raise TimeoutError

    def ends(self, within: float = 3.0) -> bool:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if not self.response.read(1):
                return True
        return False

    def close(self) -> None:
        self.response.close()
        self.http.close()


class Process:
    """The live process under test, with sessions that the test opens and ends."""

    def __init__(self, limits: Limits, database: dict[str, object]) -> None:
        self.sessions: dict[str, Viewer] = {"one": AREA_1, "two": AREA_2}
        self.live = Live(
            authenticate=self.sessions.get,
            cookie_name="zuoxi_session",
            database=connection_parameters() | database,
            origins=frozenset({"https://public.example"}),
            limits=limits,
        )
        self.is_ready = threading.Event()
        self.server = LiveServer(self.live, on_ready=self.is_ready.set)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],))
        self.streams: list[Listening] = []

    def start(self) -> None:
        self.thread.start()
        self.wait_until_listening()

    def stop(self) -> None:
        # First the readers, or what a stuck one has not read keeps its socket open.
        for stream in self.streams:
            stream.close()
        time.sleep(0.05)
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()
        assert not self.thread.is_alive()

    def wait_until_listening(self) -> None:
        assert self.is_ready.wait(20)
        deadline = time.monotonic() + 10
        while self.get("/healthz") != 200:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def get(self, path: str, method: str = "GET") -> int:
        http = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            http.request(method, path)
            return http.getresponse().status
        finally:
            http.close()

    def listen(self, cookie: str = "", **headers: str) -> Listening:
        stream = Listening(self.port, cookie, **headers)
        self.streams.append(stream)
        return stream

    def listen_after_hello(self, cookie: str) -> Listening:
        stream = self.listen(cookie)
        assert stream.next() == ("hello", None)
        return stream


@contextmanager
def running(limits: Limits = SHORT, **database: object):
    process = Process(limits, database)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def tell(audience: str, *topics: str) -> None:
    signal = Signal(frozenset({audience}), frozenset(topics))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, _told(signal)])


def test_a_change_arrives_within_a_second_and_only_where_it_belongs():
    with running() as process:
        area_1 = process.listen_after_hello("one")
        area_2 = process.listen_after_hello("two")

        started = time.monotonic()
        tell("area:1", "order:20261121-00001", "list:work_area")
        assert area_1.next() == ("change", ["list:work_area", "order:20261121-00001"])
        assert time.monotonic() - started < 1

        tell("area:2", "order:20261121-00002")
        # The first thing that the other area hears of is its own.
        assert area_2.next() == ("change", ["order:20261121-00002"])


def test_a_burst_becomes_few_messages():
    with running(Limits(coalesce=0.3)) as process:
        stream = process.listen_after_hello("one")
        for number in range(50):
            tell("area:1", f"order:{number}")
        name, topics = stream.next()
        assert name == "change"
        assert len(topics) > 10


def test_a_list_of_names_that_is_too_long_for_notify_becomes_a_resync():
    with running() as process:
        stream = process.listen_after_hello("one")
        tell("area:1", *(f"order:2026112100-{n:05}" for n in range(1000)))
        assert stream.next() == ("resync", None)


def test_it_says_hello_with_a_retry_time_and_beats_when_nothing_happens():
    with running() as process:
        stream = process.listen("one")
        assert stream.response.getheader("Content-Type").startswith("text/event-stream")
        assert stream.response.getheader("Cache-Control") == "no-store"
        assert stream.response.readline() == b"retry: 3000\n"
        assert stream.next() == ("hello", None)
        assert stream.response.readline() == b":\n"


@pytest.mark.parametrize("cookie", ["", "unknown"])
def test_nobody_listens_without_a_session(cookie):
    with running() as process:
        assert process.listen(cookie).response.status == 401


def test_pages_of_the_same_host_may_listen_and_foreign_ones_may_not():
    with running() as process:
        own = process.listen("one", Origin="http://127.0.0.1:8000").response
        assert own.status == 200
        assert own.getheader("Access-Control-Allow-Origin") == "http://127.0.0.1:8000"
        assert own.getheader("Access-Control-Allow-Credentials") == "true"
        assert own.getheader("Vary") == "Origin"
        assert process.listen("one", Origin="https://public.example").response.status == 200
        for foreign in (
            "https://evil.example",
            "null",
            "http://127.0.0.1.evil.example",
            "http://[",
        ):
            answer = process.listen("one", Origin=foreign).response
            assert answer.status == 403
            assert answer.getheader("Access-Control-Allow-Origin") is None


def test_a_session_that_has_ended_ends_its_stream_at_once_when_told():
    with running(Limits(settle=0.05)) as process:
        stream = process.listen_after_hello("one")
        del process.sessions["one"]
        tell("user:1", "session:1")
        assert stream.next() == ("change", ["session:1"])
        assert stream.next() == ("signed-out", None)
        assert stream.ends()


def test_a_session_that_has_ended_ends_its_stream_by_and_by_when_nobody_tells():
    with running() as process:
        stream = process.listen_after_hello("one")
        del process.sessions["one"]
        assert stream.next() == ("signed-out", None)
        assert stream.ends()
        tell("area:1", "order:1")
        assert len(process.live.hub) == 0


def test_rights_that_were_taken_away_count_at_once():
    with running(Limits(settle=0.05)) as process:
        stream = process.listen_after_hello("one")
        process.sessions["one"] = Viewer(1, frozenset({"user:1", "area:7"}))
        tell("role:administrator", "session:1")
        assert stream.next() == ("resync", None)
        tell("area:1", "order:1")
        tell("area:7", "order:7")
        assert stream.next() == ("change", ["order:7"])


def test_it_listens_again_after_the_database_has_cut_it_off():
    with running() as process:
        stream = process.listen_after_hello("one")
        with psycopg.connect(**connection_parameters(), autocommit=True) as other:
            cut = other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE %s AND pid <> pg_backend_pid()",
                [f"LISTEN%{LIVE_CHANNEL}%"],
            ).fetchall()
        assert len(cut) == 1
        # What was said meanwhile is lost, so the page is told to fetch everything again.
        assert stream.next(5) == ("resync", None)
        tell("area:1", "codes")
        assert stream.next() == ("change", ["codes"])


def test_it_leaves_a_server_that_can_only_be_read(monkeypatch):
    monkeypatch.setattr(listener, "_QUIET_SECONDS", 1.0)
    read_only = "-c default_transaction_read_only=on"
    with running(target_session_attrs="any", options=read_only) as process:
        stream = process.listen_after_hello("one")
        assert stream.next(10) == ("resync", None)


def test_a_reader_who_stops_reading_is_dropped_and_blocks_nobody():
    limits = Limits(heartbeat=60, coalesce=0, send=0.5)
    long_names = [f"order:{n}-{'x' * 60}" for n in range(100)]
    with running(limits) as process:
        stuck = process.listen_after_hello("one")
        stuck.http.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader = process.listen_after_hello("two")
        with psycopg.connect(**connection_parameters(), autocommit=True) as other:
            deadline = time.monotonic() + 20
            while process.live.hub.count_of(1) and time.monotonic() < deadline:
                payload = json.dumps({"audience": ["area:1"], "topics": long_names})
                other.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, payload])
                time.sleep(0.001)
        assert process.live.hub.count_of(1) == 0
        # Not merely forgotten: its socket is gone, though it still has not read what waits there.
        assert len(process.server.server_state.connections) == 1
        tell("area:2", "codes")
        assert reader.next() == ("change", ["codes"])


def test_a_reader_who_is_only_slow_is_not_cut_off():
    names = [f"order:{n}-{'x' * 60}" for n in range(100)]
    payload = json.dumps({"audience": ["area:1"], "topics": names})
    with running(Limits(heartbeat=60, coalesce=0, send=0.6)) as process:
        slow = process.listen_after_hello("one")
        with psycopg.connect(**connection_parameters(), autocommit=True) as other:
            deadline = time.monotonic() + 20
            paused = []
            while not any(paused) and time.monotonic() < deadline:
                other.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, payload])
                paused = [
                    each.flow.write_paused for each in list(process.server.server_state.connections)
                ]
        assert any(paused)
        # As long as it takes anything, it is waited for; then it hears of the next change.
        tell("area:1", "codes")
        heard = []
        while "codes" not in heard:
            _name, heard = slow.next()
        time.sleep(0.7)
        assert process.live.hub.count_of(1) == 1


def test_one_person_cannot_take_all_connections():
    with running() as process:
        for _ in range(SHORT.per_user):
            process.listen_after_hello("one")
        assert process.listen("one").response.status == 429
        assert process.listen("two").response.status == 200


def test_a_connection_that_was_closed_is_forgotten():
    with running() as process:
        process.listen_after_hello("one").close()
        deadline = time.monotonic() + 3
        while len(process.live.hub) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(process.live.hub) == 0


def test_nothing_else_is_served():
    with running() as process:
        assert process.get("/") == 404
        assert process.get("/events", "POST") == 405


def test_rubbish_on_the_channel_does_not_stop_it():
    with running() as process:
        stream = process.listen_after_hello("one")
        with psycopg.connect(**connection_parameters(), autocommit=True) as other:
            for payload in ("", "{", "[]", "7", '{"audience": 1, "topics": 2}', '{"audience": []}'):
                other.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, payload])
        tell("area:1", "codes")
        assert stream.next() == ("change", ["codes"])


def test_it_stops_at_once_with_open_streams():
    with running() as process:
        stream = process.listen_after_hello("one")
        started = time.monotonic()
        process.server.should_exit = True
        assert stream.ends()
        process.thread.join(5)
        assert time.monotonic() - started < 2

"""The web server as a process of its own, whose code is replaced while it runs."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

import zuoxi
from zuoxi.config import ports, processes, web
from zuoxi.config.env import Env

HOST = "desk.example.com"


@pytest.mark.django_db(transaction=True)
def test_a_version_is_asked_under_a_name_that_it_allows(settings, monkeypatch):
    settings.ALLOWED_HOSTS = [f".{HOST}"]
    monkeypatch.setattr(Env, "own_host", HOST)
    processes.require_answer()


class Server:
    """The web processes, from a copy of the code, and what they tell."""

    def __init__(self, folder):
        self.code = folder / "code" / "zuoxi"
        shutil.copytree(
            Path(zuoxi.__file__).parent,
            self.code,
            ignore=shutil.ignore_patterns("tests", "__pycache__"),
        )
        self.port = ports.free_near("127.0.0.1", 0)
        self._said = folder / "said"
        self._pipe, writing = os.pipe()
        os.set_blocking(self._pipe, False)
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zuoxi.config.cli", "serve", "--only", "web"],
                env=os.environ | self._variables(folder / "data", writing),
                pass_fds=[writing],
                stderr=said,
            )
        os.close(writing)
        self._told = b""

    def _variables(self, data_dir, pipe):
        own = connection.get_connection_params()
        return {
            "DATABASE_URL": f"postgresql:///{own['dbname']}?host={own['host']}&user={own['user']}",
            "PYTHONPATH": str(self.code.parent),
            "ZUOXI_ALLOWED_HOSTS": HOST,
            "ZUOXI_DATABASE": "",
            "ZUOXI_DATA_DIR": str(data_dir),
            "ZUOXI_METRICS_PORT": "1",
            "ZUOXI_PORT": str(self.port),
            "ZUOXI_READY": str(pipe),
        }

    def workers(self):
        """Return the living processes that answer."""
        pid = self.process.pid
        return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def wait_until_told(self, expected):
        """Wait until so much stands in the pipe."""
        while self._told != expected:
            assert self.process.poll() is None, self.said()
            # Each worker calls itself by a name that is allowed.
            assert "HTTP_HOST" not in self.said()
            with suppress(BlockingIOError):
                self._told += os.read(self._pipe, 100)
            time.sleep(0.05)

    def answer(self):
        """Return what a new connection is answered."""
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        caller.request("GET", "/healthz", headers={"Host": HOST})
        found = caller.getresponse().read()
        caller.close()
        return found

    def said(self):
        """Return its log."""
        return self._said.read_text()

    def stop(self):
        """End it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        os.close(self._pipe)


@pytest.fixture
def server(db, tmp_path):
    started = Server(tmp_path)
    yield started
    started.stop()


@pytest.mark.timeout(240)
def test_who_takes_the_place_of_a_dead_worker_is_of_the_same_version(server, tmp_path):
    server.wait_until_told(b"2..")
    first = server.workers()
    assert len(first) == web.WORKERS
    views = server.code / "web/views.py"
    views.write_text(views.read_text().replace('{"status": "ok"}', '{"status": "other"}'))
    (server.code / "config/urls.py").write_text("raise RuntimeError\n")
    for each in first:
        os.kill(each, signal.SIGKILL)
    server.wait_until_told(b"2....")

    assert not server.workers() & first
    assert server.answer() == b'{"status": "ok"}'
    # Each counts in a file of its own.
    counted = {each.stem for each in (tmp_path / "data/metrics/0").glob("histogram_*.db")}
    assert {f"histogram_{each}" for each in server.workers()} <= counted

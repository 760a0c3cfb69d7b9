"""A newly installed version takes over while people go on working."""

import http.client
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.acceptance.server import DemoServer, demo_server
from tests.e2e.program import Program

import zuoxi

WEB = "serve --only web"
LIVE = "serve --only live"
METRICS = "serve --only metrics"
WORKER = "worker"
# How long a version may take to be loaded, and the one before to leave, on a machine that does
# much besides: nothing here becomes right or wrong by it.
PATIENCE = 700


class Installation:
    """A copy of the package that a demo runs, and that can be replaced while it does."""

    def __init__(self, folder: Path) -> None:
        self.code = folder
        left_out = shutil.ignore_patterns("tests", "__pycache__")
        shutil.copytree(Path(zuoxi.__file__).parent, folder / "zuoxi", ignore=left_out)
        self._health = folder / "zuoxi/web/views.py"
        self._routes = folder / "zuoxi/config/urls.py"
        self._sheets = next(folder.glob("zuoxi/web/static/web/**/*.css"))
        self._original = {
            each: each.read_text(encoding="utf-8")
            for each in (self._health, self._routes, self._sheets)
        }

    def install(self, build: int, *, is_broken: bool = False) -> None:
        """Replace the version by one that names its build, or by one that cannot be loaded."""
        health, routes, sheets = self._original.values()
        named = health.replace('{"status": "ok"}', f'{{"status": "ok", "build": {build}}}')
        assert named != health
        self._health.write_text(named, encoding="utf-8")
        self._sheets.write_text(f"{sheets}\n.build-{build} {{ color: red; }}\n", encoding="utf-8")
        self._routes.write_text("raise RuntimeError\n" if is_broken else routes, encoding="utf-8")


class Caller(threading.Thread):
    """Asks without a pause, over one connection or over a new one each time; notes what fails."""

    def __init__(self, url: str, *, keeps_connection: bool) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        self._keeps_connection = keeps_connection
        self.answers = 0
        self.faults: list[str] = []
        self.is_done = False

    def run(self) -> None:
        """Ask until told to stop."""
        while not self.is_done:
            try:
                self.ask()
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(f"{time.monotonic():.1f} {error!r}")
                self._connection.close()
        self._connection.close()

    def ask(self) -> None:
        """Read the page of the sign-in and one of its style sheets."""
        page = self.call("GET", "/sign-in", expected=200)
        sheet = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert sheet
        self.call("GET", sheet[1], expected=200)

    def call(self, method: str, path: str, body: str = "", *, expected: int, **headers: str) -> str:
        if not self._keeps_connection:
            self._connection.close()
        self._connection.request(method, path, body.encode(), headers)
        answer = self._connection.getresponse()
        told = answer.read().decode()
        self.answers += 1
        if answer.status != expected:
            self.faults.append(f"{method} {path}: {answer.status} {told[:200]}")
        return told


class Commentator(Caller):
    """Writes comments on a work order, and reads them."""

    def __init__(self, program: Program, number: str, *, keeps_connection: bool) -> None:
        super().__init__(program.url, keeps_connection=keeps_connection)
        self._path = f"/api/v1/work-orders/{number}/comments"
        self._headers = {
            "Authorization": f"Bearer {program.token}",
            "Content-Type": "application/json",
        }
        self.written: list[str] = []

    def ask(self) -> None:
        """Add a comment, within what one person may write in an hour; read what stands there."""
        if len(self.written) < 80:
            text = f"{self.name} {len(self.written)}"
            body = json.dumps({"text": text})
            self.call("POST", self._path, body, expected=201, **self._headers)
            self.written.append(text)
        self.call("GET", self._path, expected=200, **self._headers)
        time.sleep(1)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("code"))


@pytest.fixture(scope="module")
def changing(installation: Installation) -> Iterator[DemoServer]:
    """Return a demo whose code can be replaced."""
    installation.install(1)
    with pytest.MonkeyPatch.context() as patched:
        # Under a name, and not under the address at which it listens and calls itself.
        patched.setenv("ZUOXI_ALLOWED_HOSTS", "localhost")
        with demo_server(installation.code) as started:
            started.url = started.url.replace("127.0.0.1", "localhost")
            yield started


@contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core busy with something else."""
    burning = [sys.executable, "-c", "while True: pass"]
    burners = [subprocess.Popen(burning) for _core in range(os.cpu_count() or 2)]
    try:
        yield
    finally:
        for each in burners:
            each.kill()
            each.wait()


def all_processes(demo: DemoServer) -> set[int]:
    return set().union(*(demo.processes(each) for each in (WEB, LIVE, METRICS, WORKER)))


def reload(demo: DemoServer) -> bool:
    """Have the demo load what is installed; say whether it did."""
    begun = len(demo.said)
    demo.reload()
    end = time.monotonic() + PATIENCE
    while True:
        for line in demo.said[begun:]:
            if line == "The installed version serves.\n":
                return True
            if "The version that was running goes on serving." in line:
                return False
        assert demo.is_running
        assert time.monotonic() < end
        time.sleep(0.2)


def wait_until_gone(demo: DemoServer, pids: set[int]) -> None:
    end = time.monotonic() + PATIENCE
    while remaining := all_processes(demo) & pids:
        assert time.monotonic() < end, f"still there: {remaining}"
        time.sleep(0.5)


def build_of(demo: DemoServer) -> int:
    with_number = http.client.HTTPConnection(urlsplit(demo.url).netloc, timeout=60)
    with_number.request("GET", "/healthz")
    found: int = json.load(with_number.getresponse())["build"]
    with_number.close()
    return found


@contextmanager
def calling(callers: list[Caller]) -> Iterator[None]:
    """Have all of them ask while the block runs."""
    for each in callers:
        each.start()
    try:
        yield
    finally:
        for each in callers:
            each.is_done = True
        for each in callers:
            each.join()


@pytest.mark.timeout(2400, func_only=True)
def test_no_request_fails_while_versions_follow_each_other(
    changing: DemoServer, installation: Installation
):
    program = Program(changing.url, "all")
    number = program.call("GET", "/work-orders?list=pending")[1]["items"][0]["number"]
    both = (True, False)
    commentators = [Commentator(program, number, keeps_connection=each) for each in both]
    callers = [Caller(changing.url, keeps_connection=each) for each in both] + commentators
    first = all_processes(changing)
    with busy_cores(), calling(callers):
        installation.install(2)
        assert reload(changing)
        second = all_processes(changing) - first

        installation.install(3, is_broken=True)
        assert not reload(changing)
        assert second <= all_processes(changing)

        installation.install(4)
        assert reload(changing)
        third = all_processes(changing) - first - second
        wait_until_gone(changing, first | second)
        assert {build_of(changing) for _call in range(10)} == {4}

    assert [each.faults for each in callers] == [[], [], [], []]
    assert all(each.answers > 20 for each in callers)
    assert [len(each) for each in (first, second, third)] == [6, 6, 6]
    kept = texts_of(program, number)
    for each in commentators:
        mine = [text for text in kept if text.startswith(f"{each.name} ")]
        assert sorted(mine) == sorted(each.written)


def texts_of(program: Program, number: str) -> list[str]:
    """Return the texts of all comments on a work order."""
    found: list[str] = []
    cursor = ""
    for _page in itertools.count():
        page = program.call("GET", f"/work-orders/{number}/comments?limit=100&cursor={cursor}")[1]
        found += [each["text"] for each in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            return found
    raise AssertionError

"""The production server as a child process, and browsers that are signed in to it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings

from bench import processes
from zuoxi.demo.accounts import PASSWORD

HOST = "127.0.0.1"
_PATIENCE = 300.0
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Served:
    """A server that answers: its port, and its first process."""

    port: int
    pid: int


@contextmanager
def server() -> Iterator[Served]:
    """Run ``zuoxi serve`` on free ports; the port is the one of the pages."""
    port, live_port = _free_ports()
    ports = {"ZUOXI_PORT": str(port), "ZUOXI_LIVE_PORT": str(live_port)}
    command = [sys.executable, "-m", "zuoxi.config.cli", "serve"]
    with running(command, port, "/readyz", os.environ | ports) as child:
        yield Served(port, child.pid)


@dataclass(frozen=True)
class Running:
    """Zuoxi as it runs: where pages and live updates are, and its processes by their part."""

    port: int
    live_port: int
    processes: dict[str, list[int]]


@contextmanager
def everything() -> Iterator[Running]:
    """Run ``zuoxi serve`` and ``zuoxi worker``; yield where they are."""
    port, live_port = _free_ports()
    ports = {"ZUOXI_PORT": str(port), "ZUOXI_LIVE_PORT": str(live_port)}
    command = [sys.executable, "-m", "zuoxi.config.cli"]
    with running([*command, "serve"], port, "/readyz", os.environ | ports) as serve:
        _wait_until_ready(serve, live_port, "/healthz")
        worker = subprocess.Popen([*command, "worker"], start_new_session=True)  # noqa: S603 - ours
        try:
            parts: dict[str, int] = {}
            for pid in processes.below(serve.pid):
                # Its own children look the same and come later.
                parts.setdefault(_part_of(pid), pid)
            yield Running(
                port,
                live_port,
                {
                    "web": [parts["web"], *processes.below(parts["web"])],
                    "live": [parts["live"]],
                    "worker": [worker.pid],
                },
            )
        finally:
            os.killpg(worker.pid, signal.SIGTERM)
            worker.wait()


def _part_of(pid: int) -> str:
    words = processes.words_of(pid)
    return words[words.index("--only") + 1] if "--only" in words else ""


@contextmanager
def module(name: str, *words: str, ready: str) -> Iterator[Served]:
    """Run a module of ours that listens on the port it is told first."""
    port = free_port()
    with running(
        [sys.executable, "-m", name, str(port), *words], port, ready, dict(os.environ)
    ) as child:
        yield Served(port, child.pid)


@contextmanager
def running(
    command: list[str], port: int, ready: str, variables: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program with these variables until the block ends; wait until it answers."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        command, env=variables, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_until_ready(child, port, ready)
        yield child
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait()


class Browser:
    """One signed-in person with one connection that stays open."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)
        self.cookies = cookies

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, float, bytes]:
        """Return status, seconds until the whole answer was there, and the answer."""
        try:
            return self._timed(path, headers or {})
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # It was idle for too long, and the server has closed it.
            self._connection.close()
            return self._timed(path, headers or {})

    def _timed(self, path: str, headers: dict[str, str]) -> tuple[int, float, bytes]:
        started = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": self.cookies, **headers})
        response = self._connection.getresponse()
        body = response.read()
        return response.status, time.perf_counter() - started, body

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def sign_in(self, username: str) -> None:
        """Sign in as a person does, with name and password."""
        self._connection.request("GET", "/sign-in")
        first = self._connection.getresponse()
        token = _TOKEN.search(first.read())
        cookies = _cookies_of(first)
        fields = {"username": username, "password": PASSWORD}
        fields["csrfmiddlewaretoken"] = token[1].decode() if token else ""
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", "/sign-in", urlencode(fields), headers)
        answer = self._connection.getresponse()
        answer.read()
        self.cookies = _cookies_of(answer)
        if "zuoxi_session" not in self.cookies:
            raise RuntimeError(f"{username} could not sign in: {answer.status}")


def _cookies_of(response: http.client.HTTPResponse) -> str:
    jar = SimpleCookie()
    for line in response.headers.get_all("Set-Cookie") or []:
        jar.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def free_port() -> int:
    """Return a port on which nobody listens."""
    return _free_ports()[0]


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind((HOST, 0))
        other.bind((HOST, 0))
        return one.getsockname()[1], other.getsockname()[1]


def _wait_until_ready(child: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise RuntimeError("The server ended while it was starting.")
        with closing(Browser(port)) as browser:
            try:
                if browser.get(path)[0] == http.HTTPStatus.OK:
                    return
            except OSError:
                time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def database() -> dict[str, str]:
    """Return where the database is, as asyncpg takes it."""
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    found = {name: str(settings.DATABASES["default"][key]) for name, key in named.items()}
    found["database"] = str(settings.DATABASES["default"]["NAME"])
    return {name: value for name, value in found.items() if value}

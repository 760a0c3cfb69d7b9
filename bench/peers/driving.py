"""A load of some clients, each with a connection and a thread of its own."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from statistics import mean

from bench.measuring import percentile
from bench.serving import HOST

# One call of a client; returns what of it counts, in seconds.
Call = Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """Calls of all clients in a second, and the milliseconds that they took."""

    per_second: float
    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: list[float], clients: int) -> "Figure":
        """Make the figure of calls that clients made one after the other."""
        times = milliseconds if len(milliseconds) > 1 else milliseconds * 2
        return cls(clients * 1000 / mean(times), percentile(times, 50), percentile(times, 95))


class Client:
    """One connection that stays open."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=300)
        self._headers = dict(headers)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[float, Message, bytes]:
        """Return the seconds until the whole answer was there, its headers and its body."""
        raw = None if body is None else json.dumps(body).encode()
        started = time.perf_counter()
        self._connection.request(method, path, raw, self._headers | dict(headers or {}))
        answer = self._connection.getresponse()
        found = answer.read()
        took = time.perf_counter() - started
        if answer.status >= 300:  # noqa: PLR2004 - anything else is no answer
            raise RuntimeError(f"{method} {path} was answered {answer.status}: {found[:500]!r}")
        return took, answer.headers, found


def drive(make: Callable[[int], Call], clients: int, seconds: float) -> Figure:
    """Let clients call for some seconds, each at least once; ``make`` is told each one's place.

    Raises what the first call that fails raises.
    """
    times: list[float] = []
    faults: list[BaseException] = []
    calls = [make(place) for place in range(clients)]
    end = time.monotonic() + seconds

    def work(call: Call) -> None:
        try:
            while True:
                times.append(call() * 1000)
                if time.monotonic() >= end or faults:
                    return
        except BaseException as fault:  # noqa: BLE001 - raised again below
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if faults:
        raise faults[0]
    return Figure.of(times, clients)

"""How many statements a page takes, and the plans of those that are slow, in this process."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from bench.pages import Probe
from zuoxi.accounts.models import User
from zuoxi.accounts.sessions import SEEN_AT, SIGNED_IN_AT

Params = Any

_EXPLAINED = ("SELECT", "WITH", "(SELECT")
# Whatever takes longer is broken off: its plan is told without running it.
_PATIENCE = 3_000


@dataclass
class Watch:
    """Counts statements; ``slow`` are those that took longer than ``milliseconds``."""

    milliseconds: float
    count: int = 0
    slow: list[tuple[float, str, Params]] = field(default_factory=list)

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: Params,
        many: bool,  # noqa: FBT001 - Django calls it so
        context: dict[str, object],
    ) -> object:
        """Run one statement (Django's execute_wrapper)."""
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - started) * 1000
            self.count += 1
            if took >= self.milliseconds and sql.lstrip().startswith(_EXPLAINED):
                self.slow.append((took, sql, params))


class Insider:
    """Somebody signed in, in this process."""

    def __init__(self, account: str) -> None:
        self._client = Client(headers={"host": "localhost"})
        self._client.force_login(User.objects.get(username=account))
        session = self._client.session
        session[SIGNED_IN_AT] = session[SEEN_AT] = int(timezone.now().timestamp())
        session.save()

    def watch(self, probe: Probe, milliseconds: float) -> Watch:
        """Ask for a page, the second time watched, so that caches are warm."""
        watch = Watch(milliseconds)
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {_PATIENCE}")
        with suppress(OperationalError):
            self._client.get(probe.path, headers=probe.headers)
        with suppress(OperationalError), connection.execute_wrapper(watch):
            self._client.get(probe.path, headers=probe.headers)
        return watch


def explain_slow(watch: Watch, probe: Probe, folder: Path) -> None:
    """Write the plan of each slow statement of a page into a file."""
    if not watch.slow:
        return
    name = "".join(each if each.isalnum() else "_" for each in f"{probe.account} {probe.path}")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name[:120]}.txt").open("w", encoding="utf-8") as file:
        for took, sql, params in watch.slow:
            file.write(f"{probe.account} {probe.path}\n{took:.0f} ms\n{sql}\n{params}\n")
            file.writelines(f"{line}\n" for line in _plan(sql, params, is_run=took < _PATIENCE / 2))
            file.write("\n")


def _plan(sql: str, params: Params, *, is_run: bool) -> Iterator[str]:
    options = "(ANALYZE, BUFFERS) " if is_run else ""
    with connection.cursor() as cursor:
        # With the values themselves, as a first execution is planned.
        cursor.execute("SET plan_cache_mode = force_custom_plan")
        cursor.execute(f"EXPLAIN {options}{sql}", params)
        for (line,) in cursor.fetchall():
            yield line

"""`zuoxi demo`: one command from an empty folder to a running product."""

# ruff: noqa: PLC0415 - Django is imported once the environment says that this is a demo

import fcntl
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from zuoxi.config import data_dir, database, env, ports, processes, start
from zuoxi.config.problems import StartError
from zuoxi.config.supervisor import POLL_SECONDS, Family

_ANSWER_SECONDS = 2.0


def run(*, fresh: bool) -> int:
    """Prepare the demo's data, run all processes, return an exit code."""
    os.environ["ZUOXI_DEMO"] = "1"
    values = env.read()
    with _alone(values.data_dir):
        ports.require_free(values.host, values.port, "ZUOXI_PORT")
        live_port = _live_port(values)
        os.environ["ZUOXI_LIVE_PORT"] = str(live_port)
        _prepare(fresh=fresh)
        children = [*processes.serving(env.read()), processes.WORKER]
        with Family(children, preparation=processes.PREPARATION) as family:
            host = f"[{values.host}]" if ":" in values.host else values.host
            host = "127.0.0.1" if host in {"0.0.0.0", "[::]"} else host  # noqa: S104 - compared
            address = f"http://{host}:{values.port}"
            waited_for = (f"{address}/readyz", f"http://{host}:{live_port}/healthz")
            if _answers(waited_for, values.own_host, family):
                typer.echo(f"ready {address}")
                typer.echo(_accounts())
            return family.wait(database.keeper(values))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the data folder for this demo, so that two never seed or serve it at once."""
    try:
        data_dir.create(folder)
        lock = data_dir.open_lock(folder / "demo.lock")
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be used ({error.strerror}). "
            "Make it writable for you, or set ZUOXI_DATA_DIR to another folder."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(
                f"A demo is already running on the data folder {folder}. Use that one, stop it, "
                "or set ZUOXI_DATA_DIR to another folder and ZUOXI_PORT to another port."
            ) from None
        yield


def _live_port(values: env.Env) -> int:
    if os.environ.get("ZUOXI_LIVE_PORT"):
        ports.require_free(values.host, values.live_port, "ZUOXI_LIVE_PORT")
        return values.live_port
    return ports.free_near(values.host, values.live_port)


def _prepare(*, fresh: bool) -> None:
    start.load()
    from django.db import connection
    from django.utils import timezone

    from zuoxi.config import schema, static_files
    from zuoxi.demo import actions as demo

    schema.require_demo()
    if fresh:
        schema.drop_everything()
    if schema.migrate():
        typer.echo("The database is set up.", err=True)
    schema.mark_demo()
    static_files.collect_if_changed()
    demo.seed_if_empty(now=timezone.now())
    connection.close()


def _answers(urls: tuple[str, ...], host: str, family: Family) -> bool:
    """Wait until every address answers; False when there is nothing to wait for any more."""
    for url in urls:
        while not _is_up(urllib.request.Request(url, headers={"Host": host})):  # noqa: S310 - own
            if family.ended():
                return False
            time.sleep(POLL_SECONDS)
    return True


def _is_up(call: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(call, timeout=_ANSWER_SECONDS):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False


def _accounts() -> str:
    from zuoxi.demo.accounts import ACCOUNTS, PASSWORD

    width = max(len(account.username) for account in ACCOUNTS)
    lines = [
        f"  {account.username:<{width}}  {PASSWORD}  {account.purpose_zh} · {account.purpose_en}"
        for account in ACCOUNTS
    ]
    return "\n".join(["", "Demo accounts (user name, password, what for):", *lines, ""])

"""The environments and databases of the others."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from bench.serving import Served, running

INSIDE = Path(__file__).with_name("inside")


def environment(folder: Path, packages: Sequence[str]) -> Path:
    """Return the programs of a virtual environment with these packages, made where it is not."""
    programs, mark = folder / "bin", folder / "complete"
    wanted = "\n".join(packages)
    if not mark.exists() or mark.read_text(encoding="utf-8") != wanted:
        run([sys.executable, "-m", "venv", "--clear", str(folder)])
        run([str(programs / "pip"), "install", "--quiet", *packages])
        mark.write_text(wanted, encoding="utf-8")
    return programs


def database(name: str, *, is_made: bool = True) -> dict[str, str]:
    """Drop a database beside Zuoxi's and make it anew; return how it is reached."""
    ours = settings.DATABASES["default"]
    with psycopg.connect(
        dbname=ours["NAME"], user=ours["USER"], host=ours["HOST"], autocommit=True
    ) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        if is_made:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
    return {"PEER_DATABASE": name, "PEER_USER": ours["USER"], "PEER_HOST": ours["HOST"]}


def run(command: Sequence[str], variables: Mapping[str, str] | None = None) -> str:
    """Run a program and return what it prints; raise RuntimeError where it fails."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command, env=_variables(variables), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


@contextmanager
def served(
    command: Sequence[str], port: int, ready: str, variables: Mapping[str, str]
) -> Iterator[Served]:
    """Run a server on a port until the block ends."""
    with running(list(command), port, ready, _variables(variables)) as child:
        yield Served(port, child.pid)


def _variables(more: Mapping[str, str] | None) -> dict[str, str]:
    # Nothing of ours: the other's Python would read our settings and packages.
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(INSIDE), "HOME": "/nonexistent"} | dict(
        more or {}
    )

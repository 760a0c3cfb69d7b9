"""`zuoxi check`: whether Zuoxi could start here, in plain words."""

# ruff: noqa: PLC0415 - a wrong setting must become a line of the report, not an import error

import importlib.metadata
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from io import StringIO

import typer

from zuoxi.config import env, start
from zuoxi.config.problems import StartError

Check = Callable[[], Iterator[str]]


class Warned(str):
    """A line about something without which Zuoxi starts, but does not do everything."""

    __slots__ = ()


def run() -> int:
    """Print one line per check and return 1 if one failed; later ones need the earlier ones."""
    checks: tuple[tuple[str, Check], ...] = (
        ("environment", _environment),
        ("database", _database),
        ("migrations", _migrations),
        ("Django", _django),
        ("PDF", _pdf),
    )
    for name, check in checks:
        try:
            for line in check():
                kind = "warning" if isinstance(line, Warned) else "ok"
                typer.echo(f"{kind:<9}{name}: {line}")
        except StartError as error:
            typer.echo(f"problem  {name}: {error}")
            return 1
    return 0


def _environment() -> Iterator[str]:
    values = env.read()
    yield f"Zuoxi {importlib.metadata.version('zuoxi')}, data folder {values.data_dir}"
    yield f"pages on http://{values.host}:{values.port}, live updates on port {values.live_port}"
    if values.demo:
        yield "demo mode: the well-known password is accepted. Never use this for real data"


def _database() -> Iterator[str]:
    start.load()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        size = cursor.fetchone()[0]
    kind = "of DATABASE_URL" if env.read().database_url else "embedded"
    yield f"PostgreSQL {version} ({kind}), {size}"


def _migrations() -> Iterator[str]:
    from zuoxi.config import schema

    schema.require_current()
    yield "all applied"


def _django() -> Iterator[str]:
    from django.core.management import CommandError, call_command

    output = StringIO()
    try:
        with redirect_stderr(output):
            call_command("check", stdout=output, stderr=output)
    except CommandError as error:
        raise StartError(str(error)) from error
    yield output.getvalue().strip() or "no issues"


def _pdf() -> Iterator[str]:
    from zuoxi.papers import codes, pdf

    packages = pdf.missing()
    if packages:
        yield Warned(
            f"no PDF can be made until this is installed: apt install {' '.join(packages)}"
        )
    else:
        yield "can be made, in Chinese too"
    if not env.read().public_origins:
        yield Warned(
            f"QR codes on paper open {codes.root()}. "
            "Set ZUOXI_ORIGINS to the address that telephones use"
        )

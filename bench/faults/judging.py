"""Compares the ledger with the database, and asks ``zuoxi doctor``.

Run as a process of its own beside the running system:
``python -m bench.faults.judging LEDGER PREFIX FAULT…``. Prints the findings as JSON.
"""

# ruff: noqa: PLC0415 - Django is imported once the settings are loaded

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.faults import statements

_NAMED = 5
_COLUMNS = "key text, kind text, how text, number text, version bigint"

Finding = dict[str, str]


def judge(ledger: Path, prefix: str) -> Iterator[Finding]:
    """Yield a finding for each rule about the writes of a run, whose keys begin with ``prefix``.

    All comparing is done by the database, so a ledger may be larger than the memory.
    """
    from django.db import connection

    _prepare(ledger, prefix)
    with connection.cursor() as cursor:
        for sentence, statement in statements.RULES.items():
            cursor.execute(statement)
            names = [str(name) for (name,) in cursor.fetchmany(_NAMED + 1)]
            more = " and others" if len(names) > _NAMED else ""
            text = f"{sentence} Not so: {', '.join(names[:_NAMED])}{more}" if names else sentence
            yield {"kind": "problem" if names else "ok", "about": "ledger", "text": text}
        for name, statement in statements.COUNTS.items():
            cursor.execute(statement)
            yield {"kind": "count", "about": name, "text": f"{cursor.fetchone()[0]:,}"}


def doctor(faults: Sequence[str]) -> Iterator[Finding]:
    """Yield what ``zuoxi doctor`` says.

    After the clock was ahead, it must say so for as long as the latest events lie in the future.
    """
    from zuoxi.config import doctor as examination

    for each in examination.findings():
        kind = each.kind
        if each.about == "clock" and "clock" in faults:
            if "in the future" in each.text:
                kind = "expected"
            elif _lies_far_ahead():
                kind = "problem"
        yield {"kind": kind, "about": each.about, "text": each.text}


def _lies_far_ahead() -> bool:
    from django.db import connection

    # The doctor lets some seconds pass.
    latest = "SELECT max(at) > clock_timestamp() + interval '1 minute' FROM kernel_event"
    with connection.cursor() as cursor:
        cursor.execute(latest)
        (found,) = cursor.fetchone()
    return bool(found)


def _prepare(ledger: Path, prefix: str) -> None:
    from django.db import connection

    from zuoxi.workorders import lifecycle
    from zuoxi.workorders.events import MOVES, OrderCreated

    table = lifecycle.CURRENT
    arrows = [(OrderCreated.KIND, "create", "", table.creation.target)]
    for arrow in (*table.transitions, *table.corrections):
        for source in arrow.sources:
            arrows += [
                (MOVES[arrow.action].KIND, arrow.action, source, target)
                for target in (arrow.target, arrow.beyond)
                if target
            ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE faults_run (prefix text)")
        cursor.execute("INSERT INTO faults_run VALUES (%s)", [f"{prefix}-"])
        cursor.execute(
            "CREATE TEMPORARY TABLE faults_arrow"
            " (kind text, action text, from_state text, to_state text)"
        )
        cursor.executemany("INSERT INTO faults_arrow VALUES (%s, %s, %s, %s)", arrows)
        cursor.execute(f"CREATE TEMPORARY TABLE faults_line ({_COLUMNS})")
        with cursor.copy("COPY faults_line FROM STDIN") as copy, ledger.open("rb") as file:
            while block := file.read(65536):
                copy.write(block)
        for statement in statements.PREPARE.split(";"):
            if statement.strip():
                cursor.execute(statement)


def main() -> None:
    """Print all findings as JSON."""
    from zuoxi.config import start

    start.load()
    ledger, prefix, *faults = sys.argv[1:]
    found = [*judge(Path(ledger), prefix), *doctor(faults)]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

"""The walk of ``bench.recording`` as a script of pgbench, and what each step of it takes."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.recording import Statement
from zuoxi.config.embedded import programs

_LATENCY = re.compile(r"^\s+([\d.]+)\s+\d+\s", re.MULTILINE)
_WORD = r"\set {} random(1000000000000000000, 9000000000000000000)"
# What an answer's only row gives is kept by \gset under these names; the others are drawn.
_VARIABLES = {"order": "order_id", "leg": "leg_id", "number": "walk_number"}


@dataclass
class Script:
    """The lines of a script, the step that each command belongs to, and its texts by name.

    Texts are variables, because pgbench looks for variables inside quotes too.
    """

    lines: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, step: str, line: str) -> None:
        """Add one command."""
        self.lines.append(line)
        self.steps.append(step)

    def text(self, value: str) -> str:
        """Return what stands for a text; pgbench knows no variable that is empty."""
        if not value:
            return "''"
        name = f"text{len(self.texts)}"
        self.texts[name] = value
        return f":{name}"


def script_of(steps: Mapping[str, Sequence[Statement]]) -> Script:
    """Return the script of one walk."""
    script = Script()
    for step, statements in steps.items():
        script.add(step, _WORD.format("key"))
        script.add(step, _WORD.format("request"))
        was_inside = False
        for each in statements:
            if each.is_inside != was_inside:
                script.add(step, "BEGIN;" if each.is_inside else "COMMIT;")
                was_inside = each.is_inside
            script.add(step, _command(script, each))
        if was_inside:
            script.add(step, "COMMIT;")
    return script


def run(
    script: Script, folder: Path, *, clients: int = 1, seconds: int = 0
) -> tuple[dict[str, float], str]:
    """Walk for some seconds, or once; return the mean milliseconds by step, and all it said.

    Raises RuntimeError where a statement fails.
    """
    file = folder / "walk.sql"
    file.write_text("\n".join(script.lines) + "\n", encoding="utf-8")
    command = [str(programs() / "pgbench"), "--no-vacuum", "--protocol=prepared"]
    command += ["--report-per-command", f"--client={clients}", f"--jobs={min(2, clients)}"]
    command += [f"--time={seconds}"] if seconds else ["--transactions=1"]
    command += [f"--define={name}={value}" for name, value in script.texts.items()]
    command += [f"--file={file}", *_address()]
    environment = os.environ | {"PGPASSWORD": str(settings.DATABASES["default"]["PASSWORD"])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"pgbench could not walk: {done.stderr}")
    took = [float(each) for each in _LATENCY.findall(done.stdout.partition("statement lat")[2])]
    found = dict.fromkeys(script.steps, 0.0)
    for step, milliseconds in zip(script.steps, took, strict=True):
        found[step] += milliseconds
    return found, done.stdout


def _address() -> list[str]:
    database = settings.DATABASES["default"]
    named = {"host": "HOST", "port": "PORT", "username": "USER"}
    return [
        *(f"--{name}={database[key]}" for name, key in named.items() if database[key]),
        str(database["NAME"]),
    ]


def _command(script: Script, statement: Statement) -> str:
    sql = re.sub(
        r"\$(\d+)",
        lambda found: _value(script, statement.parameters[int(found[1]) - 1]),
        statement.sql,
    )
    if not statement.gives:
        return f"{sql};"
    # The column's own name follows the prefix.
    name = _VARIABLES[statement.gives]
    return f"{sql} \\gset {name.removesuffix(statement.column)}"


def _value(script: Script, parameter: list[Any]) -> str:
    kind, value = parameter
    if kind == "role":
        return "now()" if value == "now" else f":{_VARIABLES.get(value, value)}"
    if kind == "text":
        words = (_word(script, *each) for each in value)
        return f"({' || '.join(f'{each}::text' for each in words)})"
    if value is None or isinstance(value, bool | int):
        return "NULL" if value is None else str(value)
    return script.text("{" + ",".join(map(str, value)) + "}" if isinstance(value, list) else value)


def _word(script: Script, is_role: bool, word: str) -> str:  # noqa: FBT001 - a recorded pair
    return f":{_VARIABLES.get(word, word)}" if is_role else script.text(word)

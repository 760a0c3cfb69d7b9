"""PostgreSQL's own programs for dumps, of a version that fits the server."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from zuoxi.config import embedded
from zuoxi.config.problems import StartError, disk_full, is_full

_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) ([0-9]+)")


def require() -> None:
    """Raise StartError if this machine lacks the programs that a backup takes."""
    _folder(_server_major())


def dump(target: Path, *, snapshot: str) -> None:
    """Write the database as an exported snapshot shows it; raise StartError if that fails."""
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={target}",
        place=target.parent,
    )


def load(source: Path) -> None:
    """Fill the empty database from a dump, wholly or not at all; raise StartError otherwise."""
    _run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        f"--dbname=service={_SERVICE}",
        str(source),
        place=source.parent,
    )


def _run(name: str, *arguments: str, place: Path) -> None:
    with _service() as variables:
        result = subprocess.run(  # noqa: S603 - fixed programs
            [str(_folder(_server_major()) / name), *arguments],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            umask=0o077,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} | variables,
        )
    if result.returncode == 0:
        return
    if is_full(result.stderr):
        raise disk_full(str(place))
    said = result.stderr.strip().splitlines()[-1:] or ["it said nothing"]
    raise StartError(f"PostgreSQL's {name} failed: {said[0].strip()}")


_SERVICE = "zuoxi"


@contextmanager
def _service() -> Iterator[dict[str, str]]:
    """Yield the variables by which a program finds the database; the password is in no list."""
    known = connection.get_connection_params()
    left_out = {"context", "cursor_factory", "prepare_threshold", "server_side_binding"}
    parameters = {
        name: value for name, value in known.items() if name not in left_out and value is not None
    }
    lines = [f"[{_SERVICE}]", *(f"{name}={value}" for name, value in parameters.items())]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        yield {"PGSERVICEFILE": file.name, "PGSERVICE": _SERVICE}


def _server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _folder(major: int) -> Path:
    """Return where the programs of the server's version are."""
    on_path = shutil.which("pg_dump")
    installed = [_DEBIAN / str(major) / "bin", *([Path(on_path).parent] if on_path else [])]
    for folder in (embedded.programs(), *installed):
        if _major(folder / "pg_dump") == major:
            return folder
    raise StartError(
        f"The database server is PostgreSQL {major}, and its pg_dump and pg_restore are not on "
        f"this machine. On Debian or Ubuntu: apt-get install postgresql-client-{major}"
    )


def _major(program: Path) -> int | None:
    try:
        said = subprocess.run(  # noqa: S603 - one of the places above
            [str(program), "--version"], check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = _VERSION.search(said)
    return int(found.group(1)) if found else None

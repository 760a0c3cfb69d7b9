"""Runs the server's programs, as the user that the server runs as."""

import os
import pwd
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from zuoxi.config.problems import StartError, disk_full, is_full


@dataclass(frozen=True)
class Place:
    """Where one cluster and its server files are, and who runs it."""

    cluster: Path
    binaries: Path
    user: pwd.struct_passwd

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.cluster / "server.log"


def run(place: Place, program: str, *arguments: str) -> None:
    """Run a server program as the server's user; raise StartError with what it said."""
    # Files instead of pipes: the server inherits them, and a pipe would never end.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        result = as_user(place.user, [str(place.binaries / program), *arguments], output)
        if result == 0:
            return
        output.seek(0)
        said = output.read()
    if is_full(said):
        raise disk_full(str(place.cluster))
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    raise StartError(f"PostgreSQL's {program} failed in {place.cluster}: {last[0].strip()}")


def as_user(
    user: pwd.struct_passwd, command: list[str], output: IO[str], stdin: str | None = None
) -> int:
    """Run a command as a user and return its exit code."""
    other = {} if user.pw_uid == os.geteuid() else _identity(user)
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - fixed programs
        command,
        check=False,
        stdout=output,
        stderr=output,
        cwd="/",
        umask=0o077,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGTZ": "UTC"},
        text=True,
        **({"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}),
        **other,
    ).returncode


def _identity(user: pwd.struct_passwd) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def may(user: pwd.struct_passwd, test: str, path: Path) -> bool:
    """Say whether a test(1) of a path is true for a user."""
    with tempfile.TemporaryFile("w+") as output:
        return as_user(user, ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)], output) == 0


def write(place: Place, path: Path, text: str) -> None:
    """Write a file of the server as its owner, so that root follows nobody's link."""
    script = 'cat > "$1.new" && mv "$1.new" "$1"'
    command = ["/bin/sh", "-c", script, "sh", str(path)]
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        if as_user(place.user, command, output, stdin=text) == 0:
            return
        output.seek(0)
        said = output.read()
    if is_full(said):
        raise disk_full(str(place.cluster))
    raise StartError(f"{path} cannot be written: {said.strip()}")

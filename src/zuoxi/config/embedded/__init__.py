"""The PostgreSQL server that comes with Zuoxi; the one module that knows the wheel it comes in.

Only the wheel's server files are used. The cluster lies in ``<data folder>/postgres`` and listens
on a socket inside that private folder and on no TCP port; only the operating-system user that
runs Zuoxi may connect to it (peer authentication).

Every process that uses the server holds a shared lock on ``postgres.users``; whoever can take it
exclusively at exit is the last one and stops the server. Starting, stopping and creating happen
under ``postgres.start``. Locks vanish with their process, so a crash leaves no wrong count: a
server that was left over is stopped and started again by the next process. One that ends while it
is used, killed or on a disk that ran full, is started again by whoever calls ``revive``.

PostgreSQL refuses to run as root. Root therefore runs it as the system user ``zuoxi-db``; when
that user cannot reach the data folder or the server files, they are kept under ``/var/lib/zuoxi``
instead, because permissions of folders that are not ours are never changed.
"""

import atexit
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

import psycopg

from zuoxi.config import data_dir as folder
from zuoxi.config.embedded import cluster, log, places, versions
from zuoxi.config.embedded.cluster import DATABASE, ROLE
from zuoxi.config.embedded.places import programs
from zuoxi.config.problems import StartError, disk_full

__all__ = ["DATABASE", "ROLE", "programs", "ran_out_of_space", "revive", "start"]

_held: dict[Path, IO[str]] = {}


def start(data_dir: Path, *, throwaway: bool = False) -> Path:
    """Make sure the server of this data folder runs, and return its socket folder.

    The server keeps running at least until this process exits.
    """
    with _explained(data_dir):
        if data_dir not in _held:
            _join(data_dir, throwaway=throwaway)
        return places.socket_dir((data_dir / "postgres").resolve())


def revive(data_dir: Path, *, throwaway: bool = False) -> bool:
    """Start the server again where it has ended under this process; say whether it had.

    Raises StartError where it does not start, for example because the disk is still full.
    """
    with _explained(data_dir):
        if data_dir not in _held or _listens(data_dir):
            return False
        with _start_lock(data_dir):
            # Another process may have been first.
            if _listens(data_dir):
                return False
            cluster.restart(places.place_of(data_dir), throwaway=throwaway)
        return True


def _listens(data_dir: Path) -> bool:
    return cluster.listens(places.socket_dir((data_dir / "postgres").resolve()))


def _join(data_dir: Path, *, throwaway: bool) -> None:
    folder.create(data_dir)
    versions.refuse_newer(data_dir)
    users = folder.open_lock(data_dir / "postgres.users")
    try:
        with _start_lock(data_dir):
            alone = _try_lock(users, fcntl.LOCK_EX)
            place = places.place_of(data_dir)
            if alone or not cluster.answers(places.socket_dir(place.cluster)):
                cluster.create(place, data_dir)
                cluster.restart(place, throwaway=throwaway)
            fcntl.flock(users, fcntl.LOCK_SH)
    except BaseException:
        users.close()
        raise
    _held[data_dir] = users
    atexit.register(_leave, data_dir, os.getpid())


def _leave(data_dir: Path, pid: int) -> None:
    """Stop the server if this process was the last one to use it; forked children never do."""
    if os.getpid() != pid:
        return
    users = _held.pop(data_dir, None)
    if users is None or not data_dir.exists():
        return
    with users, _start_lock(data_dir):
        if _try_lock(users, fcntl.LOCK_EX):
            cluster.stop(places.place_of(data_dir))


def ran_out_of_space(data_dir: Path) -> bool:
    """Say whether the server's last words were about a full disk."""
    return log.tells_full_disk(data_dir / "postgres" / "server.log")


@contextmanager
def _start_lock(data_dir: Path) -> Iterator[None]:
    with folder.open_lock(data_dir / "postgres.start") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _try_lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _explained(data_dir: Path) -> Iterator[None]:
    """Raise what goes wrong with the folder or the server as StartError."""
    try:
        yield
    except OSError as error:
        _explain(error, data_dir)
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["it said nothing"])[-1]
        raise StartError(
            f"The embedded PostgreSQL in {data_dir / 'postgres'} does not serve: {reason}"
        ) from error


def _explain(error: OSError, data_dir: Path) -> NoReturn:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise disk_full(str(data_dir)) from error
    raise StartError(
        f"The data folder {data_dir} cannot be used ({error.filename}: {error.strerror}). "
        "Make it writable for you, or set ZUOXI_DATA_DIR to another folder."
    ) from error

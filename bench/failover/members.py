"""Three PostgreSQL members under Patroni with etcd: started, watched, told apart."""

import json
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.failover.network import Machine, NotPossibleHere

USER, PASSWORD, NAME = "zuoxi", "zuoxi-failover", "zuoxi"
_SUPERUSER, _REPLICATOR = "failover-super", "failover-copy"
_SYSTEM_USER = "postgres"
_BINARIES = Path("/usr/lib/postgresql/15/bin")
_PATRONI_PORT, _ETCD_PORT, _PEER_PORT = 8008, 2379, 2380
_PATIENCE = 180.0
_ASK_SECONDS = 2.0
# Patroni's leader lock: how long a silent leader keeps it, how often everybody looks, and how long
# etcd or PostgreSQL may take to answer.
TTL, LOOP_WAIT, RETRY_TIMEOUT = 20, 5, 5


@dataclass
class Members:
    """The database as a whole, as its members tell it over Patroni's REST interface."""

    machines: Sequence[Machine]

    def start(self) -> None:
        """Start etcd and Patroni everywhere and wait for a primary with a synchronous standby."""
        for each in self.machines:
            for part in ("etcd", "postgres"):
                folder = each.folder / part
                folder.mkdir(mode=0o700)
                shutil.chown(folder, _SYSTEM_USER, _SYSTEM_USER)
            shutil.chown(each.folder, _SYSTEM_USER, _SYSTEM_USER)
            (each.folder / "patroni.json").write_text(json.dumps(self._patroni(each)))
        for each in self.machines:
            self._start_etcd(each)
        for each in self.machines:
            self._start_patroni(each)
        self.wait_until_whole()

    def revive(self, machine: Machine) -> None:
        """Start again what has been killed on a machine."""
        ended = machine.ended()
        if "etcd" in ended:
            self._start_etcd(machine)
        if "patroni" in ended:
            self._start_patroni(machine)

    def primary(self) -> Machine | None:
        """Return the machine that takes writes; None while there is none."""
        found = [each for each in self.machines if self._ask(each, "/primary")[0] == 200]  # noqa: PLR2004 - HTTP
        return found[0] if len(found) == 1 else None

    def wait_for_another(self, than: Machine) -> Machine:
        """Wait until another machine is the primary, and return it."""
        return _wait(lambda: (new := self.primary()) and new is not than and new, "a new primary")

    def wait_until_whole(self) -> Machine:
        """Wait for one primary and two standbys that stream, one of them synchronous."""
        return _wait(self._whole, "three members that stream")

    def _whole(self) -> Machine | None:
        leader = self.primary()
        if leader is None:
            return None
        _status, answer = self._ask(leader, "/cluster")
        members = answer.get("members", [])
        roles = sorted(each["role"] for each in members)
        states = {each["state"] for each in members}
        streams = self._streams(leader)
        is_whole = roles == ["leader", "replica", "sync_standby"] and states <= _FINE
        return leader if is_whole and streams == len(self.machines) - 1 else None

    def _streams(self, leader: Machine) -> int:
        _status, answer = self._ask(leader, "/patroni")
        return sum(1 for each in answer.get("replication", []) if each["state"] == "streaming")

    def _ask(self, machine: Machine, path: str) -> tuple[int, dict[str, Any]]:
        url = f"http://{machine.address}:{_PATRONI_PORT}{path}"
        try:
            with urllib.request.urlopen(url, timeout=_ASK_SECONDS) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, {}
        except (OSError, ValueError):
            return 0, {}

    def _start_etcd(self, machine: Machine) -> None:
        own = f"http://{machine.address}"
        peers = ",".join(f"{e.name}=http://{e.address}:{_PEER_PORT}" for e in self.machines)
        words = {
            "name": machine.name,
            "data-dir": str(machine.folder / "etcd"),
            "listen-client-urls": f"{own}:{_ETCD_PORT}",
            "advertise-client-urls": f"{own}:{_ETCD_PORT}",
            "listen-peer-urls": f"{own}:{_PEER_PORT}",
            "initial-advertise-peer-urls": f"{own}:{_PEER_PORT}",
            "initial-cluster": peers,
            "heartbeat-interval": "250",
            "election-timeout": "2500",
            "logger": "zap",
        }
        options = [f"--{name}={value}" for name, value in words.items()]
        machine.start("etcd", ["etcd", *options], user=_SYSTEM_USER)

    def _start_patroni(self, machine: Machine) -> None:
        words = ["patroni", str(machine.folder / "patroni.json")]
        machine.start("patroni", words, user=_SYSTEM_USER)

    def _patroni(self, machine: Machine) -> dict[str, Any]:
        everybody = "0.0.0.0/0"
        return {
            "scope": "zuoxi",
            "name": machine.name,
            "restapi": {
                "listen": f"{machine.address}:{_PATRONI_PORT}",
                "connect_address": f"{machine.address}:{_PATRONI_PORT}",
            },
            "etcd3": {"hosts": [f"{each.address}:{_ETCD_PORT}" for each in self.machines]},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL,
                    "loop_wait": LOOP_WAIT,
                    "retry_timeout": RETRY_TIMEOUT,
                    "maximum_lag_on_failover": 1_048_576,
                    "synchronous_mode": True,
                    "postgresql": {"use_pg_rewind": True, "parameters": _PARAMETERS},
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
                "users": {USER: {"password": PASSWORD, "options": ["createdb"]}},
            },
            "postgresql": {
                "listen": f"{machine.address}:5432",
                "connect_address": f"{machine.address}:5432",
                "data_dir": str(machine.folder / "postgres" / "data"),
                "bin_dir": str(_BINARIES),
                "pgpass": str(machine.folder / "postgres" / "pgpass"),
                "authentication": {
                    "superuser": {"username": _SUPERUSER, "password": PASSWORD},
                    "replication": {"username": _REPLICATOR, "password": PASSWORD},
                },
                "parameters": {"unix_socket_directories": str(machine.folder / "postgres")},
                "pg_hba": [
                    "local all all peer",
                    f"host all all {everybody} scram-sha-256",
                    f"host replication {_REPLICATOR} {everybody} scram-sha-256",
                ],
            },
        }


def address_of(machine: Machine, *, name: str = NAME) -> str:
    """Return the address of one member's database for an onlooker."""
    return f"postgresql://{USER}:{PASSWORD}@{machine.address}:5432/{name}?connect_timeout=5"


def require_programs() -> None:
    """Raise NotPossibleHere unless the programs of the members are installed."""
    wanted = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy"}
    missing = [package for program, package in wanted.items() if shutil.which(program) is None]
    if not (_BINARIES / "postgres").exists():
        missing.append("postgresql-15")
    if missing:
        raise NotPossibleHere(f"Install from Debian 12: apt-get install {' '.join(missing)}")


_FINE = {"running", "streaming"}
_PARAMETERS = {
    "max_connections": 100,
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "hot_standby": "on",
    "wal_keep_size": "512MB",
    "synchronous_commit": "on",
    # A connection to a primary that has vanished holds its locks for no longer than this.
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
}


def _wait(found: Callable[[], Machine | bool | None], what: str) -> Machine:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        machine = found()
        if isinstance(machine, Machine):
            return machine
        time.sleep(0.25)
    raise RuntimeError(f"There was no sign of {what} within {_PATIENCE:.0f} s.")

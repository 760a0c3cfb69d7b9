"""Two web nodes, each with a HAProxy of its own to the primary, pages, live updates, a worker."""

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.failover.members import NAME, PASSWORD, USER
from bench.failover.network import Machine

WEB_PORT, LIVE_PORT = 8000, 8001
_PATIENCE = 180.0
_FIRST_CHECKS = 5.0
_ROOT = Path(__file__).resolve().parents[2]
_BALANCER = """\
global
    maxconn 500
defaults
    mode tcp
    timeout connect 3s
    timeout client 1h
    timeout server 1h
    timeout check 2s
listen primary
    bind 127.0.0.1:5432
    option httpchk
    http-check send meth GET uri /primary
    http-check expect status 200
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
"""


@dataclass
class Nodes:
    """What people and programs speak to."""

    machines: Sequence[Machine]
    members: Sequence[Machine]

    def start(self) -> None:
        """Make the database's schema and demo data, and start everything on both nodes."""
        for each in self.machines:
            path = each.folder / "haproxy.cfg"
            servers = [
                f"    server {m.name} {m.address}:5432 check port 8008" for m in self.members
            ]
            path.write_text(_BALANCER + "\n".join(servers) + "\n")
            each.start("haproxy", ["haproxy", "-db", "-f", str(path)])
        # A balancer holds every server for the primary until it has asked it.
        time.sleep(_FIRST_CHECKS)
        self._prepare(self.machines[0])
        for each in self.machines:
            for name, words in _PARTS.items():
                each.start(name, [sys.executable, *words], env=_env(each))
        self.wait_until_well()

    def wait_until_well(self) -> None:
        """Wait until pages and live updates of every node have the database."""
        deadline = time.monotonic() + _PATIENCE
        waiting = [url for each in self.machines for url in _signs(each)]
        while waiting:
            waiting = [url for url in waiting if not _is_well(url)]
            if time.monotonic() > deadline:
                raise RuntimeError(f"{waiting[0]} is not well after {_PATIENCE:.0f} s.")
            time.sleep(0.1)

    def ended(self) -> list[str]:
        """Return the processes that have ended, which none of them should."""
        return [f"{each.name} {name}" for each in self.machines for name in each.ended()]

    def _prepare(self, machine: Machine) -> None:
        machine.start("prepare", [sys.executable, "-m", "bench.failover.seed"], env=_env(machine))
        process = machine.processes.pop("prepare")
        if process.wait(_PATIENCE):
            text = (machine.folder / "prepare.log").read_text(errors="replace")
            raise RuntimeError(f"The database could not be filled: {text[-2000:]}")


_PARTS = {
    "web": ["-m", "zuoxi.config.cli", "serve", "--only", "web"],
    "live": ["-m", "zuoxi.config.cli", "serve", "--only", "live"],
    "worker": ["-m", "zuoxi.config.cli", "worker"],
}


def _env(machine: Machine) -> dict[str, str]:
    return {
        "PYTHONPATH": f"{_ROOT / 'src'}:{_ROOT}",
        "DATABASE_URL": f"postgresql://{USER}:{PASSWORD}@127.0.0.1:5432/{NAME}",
        "ZUOXI_DATA_DIR": str(machine.folder / "data"),
        "ZUOXI_SECRET_KEY": "failover-" * 6,
        "ZUOXI_HOST": machine.address,
        "ZUOXI_ALLOWED_HOSTS": machine.address,
        "ZUOXI_PORT": str(WEB_PORT),
        "ZUOXI_LIVE_PORT": str(LIVE_PORT),
        "ZUOXI_DEMO": "1",
    }


def _signs(machine: Machine) -> list[str]:
    return [
        f"http://{machine.address}:{WEB_PORT}/readyz",
        f"http://{machine.address}:{LIVE_PORT}/healthz",
    ]


def _is_well(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False

"""One run: build, write without a pause, strike, wait until all is whole, compare, remove."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.failover import proof
from bench.failover.faults import FAULTS, Fault
from bench.failover.ledger import Clients, Ledger
from bench.failover.members import Members, require_programs
from bench.failover.network import inside, machines
from bench.failover.nodes import Nodes

MEMBERS, NODES, LOAD = ("db1", "db2", "db3"), ("web1", "web2"), "load"
CLIENTS = 4
_QUIET = 6.0


@dataclass(frozen=True)
class Struck:
    """What one fault did. Seconds: without a write; until nodes and members were whole again."""

    name: str
    primary: str
    after: str
    without_write: float
    until_well: float
    until_whole: float


@dataclass
class Outcome:
    """All that a run has seen."""

    ledger: Ledger = field(default_factory=Ledger)
    struck: list[Struck] = field(default_factory=list)
    proofs: list[proof.Proof] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    workers: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost, doubled or refused, and no process of ours has ended."""
        return (
            all(each.is_sound for each in self.proofs)
            and not self.ledger.refusals
            and not self.ended
            and self.workers == len(NODES)
        )


def run(rounds: int, *, tell: Callable[[str], None]) -> Outcome:
    """Run every fault ``rounds`` times; raise NotPossibleHere where the machine lacks something."""
    require_programs()
    outcome = Outcome()
    folder = Path(tempfile.mkdtemp(prefix="zxfo-"))
    folder.chmod(0o755)
    with machines(folder, [*MEMBERS, *NODES, LOAD]) as found, inside(found[LOAD]):
        members = Members([found[name] for name in MEMBERS])
        nodes = Nodes([found[name] for name in NODES], members.machines)
        members.start()
        tell("The members stream.")
        nodes.start()
        tell("The nodes are ready.")
        try:
            with Clients(outcome.ledger, [each.address for each in nodes.machines], CLIENTS):
                time.sleep(_QUIET)
                for _round in range(rounds):
                    for fault in FAULTS:
                        outcome.struck.append(_strike(fault, members, nodes, outcome.ledger))
                        tell(_sentence(outcome.struck[-1]))
            outcome.proofs = proof.prove(outcome.ledger, members.machines)
            outcome.workers = proof.living_workers(members.wait_until_whole())
            outcome.ended = nodes.ended()
        finally:
            _keep_logs(folder)
    return outcome


def _strike(fault: Fault, members: Members, nodes: Nodes, ledger: Ledger) -> Struck:
    primary = members.wait_until_whole()
    began = time.monotonic()
    fault.strike(members, primary)
    members.wait_for_another(primary)
    time.sleep(_QUIET)
    nodes.wait_until_well()
    well = time.monotonic() - began
    fault.recover(members, primary)
    after = members.wait_until_whole()
    whole = time.monotonic() - began
    time.sleep(_QUIET)
    pause = ledger.longest_pause(began, time.monotonic())
    return Struck(fault.name, primary.name, after.name, pause, well, whole)


def _sentence(struck: Struck) -> str:
    return (
        f"{struck.name}: {struck.primary} → {struck.after}, {struck.without_write:.1f} s without a"
        f" write, well after {struck.until_well:.1f} s, whole after {struck.until_whole:.1f} s"
    )


def _keep_logs(folder: Path) -> None:
    """Keep what every process has said, for whoever asks why."""
    kept = Path(".cache/bench-failover")
    kept.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*/*.log"):
        (kept / f"{log.parent.name}-{log.name}").write_bytes(log.read_bytes())

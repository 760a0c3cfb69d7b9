"""One run: people at work, faults in between, and the judgement."""

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.faults import injecting, volumes
from bench.faults.calling import Caller, Line
from bench.faults.household import Household, free_ports
from bench.faults.injecting import Fault, Scene
from bench.faults.ledger import Ledger
from bench.faults.people import Person
from bench.faults.relay import Relay
from bench.faults.seeding import World

# Within so many seconds the system must serve again, and its worker must be at work.
SERVE_SECONDS, WORKER_SECONDS = 60.0, 60.0
_PATIENCE = 180.0
# Jobs of a killed worker are taken up by another after a minute of silence, and bulk operations
# that nobody goes on with a minute later.
_JOBS_SECONDS = 300.0
_POLL_SECONDS = 0.25
_CALM_SECONDS = 3.0

_JOBS_LEFT = """
SELECT (SELECT count(*) FROM dispatching_bulk WHERE finished_at IS NULL)
     + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name NOT IN
            (SELECT task_name FROM procrastinate_periodic_defers))
     + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name NOT IN
            (SELECT task_name FROM procrastinate_periodic_defers))
"""


@dataclass(frozen=True)
class Wanted:
    """What a run is to do."""

    writes: int
    kills: int
    minutes: float
    seed: int
    clients: int
    only: Sequence[str] = ()


@dataclass
class Wound:
    """One injected fault, and the seconds until a write and the worker were back; None: never."""

    name: str
    at: float
    is_kill: bool
    served: float | None = None
    worked: float | None = None

    @property
    def is_slow(self) -> bool:
        """Whether the system was longer away than it may be."""
        return (
            self.served is None
            or self.served > SERVE_SECONDS
            or self.worked is None
            or self.worked > WORKER_SECONDS
        )


@dataclass
class Result:
    """What a run has found."""

    wanted: Wanted
    seconds: float = 0.0
    done: dict[str, int] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    unanswered: dict[str, int] = field(default_factory=dict)
    repeats: int = 0
    wounds: list[Wound] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    verdicts: list[dict[str, str]] = field(default_factory=list)
    machine: str = ""
    load: str = ""

    @property
    def acknowledged(self) -> int:
        """How many writes were acknowledged."""
        return sum(self.done.values())

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return sum(each.is_kill for each in self.wounds)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found that must not be."""
        wrong = any(each["kind"] == "problem" for each in self.verdicts)
        return not (wrong or self.broken or any(each.is_slow for each in self.wounds))


def run(wanted: Wanted, tell: Callable[[str], None]) -> Result:
    """Do everything in a new folder, which is removed again unless something was found."""
    folder = Path(tempfile.mkdtemp(prefix="zuoxi-faults-"))
    # The system user of the database server passes through.
    folder.chmod(0o711)
    result = Result(wanted, load=f"{os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        (folder / "data").mkdir()
        obstacle = stack.enter_context(volumes.small_disk(folder / "data", wanted.writes))
        result.left_out = injecting.obstacles(obstacle)
        _run(result, folder, tell)
    if result.is_sound:
        shutil.rmtree(folder)
    else:
        tell(f"The ledger and the logs are kept in {folder}.")
    return result


def _run(result: Result, folder: Path, tell: Callable[[str], None]) -> None:
    wanted = result.wanted
    house = Household(folder / "data", folder / "zuoxi.log", free_ports())
    ledger = Ledger(folder / "ledger.tsv")
    prefix = f"f{wanted.seed}"
    try:
        world = World(**json.loads(house.run("bench.faults.seeding")))
        tell("The demo's data are there.")
        house.start()
        injecting.until_answering(house)
        tell("Zuoxi serves.")
        _work(result, _Stage(house, ledger, world, prefix), tell)
        tell(f"{ledger.acknowledged} writes were acknowledged; waiting for the jobs.")
        _wait_for_jobs(house)
        result.verdicts = json.loads(
            house.run("bench.faults.judging", str(ledger.path), prefix, *_ran(result))
        )
    finally:
        ledger.close()
        house.close()
        shutil.copy(folder / "data" / "postgres" / "server.log", folder)
        result.restarts = dict(house.restarts)


@dataclass(frozen=True)
class _Stage:
    house: Household
    ledger: Ledger
    world: World
    prefix: str


def _work(result: Result, stage: _Stage, tell: Callable[[str], None]) -> None:
    import asyncio  # noqa: PLC0415 - for the relay alone

    house, ledger, wanted = stage.house, stage.ledger, result.wanted
    front = Relay(lambda: asyncio.open_connection("127.0.0.1", house.port))
    started = time.monotonic()
    try:
        with _people_at_work(stage, wanted, front.port, result.broken):
            scene = Scene(house, front, Random(wanted.seed), tell)
            for place, fault in enumerate(plan := planned(wanted, result.left_out), 1):
                _until(ledger, wanted, started, place / (len(plan) + 1))
                try:
                    result.wounds.append(_wound(fault, scene, ledger, started))
                except (RuntimeError, OSError, LookupError) as error:
                    # Told in the report; what is broken by it is seen by the next faults too.
                    result.broken.append(f"{fault.name} could not be injected: {error!r}")
            _until(ledger, wanted, started, 1.0)
    finally:
        result.seconds = time.monotonic() - started
        front.close()
    result.done, result.refusals = dict(ledger.done), dict(ledger.refusals)
    result.unanswered, result.repeats = dict(ledger.unanswered), ledger.repeats


def planned(wanted: Wanted, left_out: dict[str, str]) -> list[Fault]:
    """Return the faults in their order: each once, the first kill of a worker first, then kills.

    What a killed worker leaves behind is taken up after minutes, which then pass beside the rest.
    """
    random = Random(wanted.seed)
    found = [
        each
        for each in injecting.FAULTS
        if each.name not in left_out and (not wanted.only or each.name in wanted.only)
    ]
    first, rest = found[:1], found[1:]
    kills = [each for each in found if each.is_kill]
    missing = max(0, wanted.kills - len(kills)) if kills else 0
    rest += [random.choice(kills) for _each in range(missing)]
    random.shuffle(rest)
    return first + rest


def _until(ledger: Ledger, wanted: Wanted, started: float, share: float) -> None:
    """Wait until so much of the writes, or of the time, is done."""
    time.sleep(_CALM_SECONDS)
    while ledger.acknowledged < wanted.writes * share:
        if time.monotonic() - started > wanted.minutes * 60 * share:
            return
        time.sleep(_POLL_SECONDS)


def _wound(fault: Fault, scene: Scene, ledger: Ledger, started: float) -> Wound:
    scene.tell(f"{fault.name}: {fault.does}")
    wound = Wound(fault.name, time.monotonic() - started, fault.is_kill)
    moment = fault.break_(scene)
    wound.served = ledger.wait_for_call_begun_after(moment, _PATIENCE)
    while time.monotonic() - moment < _PATIENCE:
        # The heartbeat is of after the moment.
        since = time.monotonic() - moment
        if scene.house.answers() and scene.house.last_heartbeat_age() < since:
            wound.worked = since
            break
        time.sleep(_POLL_SECONDS)
    scene.tell(f"{fault.name}: a write after {_s(wound.served)}, whole after {_s(wound.worked)}")
    return wound


def _s(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f} s"


@contextmanager
def _people_at_work(stage: _Stage, wanted: Wanted, port: int, broken: list[str]) -> Iterator[None]:
    stop = threading.Event()

    def work(place: int) -> None:
        try:
            person = Person(
                Caller(Line(port, stage.world.tokens), stage.ledger, stop),
                stage.world,
                # Nobody else corrects them.
                stage.world.customers[place :: wanted.clients],
                f"{stage.prefix}-{place}",
                Random(f"{wanted.seed} {place}"),
            )
            person.work(stop)
        except Exception as error:  # noqa: BLE001 - told in the report
            broken.append(f"client {place} ended: {error!r}")

    threads = [threading.Thread(target=work, args=(place,)) for place in range(wanted.clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _wait_for_jobs(house: Household) -> None:
    deadline = time.monotonic() + _JOBS_SECONDS
    while house.ask(_JOBS_LEFT) != 0 and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def _ran(result: Result) -> list[str]:
    return sorted({each.name for each in result.wounds})

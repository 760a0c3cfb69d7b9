"""Zuoxi and the others under the same load, by turns."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from bench import hot, serving, writes
from bench.peers.driving import Figure, drive
from bench.peers.helpdesk import Helpdesk
from bench.peers.tracker import Roundup
from bench.reporting import contents, machine
from zuoxi.workorders.models import WorkOrder

OURS = "Zuoxi"
_WORDS = ("停电", "跳闸", "宽带", "路灯", "电表")
_ACTIONS = ("create", "transition", "list", "search")
_HEAD = """# Beside other trackers

Made by `bin/bench peers`;
[how to run and read it](../guide/performance.md#beside-other-trackers).
"""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Where the others are installed, how many clients call at once, and for how long."""

    folder: Path
    clients: int
    rounds: int
    seconds: int


@dataclass
class Rounds:
    """The figures of each round by system and by what was done."""

    found: dict[str, dict[str, list[Figure]]] = field(default_factory=dict)

    def add(self, system: str, action: str, figure: Figure) -> None:
        """Keep one figure."""
        self.found.setdefault(system, {}).setdefault(action, []).append(figure)

    def middle(self, system: str, action: str) -> Figure:
        """Return the round whose rate is the median."""
        rounds = self.found[system][action]
        wanted = median(each.per_second for each in rounds)
        return min(rounds, key=lambda each: abs(each.per_second - wanted))


def measure(plan: Plan, tell: Tell) -> Rounds:
    """Give the others as many tickets as there are orders, and measure all in turn."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    titles = plan.folder / "titles.json"
    said = list(WorkOrder.objects.order_by("pk").values_list("description", flat=True))
    titles.write_text(json.dumps(said), encoding="utf-8")
    others = [kind(plan.folder.resolve(), titles, len(said)) for kind in (Helpdesk, Roundup)]
    tell(f"{len(said):,} tickets in each of the others.")
    found = Rounds()
    with ExitStack() as stack:
        zuoxi = stack.enter_context(serving.server())
        calls = {
            each.name: each.calls(stack.enter_context(each.serving()).port, _WORDS)
            for each in others
        }
        for number in range(plan.rounds):
            _ours(found, zuoxi, plan)
            for name, made in calls.items():
                for action in _ACTIONS:
                    found.add(name, action, drive(made[action], plan.clients, plan.seconds))
            tell(f"Round {number + 1} of {plan.rounds}.")
    return found


def _ours(found: Rounds, zuoxi: serving.Served, plan: Plan) -> None:
    read = hot.alone(zuoxi, plan.clients, plan.seconds)
    for action in ("list", "search"):
        rate = read[action]
        found.add(OURS, action, Figure(rate.per_second, rate.p50, rate.p95))
    times = writes.alone(zuoxi, plan.clients, plan.seconds).times
    created = times.pop("create")
    found.add(OURS, "create", Figure.of(created, plan.clients))
    moves = [each for step in times.values() for each in step]
    found.add(OURS, "transition", Figure.of(moves, plan.clients))


def lines(plan: Plan, found: Rounds, at: datetime) -> Iterator[str]:
    """Yield the lines of the report."""
    yield _HEAD
    yield f"Measured {at:%Y-%m-%d} on {machine()}."
    yield f"In Zuoxi's database: {contents()}; as many tickets in each of the others."
    yield ""
    yield (
        f"{plan.clients} clients at once, the median of {plan.rounds} rounds of {plan.seconds} "
        "seconds; the systems take turns. *Times* is Zuoxi's rate in the best one's of the others."
    )
    yield ""
    systems = [OURS, *(each for each in found.found if each != OURS)]
    yield "| action |" + "".join(f" {each}/s | p50 | p95 |" for each in systems) + " times |"
    yield "|---" * (2 + 3 * len(systems)) + "|"
    for action in _ACTIONS:
        figures = [found.middle(each, action) for each in systems]
        cells = "".join(f" {e.per_second:.1f} | {e.p50:.1f} | {e.p95:.1f} |" for e in figures)
        yield f"| {action} |{cells} {_times(figures):.1f} |"


def _times(figures: Sequence[Figure]) -> float:
    ours, *others = (each.per_second for each in figures)
    return ours / max(others)

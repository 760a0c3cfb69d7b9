"""Replaying all facts and advancing one by one agree: for as many generated histories as wanted.

    python -m zuoxi.clocks.tests.agreement 100000 20261123

The numbers are how many, and the seed. Ends with 1 at the first history that disagrees, and names
its seed.
"""

import sys
from datetime import timedelta
from random import Random

from zuoxi.clocks.replay import ClockState, advance, at, replay
from zuoxi.clocks.segments import segments
from zuoxi.clocks.tests.histories import CALENDARS, a_history, a_promise


def disagreement(seed: int) -> str:
    """Return how the ways to one state differ for a history, empty if they do not."""
    random = Random(seed)
    promise, facts, calendar = a_promise(random), a_history(random), random.choice(CALENDARS)
    until = max(each.at for each in facts) + timedelta(minutes=random.randint(0, 40 * 1440))
    whole = replay(promise, facts, calendar, until)
    if wrong := _in_order(whole, facts, calendar, until):
        return wrong
    shuffled = random.sample(facts, len(facts))
    if replay(promise, [*shuffled, facts[0]], calendar, until) != whole:
        return "another order"
    return _one_by_one(whole, shuffled, calendar, until, "late facts")


def _in_order(whole: ClockState, facts, calendar, until) -> str:
    """Advance, and hold each step against a replay of as many facts."""
    state = replay(whole.promise, facts[:1], calendar, facts[0].at)
    for number, fact in enumerate(facts[1:], start=2):
        before, state = state, advance(state, fact)
        if number % 5 == 0 and state != replay(
            whole.promise, facts[:number], calendar, facts[0].at
        ):
            return f"after {number} facts"
        if before.breached_at is not None and state.breached_at is None:
            return f"a breach undone by fact {number}"
        if len(state.course.breaches) < len(before.course.breaches):
            return f"a breach forgotten by fact {number}"
    seen = at(state, until)
    if seen != whole or segments(seen) != segments(whole):
        return "at the end"
    return ""


def _one_by_one(whole: ClockState, facts, calendar, until, name: str) -> str:
    state = replay(whole.promise, (), calendar, facts[0].at)
    for fact in facts:
        state = advance(state, fact)
    return "" if at(state, until) == whole else name


def main() -> int:
    """Check so many histories from a seed on."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    for number in range(seed, seed + count):
        if wrong := disagreement(number):
            print(f"seed {number}: {wrong}")  # noqa: T201 - the result of a command
            return 1
    print(f"{count} histories agree")  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    sys.exit(main())

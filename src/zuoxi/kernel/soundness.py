"""What must hold of stored rows and no constraint can say; `zuoxi doctor` asks each rule.

Packages state their rules in their own ``soundness.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Offenders = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """A sentence, and what names the rows of which it does not hold, lazily and in no order."""

    sentence: str
    offenders: Offenders


_rules: list[Rule] = []


def rule(sentence: str) -> Callable[[Offenders], Offenders]:
    """State a rule; the function under it names what breaks it."""

    def state(offenders: Offenders) -> Offenders:
        _rules.append(Rule(sentence, offenders))
        return offenders

    return state


def rules() -> list[Rule]:
    """Return all rules, those of lower packages first."""
    return list(_rules)

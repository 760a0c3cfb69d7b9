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


@dataclass(frozen=True)
class Concern:
    """Something that wants a person's attention before it becomes a problem."""

    about: str
    sentences: Offenders


_rules: list[Rule] = []
_warnings: list[Concern] = []


def rule(sentence: str) -> Callable[[Offenders], Offenders]:
    """State a rule; the function under it names what breaks it."""

    def state(offenders: Offenders) -> Offenders:
        _rules.append(Rule(sentence, offenders))
        return offenders

    return state


def rules() -> list[Rule]:
    """Return all rules, those of lower packages first."""
    return list(_rules)


def warning(about: str) -> Callable[[Offenders], Offenders]:
    """State what is to be watched; the function under it gives a sentence for each concern."""

    def state(sentences: Offenders) -> Offenders:
        _warnings.append(Concern(about, sentences))
        return sentences

    return state


def warnings() -> list[Concern]:
    """Return all that is watched, that of lower packages first."""
    return list(_warnings)

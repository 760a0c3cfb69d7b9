"""Rules of a set of limits, and which of them answers for a case. Pure Python.

Of the rules that match, the most specific one answers. Dimensions are compared in the order of
``DIMENSIONS``: a rule that names the grade beats every rule for any grade, then the request type
decides, then the handling unit, then the region class. What is urgent stays urgent by that,
whatever it is about; a rule of a unit cannot slow it down without naming the grade.

Two matching rules that name the same dimensions name the same values: they are the same rule. That
is why a set of limits has each combination once, and an answer is never a matter of chance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from zuoxi.calendars.counting import Term
from zuoxi.clocks.facts import Milestone


class Since(StrEnum):
    """The event that a limit counts from."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    FINISHED = "finished"
    REPLIED = "replied"


class Pause(StrEnum):
    """A reason for which a limit does not run for a while."""

    APPOINTMENT = "appointment"
    CUSTOMER = "customer"
    PARTS = "parts"
    SUSPENDED = "suspended"
    FORCE_MAJEURE = "force_majeure"


class Evidence(StrEnum):
    """What stands behind a figure."""

    LAW = "law"
    SECONDARY = "secondary"
    GENERAL = "general"
    DEFAULT = "default"
    AGREED = "agreed"


# The milestone that brings an event about; nothing has to happen in time for a receipt.
REACHED_BY: Mapping[Since, Milestone] = {
    Since.DISPATCHED: Milestone.DISPATCH,
    Since.ACCEPTED: Milestone.ACCEPT,
    Since.ARRIVED: Milestone.ARRIVE,
    Since.FINISHED: Milestone.FINISH,
    Since.REPLIED: Milestone.REPLY,
}
_BEFORE = (Since.RECEIVED, Since.DISPATCHED, Since.ACCEPTED, Since.ARRIVED, Since.FINISHED)
# What each milestone may count from: only what comes before it, so that no limit waits for itself.
MAY_COUNT_FROM: Mapping[Milestone, tuple[Since, ...]] = {
    Milestone.DISPATCH: _BEFORE[:1],
    Milestone.ACCEPT: _BEFORE[:2],
    Milestone.CONTACT: _BEFORE[:3],
    Milestone.ARRIVE: _BEFORE[:3],
    Milestone.FINISH: _BEFORE[:4],
    Milestone.REPLY: _BEFORE,
    Milestone.CALLBACK: (*_BEFORE, Since.REPLIED),
}
# A department's time runs from the offer, not from its signing: who does not sign gains nothing.
USUALLY_FROM: Mapping[Milestone, Since] = dict.fromkeys(Milestone, Since.RECEIVED) | {
    Milestone.ACCEPT: Since.DISPATCHED,
    Milestone.CALLBACK: Since.REPLIED,
}

DIMENSIONS = ("grade", "request_type", "unit_id", "region")


@dataclass(frozen=True)
class Limit:
    """A term, the event it counts from, and when it does not run.

    Without evidence of its own a figure has that of its rule.
    """

    term: Term
    since: Since
    pauses: tuple[Pause, ...] = ()
    evidence: Evidence | None = None
    source: str = ""


@dataclass(frozen=True)
class Case:
    """What a limit is asked for; None where it is not known (yet).

    Without a unit it is asked what the centre itself owes, such as the dispatch.
    """

    centre_id: int
    grade: str | None = None
    request_type: str | None = None
    unit_id: int | None = None
    region: str | None = None


@dataclass(frozen=True)
class Rule:
    """The limits of all cases with these values; None stands for any.

    ``is_interim``: the reply is a first one, the matter is finished after it.
    """

    grade: str | None = None
    request_type: str | None = None
    unit_id: int | None = None
    region: str | None = None
    limits: Mapping[Milestone, Limit] = field(default_factory=dict)
    evidence: Evidence = Evidence.AGREED
    source: str = ""
    note: str = ""
    is_interim: bool = False
    pk: int = field(default=0, compare=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes a rule the same one in two versions."""
        return tuple(getattr(self, each) for each in DIMENSIONS)

    @property
    def named(self) -> tuple[str, ...]:
        """The dimensions that the rule names, in their order."""
        return tuple(each for each in DIMENSIONS if getattr(self, each) is not None)

    def matches(self, case: Case) -> bool:
        """Tell whether the rule holds for a case."""
        return all(getattr(self, each) in {None, getattr(case, each)} for each in DIMENSIONS)


@dataclass(frozen=True)
class Choice:
    """The rule that answers, and those that it beats, the next best first."""

    rule: Rule
    beaten: tuple[Rule, ...]


@dataclass(frozen=True)
class Difference:
    """What two versions say differently; either side may be missing."""

    old: Rule | None
    new: Rule | None
    milestones: tuple[Milestone, ...]


def choose(rules: Iterable[Rule], case: Case) -> Choice | None:
    """Return the rule that answers for a case, None where none matches."""
    found = sorted((each for each in rules if each.matches(case)), key=_rank, reverse=True)
    return Choice(found[0], tuple(found[1:])) if found else None


def ordered(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules as they are asked: those that name more of the first dimensions come first."""
    return sorted(rules, key=_rank, reverse=True)


def binding(rules: Iterable[Rule], unit_id: int) -> dict[tuple[object, ...], Rule]:
    """Return the rules that can answer for orders of a unit, by what they name."""
    return {each.key: each for each in rules if each.unit_id in {None, unit_id}}


def differences(old: Iterable[Rule], new: Iterable[Rule]) -> list[Difference]:
    """Return what was added, taken out and changed between two sets of rules."""
    before, after = {each.key: each for each in old}, {each.key: each for each in new}
    found = [_difference(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    return [each for each in found if each is not None]


def _difference(old: Rule | None, new: Rule | None) -> Difference | None:
    if old == new:
        return None
    was, now = old.limits if old else {}, new.limits if new else {}
    return Difference(old, new, tuple(each for each in Milestone if was.get(each) != now.get(each)))


def _rank(rule: Rule) -> tuple[bool, ...]:
    return tuple(getattr(rule, each) is not None for each in DIMENSIONS)

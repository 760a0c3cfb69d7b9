"""The interpreter of lifecycles: states and transitions are data, this reads them. Pure Python.

A lifecycle is a named, versioned table. Buttons, API, flow chart, permission matrix, reference
pages and test cases are generated from it; an order keeps the version it was born with.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class InputKind(StrEnum):
    """How an input of a transition is typed and shown."""

    WORK_AREA = "work_area"
    TECHNICIAN = "technician"
    CODE = "code"
    TEXT = "text"
    YES_NO = "yes_no"
    ORDER = "order"


@dataclass(frozen=True)
class Input:
    """One input of a transition; ``code_list`` is set for kind CODE."""

    name: str
    kind: InputKind
    required: bool = True
    code_list: str = ""
    default: bool | None = None


@dataclass(frozen=True)
class State:
    """A node of the flow chart. ``list_name`` is the one list that shows objects in this state.

    ``column`` and ``row`` place it on the chart. Without a ``status`` the object keeps its own.
    """

    name: str
    status: str
    list_name: str
    column: int = 0
    row: int = 0


@dataclass(frozen=True)
class Transition:
    """One arrow: who may take it from where to where, with which inputs and message.

    ``beyond`` is where it leads instead once it has been taken often enough (``leads_to``).
    ``unless_bound``: it is barred while a decision binds the object to the place where it is.
    ``unless_shared``: it is barred for an object that several work on, and for a part of one.
    ``also`` are further roles that may take it.
    """

    row: str
    action: str
    sources: tuple[str, ...]
    target: str
    role: str
    message: str
    inputs: tuple[Input, ...] = ()
    beyond: str = ""
    unless_bound: bool = False
    unless_shared: bool = False
    also: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Return the roles that may take it."""
        return (self.role, *self.also)

    @property
    def targets(self) -> tuple[str, ...]:
        """Return the states it may lead to."""
        return (self.target, self.beyond) if self.beyond else (self.target,)

    def leads_to(self, *, time: int, most: int) -> str:
        """Return where it leads the ``time``-th time, if ``most`` times are enough."""
        return self.beyond if self.beyond and time >= most else self.target


class TransitionNotAllowed(Exception):
    """The table has no such arrow from the given state."""


@dataclass(frozen=True)
class Lifecycle:
    """A complete table. ``transitions`` are the actions that people are offered.

    ``corrections`` take one of them back. They are not part of the flow: no dialog offers them
    and no chart draws them. Of one name there may be several from a state, by where they lead.
    """

    version: int
    creation: Transition
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    corrections: tuple[Transition, ...] = ()

    def state(self, name: str) -> State:
        """Return the state of that name."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, State]:
        return {each.name: each for each in self.states}

    def leaving(self, state: str) -> Iterator[Transition]:
        """Yield the transitions that start at a state, in table order."""
        return (each for each in self.transitions if state in each.sources)

    def find(self, state: str, action: str) -> Transition:
        """Return the arrow for an action from a state; raise TransitionNotAllowed if none."""
        for each in self.leaving(state):
            if each.action == action:
                return each
        raise TransitionNotAllowed(f"{action} from {state}")

    def correcting(self, state: str) -> Iterator[Transition]:
        """Yield the corrections that start at a state."""
        return (each for each in self.corrections if state in each.sources)

    def find_correction(self, state: str, action: str, target: str) -> Transition:
        """Return the correction from one state to another; raise TransitionNotAllowed if none."""
        for each in self.correcting(state):
            if (each.action, each.target) == (action, target):
                return each
        raise TransitionNotAllowed(f"{action} from {state} to {target}")

    def flow(self) -> tuple[State, ...]:
        """Return the states that the transitions lead through; corrections may lead to more."""
        reached = {self.creation.target}.union(*(each.targets for each in self.transitions))
        return tuple(each for each in self.states if each.name in reached)

    def actions(self) -> list[str]:
        """Return the names of all actions after creation, each once, in table order."""
        return list(dict.fromkeys(each.action for each in self.transitions))

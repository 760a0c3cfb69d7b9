"""Facts: what has happened, in the past tense, and who wants to hear of it. Pure Python.

A package declares its facts as subclasses of :class:`Fact` in its own ``events.py``. Publishing a
fact (``kernel.actions.publish``) stores one event row and calls every reaction inside the same
transaction. ``live.py`` says which browsers are told that something changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened to one subject.

    ``data`` holds the inputs as JSON values. ``from_state``/``to_state``/``leg_id`` are filled for
    moves of a work order and empty otherwise.
    """

    KIND: ClassVar[str] = ""
    SUBJECT: ClassVar[str] = ""

    subject_id: int | None = None
    centre_id: int | None = None
    from_state: str = ""
    to_state: str = ""
    leg_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The stable dotted name under which the event row is stored."""
        return self.KIND


@dataclass(frozen=True)
class Signal:
    """What open browsers are told: names only, never content.

    ``audience`` holds scope names (``centre:1``, ``area:7``, ``user:3``); a connection receives
    the topics if it owns at least one of them. ``topics`` are names such as ``list:dispatch`` or
    ``order:20261121-00001``.
    """

    audience: frozenset[str]
    topics: frozenset[str]


FactType = TypeVar("FactType", bound=Fact)
Reaction = Callable[..., None]

_reactions: dict[type[Fact], list[Reaction]] = {}
_signals: dict[type[Fact], Callable[[Any], Signal | None]] = {}


def on(fact_type: type[Fact]) -> Callable[[Reaction], Reaction]:
    """Register ``reaction(fact, *, actor, now)``, called inside the publishing transaction."""

    def register(reaction: Reaction) -> Reaction:
        _reactions.setdefault(fact_type, []).append(reaction)
        return reaction

    return register


def live(
    fact_type: type[FactType],
) -> Callable[[Callable[[FactType], Signal | None]], Callable[[FactType], Signal | None]]:
    """Register the one function that says whom a fact concerns and which topics changed."""

    def register(
        function: Callable[[FactType], Signal | None],
    ) -> Callable[[FactType], Signal | None]:
        if fact_type in _signals:
            raise ValueError(f"{fact_type.__name__} already has a signal")
        _signals[fact_type] = function
        return function

    return register


def silent(*fact_types: type[Fact]) -> None:
    """Declare that no open page changes when these facts happen."""
    for fact_type in fact_types:
        live(fact_type)(lambda _fact: None)


def reactions_to(fact: Fact) -> list[Reaction]:
    """Return the reactions to a fact, in the order of registration."""
    return _reactions.get(type(fact), [])


def signal_of(fact: Fact) -> Signal | None:
    """Return what open browsers are told of a fact; every fact type must have decided."""
    return _signals[type(fact)](fact)


def announced_types() -> frozenset[type[Fact]]:
    """Return the fact types that decided on a signal or on silence."""
    return frozenset(_signals)

"""The registry that turns an event row into one translated sentence for people."""

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from zuoxi.kernel.events import Fact
from zuoxi.kernel.models import Event

Sentence = Callable[[Event], str]
S = TypeVar("S", bound=Sentence)

_registry: dict[str, Sentence] = {}


def sentence(*kinds: str) -> Callable[[S], S]:
    """Register the function that words events of these kinds; it may not query the database."""

    def register(function: S) -> S:
        for kind in kinds:
            if kind in _registry:
                raise ValueError(f"{kind} already has a sentence")
            _registry[kind] = function
        return function

    return register


def sentence_for(event: Event) -> str:
    """Return what happened, as one sentence in the reader's language.

    An event of a kind that this version no longer knows is still shown, by its kind.
    """
    function = _registry.get(event.kind)
    if function is None:
        return _("Event “%(kind)s”.") % {"kind": event.kind}
    return function(event)


def worded_kinds() -> frozenset[str]:
    """Return the kinds that have a sentence."""
    return frozenset(_registry)


def declared_facts() -> list[type[Fact]]:
    """Return every fact type that has been declared, for the completeness tests."""
    found: list[type[Fact]] = []
    waiting = [Fact]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.KIND:
                found.append(each)
    return sorted(found, key=lambda each: each.KIND)

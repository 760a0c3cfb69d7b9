"""What can happen to a callback. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class CallbackFact(Fact):
    """A fact about one callback; ``number`` is that of its order."""

    SUBJECT: ClassVar[str] = "callbacks.callback"

    number: str


class CallbackOpened(CallbackFact):
    """An order was completed and its customer is to be called."""

    KIND = "callbacks.opened"


class CallbackAttempted(CallbackFact):
    """Somebody called; the data say what came of it and whether that closed the callback."""

    KIND = "callbacks.attempted"


class CallbackWithdrawn(CallbackFact):
    """There is nothing to ask any more: the order is being worked on again."""

    KIND = "callbacks.withdrawn"

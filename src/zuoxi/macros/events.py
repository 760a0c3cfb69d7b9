"""What can happen to a macro. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class MacroFact(Fact):
    """A fact about one macro; ``data`` holds its name and who is offered it."""

    SUBJECT: ClassVar[str] = "macros.macro"


class MacroCreated(MacroFact):
    """Somebody keeps what is typed often under a name."""

    KIND = "macros.created"


class MacroChanged(MacroFact):
    """It says or does something else from now on, or others are offered it."""

    KIND = "macros.changed"


class MacroDeactivated(MacroFact):
    """It is offered to nobody any more, and stays for the record."""

    KIND = "macros.deactivated"


class MacroActivated(MacroFact):
    """It is offered again."""

    KIND = "macros.activated"

"""Lists of higher packages that are written as a PDF, by the same way as a sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.options import Option
from zuoxi.kernel.policies import Policy
from zuoxi.sheets.models import Export

if TYPE_CHECKING:
    from zuoxi.sheets.queries import Listed


Told = Callable[[int], None]


class Reveals(Protocol):
    """Opens the customers of a list to somebody, each with its entry in the log."""

    def __call__(self, *, actor: Actor, purpose: str, remark: str, now: datetime) -> object:
        """Refuse as a single reveal does."""


@dataclass(frozen=True)
class Printed:
    """How a list is put on paper.

    ``write`` tells how many rows are done, which ends it where nobody waits any more, and returns
    their number. Personal data stand there in full
    only where ``reveal`` has opened them to the actor.
    """

    write: Callable[[Export, Actor, Path, Told], int]
    reveal: Reveals
    may_unmask: Policy
    instant: Option[int]
    most: Option[int]


Provider = Callable[[Actor, dict[str, str]], "Listed"]

_providers: dict[str, Provider] = {}


def register(view_name: str, provider: Provider) -> None:
    """Let the list that a page of a higher package shows be asked for as a PDF."""
    _providers[view_name] = provider


def provider_of(view_name: str) -> Provider | None:
    """Return what reads the list at the address of a page, None for pages without one."""
    return _providers.get(view_name)

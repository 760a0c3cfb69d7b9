"""What can happen to a saved view. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class ViewFact(Fact):
    """A fact about one saved view; the data name it, its page and who has it."""

    SUBJECT: ClassVar[str] = "savedviews.view"


class ViewSaved(ViewFact):
    """Somebody keeps the address of a list under a name."""

    KIND = "savedviews.saved"


class ViewChanged(ViewFact):
    """A view has another name, address, or circle of readers."""

    KIND = "savedviews.changed"


class ViewDeleted(ViewFact):
    """A view is gone; the rows it showed are not touched."""

    KIND = "savedviews.deleted"


class DefaultChosen(ViewFact):
    """Somebody wants to see a view at the bare address of its list, or no longer."""

    KIND = "savedviews.default_chosen"

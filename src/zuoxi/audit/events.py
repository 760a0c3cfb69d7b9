"""What the keeping of the log and of all other rows can leave behind. Pure Python."""

from typing import ClassVar

from zuoxi.kernel.events import Fact


class TidiedUp(Fact):
    """The nightly run has removed or archived rows whose time is over.

    The data say how many of each table, and whether all that was due is gone.
    """

    KIND: ClassVar[str] = "audit.tidied_up"
    SUBJECT: ClassVar[str] = "audit.log"

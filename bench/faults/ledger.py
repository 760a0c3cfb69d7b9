"""What the scripted people asked for and were answered, as an append-only file."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# How a call ended. A call of which only the asking is written is unknown: there once, or not.
ASKED, DONE, REFUSED = "asked", "done", "refused"


@dataclass(frozen=True)
class Write:
    """One write that somebody asks for.

    ``key`` is in the row that the write makes, whatever its kind. ``number`` is the work order's or
    the customer's, as far as it is known before; ``bulk`` says that the key is shared by the rows
    of one bulk operation.
    """

    key: str
    kind: str
    number: str = ""
    bulk: bool = False

    @property
    def told(self) -> str:
        """The kind as the ledger tells it."""
        return f"bulk_{self.kind}" if self.bulk else self.kind


class Ledger:
    """A line for each call and each answer, in the file before the caller goes on.

    The lines are tab-separated: key, kind, how it ended, number, version. Nothing but counters is
    kept in memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="ascii")
        self._changed = threading.Condition()
        self._latest = 0.0
        self.done: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.repeats = 0
        self.unanswered: Counter[str] = Counter()

    @property
    def acknowledged(self) -> int:
        """How many writes have been acknowledged so far."""
        return self.done.total()

    def ask(self, *writes: Write) -> None:
        """Note what is about to be asked."""
        with self._changed:
            for write in writes:
                self._line(write, ASKED, write.number, 0)
            self._file.flush()

    def acknowledge(self, write: Write, *, number: str, version: int, began: float) -> None:
        """Note that a write was confirmed by a call that ``began`` then (monotonic seconds)."""
        with self._changed:
            self._line(write, DONE, number, version)
            self._file.flush()
            self.done[write.told] += 1
            self._latest = max(self._latest, began)
            self._changed.notify_all()

    def refuse(self, write: Write, why: str) -> None:
        """Note that a write was refused; it must not be there."""
        with self._changed:
            self._line(write, REFUSED, write.number, 0)
            self._file.flush()
            self.refusals[f"{write.told}: {why}"] += 1

    def lose(self, why: str, *, repeated: bool) -> None:
        """Count a call that was not answered, and whether it is sent again."""
        with self._changed:
            self.unanswered[why] += 1
            self.repeats += repeated

    def wait_for_call_begun_after(self, moment: float, patience: float) -> float | None:
        """Return the seconds from ``moment`` until a call that began later was acknowledged."""
        with self._changed:
            if self._changed.wait_for(lambda: self._latest > moment, patience):
                return time.monotonic() - moment
            return None

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _line(self, write: Write, how: str, number: str, version: int) -> None:
        self._file.write(f"{write.key}\t{write.told}\t{how}\t{number}\t{version}\n")

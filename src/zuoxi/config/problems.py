"""What stops Zuoxi from starting, told to the person who started it."""

import errno
import os


class StartError(Exception):
    """Zuoxi cannot start; the message is one or two plain sentences: what is wrong, what to do."""


def is_full(text: str) -> bool:
    """Say whether a program complained, in these words, about a full disk or quota."""
    return os.strerror(errno.ENOSPC) in text or os.strerror(errno.EDQUOT) in text


def disk_full(place: str) -> StartError:
    """Return the error that tells of a full disk."""
    return StartError(
        f"The disk that holds {place} is full. Free some space and start again; "
        "what was stored before is safe."
    )

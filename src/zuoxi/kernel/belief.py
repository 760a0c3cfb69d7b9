"""What a process believes for some seconds, so that not every request has to ask who calls.

``keep`` what was read, ``recall`` it with the next request. What ends a session, a token or a right
in another process counts here when the belief is too old, BELIEVED_SECONDS later at most.
"""

import time
from typing import cast

from django.core.cache import cache

BELIEVED_SECONDS = 3


def keep(name: str, value: object) -> None:
    """Believe ``value`` from now on; every ``recall`` gives a copy."""
    cache.set(name, (time.monotonic() + BELIEVED_SECONDS, value), BELIEVED_SECONDS)


def recall(name: str) -> object | None:
    """Return what was kept under the name; None if nothing was, or too long ago."""
    kept = cast("tuple[float, object] | None", cache.get(name))
    # The cache goes by the clock of the wall, which may be set back by hours.
    return kept[1] if kept and time.monotonic() < kept[0] else None


def forget(*names: str) -> None:
    """Drop what this process believes under these names."""
    cache.delete_many(names)

"""The data folder: everything that Zuoxi keeps on this machine."""

import os
from pathlib import Path
from typing import IO


def create(folder: Path) -> None:
    """Create the data folder, closed to other users.

    Root's one may be passed through, because the database server runs as a user of its own.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)


def open_lock(path: Path) -> IO[str]:
    """Open a lock file that other users cannot open, and therefore not lock."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")

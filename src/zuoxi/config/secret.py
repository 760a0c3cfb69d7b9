"""The secret key of one installation, kept in its data folder."""

import contextlib
import os
import secrets
from pathlib import Path

from zuoxi.config import data_dir as folder
from zuoxi.config.problems import StartError

_NAME = "secret.key"


def from_data_dir(data_dir: Path) -> str:
    """Return the key of this data folder; the first process to ask makes it."""
    path = data_dir / _NAME
    try:
        if not path.exists():
            _create(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StartError(
            f"The secret key {path} cannot be read or written ({error.strerror}). "
            "Check who owns the folder and whether the disk is full, or set ZUOXI_SECRET_KEY."
        ) from error


def _create(path: Path) -> None:
    """Write the key under a private name and link it: of two processes, the first one's stays."""
    folder.create(path.parent)
    draft = path.with_name(f"{_NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)

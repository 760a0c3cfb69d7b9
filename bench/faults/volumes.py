"""A small disk of its own for the data folder, which can be made full."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# A demo with its log of changes, and what one write adds to both at most.
_BASE_BYTES, _WRITE_BYTES = 2_500_000_000, 12_000
_CHUNK = 64 * 1024 * 1024
_BALLAST = "ballast"


@contextmanager
def small_disk(folder: Path, writes: int) -> Iterator[str]:
    """Mount a file as the disk of a folder; yield why it cannot be, or an empty string."""
    why = _obstacle()
    if why:
        yield why
        return
    image = folder.with_suffix(".img")
    with image.open("wb") as file:
        file.truncate(_BASE_BYTES + writes * _WRITE_BYTES)
    # Without the part that is kept for root, the disk is full for everybody at once.
    _run("mkfs.ext4", "-q", "-F", "-m", "0", str(image))
    _run("mount", "-o", "loop", str(image), str(folder))
    folder.chmod(0o711)
    try:
        yield ""
    finally:
        _run("umount", "--lazy", str(folder))
        image.unlink()


def fill(folder: Path) -> None:
    """Leave not a byte free."""
    with (folder / _BALLAST).open("ab") as file:
        size, chunk = 0, _CHUNK
        while chunk >= 1:
            try:
                os.posix_fallocate(file.fileno(), size, chunk)
            except OSError:
                chunk //= 2
            else:
                size += chunk


def free(folder: Path) -> None:
    """Take away what has filled the disk."""
    with suppress(FileNotFoundError):
        (folder / _BALLAST).unlink()


def _obstacle() -> str:
    if os.geteuid() != 0:
        return "a disk of its own can only be mounted by root"
    missing = [name for name in ("mkfs.ext4", "mount", "umount") if shutil.which(name) is None]
    return f"it needs {', '.join(missing)}" if missing else ""


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - fixed words

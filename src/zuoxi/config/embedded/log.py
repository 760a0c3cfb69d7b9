"""What the server wrote into its log before it ended."""

from pathlib import Path

from zuoxi.config.problems import is_full

_LAST_BYTES = 8192
_LAST_LINES = 20


def tells_full_disk(path: Path) -> bool:
    """Say whether the last words were about a full disk."""
    return any(is_full(line) for line in _last_lines(path))


def complaint(path: Path) -> str:
    """Return the last reason for ending that the log gives, "" for none."""
    told = [line for line in _last_lines(path) if "FATAL" in line or "PANIC" in line]
    return told[-1].partition(":  ")[2] if told else ""


def _last_lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LAST_BYTES))
            return file.read().decode(errors="replace").splitlines()[-_LAST_LINES:]
    except OSError:
        return []

"""What a backup says of itself, and the sums of its files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from zuoxi.config.problems import StartError

DUMP, FILES, KEY = "database.dump", "files", "secret.key"
_MANIFEST, _SUMS = "manifest.json", "SHA256SUMS"
_FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """Of which version and moment a backup is, and how many rows each table has."""

    zuoxi: str
    made_at: str
    migrations: list[str]
    rows: dict[str, int]
    format: int = _FORMAT


def write(folder: Path, manifest: Manifest, sums: dict[str, str]) -> None:
    """Write what describes a backup; ``sums`` are those of its files by their path in it."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n"
    (folder / _MANIFEST).write_text(text, encoding="utf-8")
    sums = sums | {_MANIFEST: hashlib.sha256(text.encode()).hexdigest()}
    lines = [f"{each}  {path}\n" for path, each in sorted(sums.items())]
    (folder / _SUMS).write_text("".join(lines), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Return what a backup says of itself; raise StartError where there is none to be read."""
    try:
        found = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StartError(
            f"{folder} is no backup that this version can read. Name the folder that "
            "`zuoxi backup` made."
        ) from error
    if found.format != _FORMAT:
        raise StartError(f"{folder} was made by a newer version of Zuoxi. Restore it with that.")
    return found


def verify(folder: Path) -> int:
    """Check each file against its sum and return how many there are; raise StartError."""
    wrong = [path for path, each in _listed(folder) if _sum_or_nothing(folder / path) != each]
    if wrong:
        raise StartError(
            f"{len(wrong)} files of the backup are missing or damaged, first {wrong[0]}. Nothing "
            "was changed. Take another copy of the backup."
        )
    return sum(1 for _each in _listed(folder))


def copy(source: Path, target: Path) -> str:
    """Copy a file for its owner alone and return its sum."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("xb") as copied:
        target.chmod(0o600)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            copied.write(chunk)
    return digest.hexdigest()


def sum_of(path: Path) -> str:
    """Return the sum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sum_or_nothing(path: Path) -> str:
    try:
        return sum_of(path)
    except OSError:
        return ""


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = (folder / _SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise StartError(f"The backup {folder} has no {_SUMS} that can be read.") from error
    for line in lines:
        digest, _space, path = line.partition("  ")
        yield path, digest

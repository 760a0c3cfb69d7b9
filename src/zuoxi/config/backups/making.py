"""Making a backup while people go on working."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from zuoxi.config import env
from zuoxi.config.backups import manifest, programs, tables
from zuoxi.config.backups.manifest import DUMP, FILES, KEY, Manifest
from zuoxi.config.problems import StartError, disk_full, is_full

Tell = Callable[[str], None]

# What has not wholly arrived belongs to no row yet.
_HALF_MADE = {".part", ".tmp"}


def make(target: Path, *, tell: Tell) -> None:
    """Write a backup into a new folder; raise StartError, and leave nothing, if that fails."""
    if target.exists():
        raise StartError(f"{target} exists already. Name a folder that does not exist yet.")
    with _folder(target) as folder:
        made_at = timezone.now()
        with _snapshot() as snapshot:
            rows = tables.counted()
            programs.dump(folder / DUMP, snapshot=snapshot)
        tell(f"Database: {sum(rows.values()):,} rows in {len(rows)} tables.")
        # A file is complete before its row is written, and stays: what the rows of the dump name
        # is there now.
        sums = {DUMP: manifest.sum_of(folder / DUMP)} | _copied(folder) | _key(folder)
        tell(f"Files: {sum(path.startswith(FILES) for path in sums):,}.")
        told = Manifest(
            zuoxi=version("zuoxi"),
            made_at=made_at.isoformat(),
            migrations=sorted(f"{app}.{name}" for app, name in _applied()),
            rows=rows,
        )
        manifest.write(folder, told, sums)


@contextmanager
def _folder(target: Path) -> Iterator[Path]:
    """Yield a private folder that gets its name at the end, or is gone."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    except OSError as error:
        raise StartError(f"{target} cannot be made: {error.strerror}.") from error
    try:
        yield folder
        os.sync()
        folder.rename(target)
    except OSError as error:
        if is_full(str(error)):
            raise disk_full(str(target.parent)) from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _snapshot() -> Iterator[str]:
    """Yield the name of a moment of the database that other connections may look at as well."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _copied(folder: Path) -> dict[str, str]:
    root = Path(settings.FILES_DIR)
    sums = {}
    for source in sorted(root.rglob("*")):
        if source.suffix in _HALF_MADE or not source.is_file():
            continue
        path = Path(FILES) / source.relative_to(root)
        try:
            sums[path.as_posix()] = manifest.copy(source, folder / path)
        except FileNotFoundError:
            # The file of a download whose time is over.
            (folder / path).unlink(missing_ok=True)
    return sums


def _key(folder: Path) -> dict[str, str]:
    values = env.read()
    if values.secret_key:
        return {}
    return {KEY: manifest.copy(values.data_dir / KEY, folder / KEY)}


def _applied() -> list[tuple[str, str]]:
    return list(MigrationRecorder(connection).applied_migrations())

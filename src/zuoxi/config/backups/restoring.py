"""Filling an empty system from a backup."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zuoxi.config import env
from zuoxi.config.backups import manifest, programs, tables
from zuoxi.config.backups.manifest import DUMP, FILES, KEY, Manifest
from zuoxi.config.problems import StartError

Tell = Callable[[str], None]


def restore(source: Path, *, tell: Tell) -> None:
    """Fill the empty database and the empty folder of files from a backup.

    Everything is checked first; raise StartError, with nothing changed, where something is wrong.
    """
    told = manifest.read(source)
    _refuse_newer(told)
    _require_empty()
    checked = manifest.verify(source)
    tell(f"The backup of {told.made_at} (Zuoxi {told.zuoxi}) is whole: {checked:,} files.")
    waiting = _files_beside(source)
    try:
        programs.load(source / DUMP)
    except StartError:
        shutil.rmtree(waiting, ignore_errors=True)
        raise
    _put_in_place(waiting)
    _take_over_key(source)
    _compare(told)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tell(f"Restored {sum(told.rows.values()):,} rows in {len(told.rows)} tables, as they were.")


def _refuse_newer(told: Manifest) -> None:
    loader = MigrationLoader(connection)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    ours = tuple(f"{app}." for app in loader.migrated_apps)
    newer = [each for each in told.migrations if each.startswith(ours) and each not in known]
    if newer:
        raise StartError(
            f"The backup was made by a newer version of Zuoxi (it has {newer[-1]}), and nothing "
            "was changed. Restore it with that version."
        )


def _require_empty() -> None:
    if tables.names():
        raise StartError(
            "The database is not empty, and nothing was changed. Restore into a new one: set "
            "DATABASE_URL to an empty database, or ZUOXI_DATA_DIR to a new folder."
        )
    root = Path(settings.FILES_DIR)
    if root.exists() and any(root.iterdir()):
        raise StartError(
            f"{root} holds files, and nothing was changed. Set ZUOXI_FILES_DIR or ZUOXI_DATA_DIR "
            "to a new folder."
        )


def _files_beside(source: Path) -> Path:
    """Copy the files to where one renaming puts them in place; nobody uses them yet."""
    root = Path(settings.FILES_DIR)
    waiting = root.with_name(f"{root.name}.restoring")
    shutil.rmtree(waiting, ignore_errors=True)
    waiting.mkdir(parents=True, mode=0o700)
    for each in (source / FILES).rglob("*"):
        if each.is_file():
            manifest.copy(each, waiting / each.relative_to(source / FILES))
    return waiting


def _put_in_place(waiting: Path) -> None:
    root = Path(settings.FILES_DIR)
    if root.exists():
        root.rmdir()
    waiting.rename(root)


def _take_over_key(source: Path) -> None:
    """Let the sessions and links of the backed-up system stay valid."""
    values = env.read()
    if values.secret_key or not (source / KEY).exists():
        return
    draft = values.data_dir / f"{KEY}.restored"
    draft.unlink(missing_ok=True)
    manifest.copy(source / KEY, draft)
    draft.replace(values.data_dir / KEY)


def _compare(told: Manifest) -> None:
    found = tables.counted()
    differing = sorted(name for name in told.rows | found if told.rows.get(name) != found.get(name))
    if differing:
        raise StartError(
            f"The restored database differs from the backup in {len(differing)} tables, first "
            f"{differing[0]}. Do not use it; restore into a new one."
        )

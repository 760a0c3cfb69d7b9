"""Whether the database is on the version of this code."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from zuoxi.calendars import actions as calendars
from zuoxi.config import locks
from zuoxi.config.problems import StartError
from zuoxi.kernel.actors import SYSTEM
from zuoxi.workorders import actions as workorders

# Marks a database that `zuoxi demo` may fill and may empty again.
_DEMO_MARK = "zuoxi demo database"
# Any number that nothing else in this database takes an advisory lock with.
_MIGRATING = 0x7A756F7869


def refuse_newer() -> None:
    """Raise StartError if a newer Zuoxi has already changed this database."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    ours = executor.loader.migrated_apps
    applied = set(executor.loader.applied_migrations)
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in ours)
    if unknown:
        raise StartError(
            f"The database was made by a newer version of Zuoxi (it has {unknown[-1]}), and "
            "nothing was changed. Start that version, or use another database."
        )


def pending() -> list[str]:
    """Return the names of the migrations that have not been applied yet."""
    return [f"{migration.app_label}.{migration.name}" for migration in _plan()]


def migrate() -> int:
    """Apply what is pending and return how much that was; refuse a newer database.

    An older version may go on serving. The code values that every installation has are loaded
    along, as far as they are missing.
    """
    refuse_newer()
    missing = len(pending())
    if missing:
        _apply_all()
        workorders.load_reference_codes(actor=SYSTEM, now=timezone.now())
        workorders.load_reference_fields(actor=SYSTEM, now=timezone.now())
        calendars.load_national_calendar(actor=SYSTEM, now=timezone.now())
    return missing


def _plan() -> list[Migration]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan]


def _apply_all() -> None:
    if is_empty():
        call_command("migrate", interactive=False, verbosity=0)
        return
    with _alone():
        for migration in _plan():
            locks.patiently(partial(_apply, migration), is_atomic=migration.atomic)


def _apply(migration: Migration) -> None:
    call_command("migrate", migration.app_label, migration.name, interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else migrate this database meanwhile; raise StartError where somebody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [_MIGRATING])
        if not cursor.fetchone()[0]:
            raise StartError("Somebody else migrates this database now. Try again when it is done.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [_MIGRATING])


def require_current() -> None:
    """Raise StartError unless the database is exactly on the version of this code."""
    refuse_newer()
    missing = pending()
    if missing:
        raise StartError(
            f"The database lacks {len(missing)} migrations. Make a backup, then run: zuoxi migrate"
        )


def is_demo() -> bool:
    """Say whether `zuoxi demo` made this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(to_regclass(%s), 'pg_class')",
            [MigrationRecorder.Migration._meta.db_table],  # noqa: SLF001 - Django's documented API
        )
        row = cursor.fetchone()
    return row is not None and row[0] == _DEMO_MARK


def mark_demo() -> None:
    """Remember, in the database itself, that it holds nothing but demo data."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{_DEMO_MARK}'")


def is_empty() -> bool:
    """Say whether nobody has an account in this database yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_user') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT FROM accounts_user)")
        return bool(cursor.fetchone()[0])


def require_demo() -> None:
    """Raise StartError if the database holds anything that is not of a demo."""
    if not (is_demo() or is_empty()):
        raise StartError(
            "This database holds data that is not of a demo, and nothing was changed. "
            "Set ZUOXI_DATA_DIR to another folder, or DATABASE_URL to an empty database."
        )


def drop_everything() -> None:
    """Empty a database that holds demo data or nothing; refuse any other one."""
    require_demo()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")

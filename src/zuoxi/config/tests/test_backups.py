"""A backup is the whole system at one moment, and what is restored from it equals it."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from zuoxi.attachments.tests.factories import add
from zuoxi.attachments.tests.samples import photo
from zuoxi.audit.tests.factories import event as log_event
from zuoxi.config import backups
from zuoxi.config.backups import programs, tables
from zuoxi.config.problems import StartError
from zuoxi.kernel import archive
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, order_in

_SUM = sql.SQL("SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path):
    """A centre with an order and a photo of it, and what the log has archived, committed."""
    settings.FILES_DIR = tmp_path / "files"
    made = Place()
    add(made, order_in(made, "in_progress"), photo())
    log_event("accounts.signed_in", at=NOW)
    assert sum(archive.move(NOW + timedelta(seconds=1))) == 1
    return made


@pytest.fixture
def empty():
    """The address of an empty database on the same server."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield address_of(name)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def address_of(database):
    known = connection.get_connection_params()
    return f"postgresql://{known['user']}@/{database}?host={quote(str(known['host']), safe='')}"


def make(folder):
    backups.make(folder, tell=lambda _line: None)
    return folder


def restore(folder, url, data_dir):
    environment = {name: value for name, value in os.environ.items() if "ZUOXI" not in name}
    return subprocess.run(
        [sys.executable, "-m", "zuoxi.config.cli", "restore", str(folder)],
        env=environment | {"DATABASE_URL": url, "ZUOXI_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def contents(connected):
    """Return a sum of all rows of each table."""
    found = {}
    for name in tables.names():
        row = connected.execute(_SUM.format(sql.Identifier(name))).fetchone()
        found[name] = row[0]
    return found


def files_in(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def test_what_is_restored_equals_what_was_backed_up(place, empty, tmp_path, settings):
    folder = make(tmp_path / "backup")

    result = restore(folder, empty, tmp_path / "other")

    assert result.returncode == 0, result.stderr
    with connection.cursor() as cursor:
        before = contents(cursor.cursor)
    with psycopg.connect(empty) as other:
        assert contents(other) == before
        with pytest.raises(psycopg.Error, match="append-only"):
            other.execute("DELETE FROM kernel_archivedevent")
    assert WorkOrder.objects.count() == 1
    assert files_in(tmp_path / "other" / "files") == files_in(settings.FILES_DIR) != {}
    assert "It can be started now." in result.stdout


def test_what_is_written_meanwhile_is_in_it_wholly_or_not_at_all(
    place, empty, tmp_path, monkeypatch
):
    dump = programs.dump

    def late(target, **options):
        with psycopg.connect(address_of(connection.settings_dict["NAME"])) as other:
            other.execute(
                "INSERT INTO drafts_draft (user_id, key, values, kept_at)"
                " SELECT min(id), 'k', '{}', now() FROM accounts_user"
            )
        dump(target, **options)

    monkeypatch.setattr(programs, "dump", late)
    folder = make(tmp_path / "backup")

    result = restore(folder, empty, tmp_path / "other")

    # The numbers of rows were taken before, the dump was made after somebody wrote.
    assert result.returncode == 0, result.stderr
    assert json.loads((folder / "manifest.json").read_text())["rows"]["drafts_draft"] == 0


@pytest.mark.parametrize("name", ["database.dump", "*.webp"])
def test_damage_is_told_and_nothing_is_changed(place, empty, tmp_path, name):
    folder = make(tmp_path / "backup")
    damaged = next(path for path in sorted(folder.rglob(name)) if path.is_file())
    damaged.write_bytes(damaged.read_bytes() + b" ")

    result = restore(folder, empty, tmp_path / "other")

    assert result.returncode == 1
    assert result.stderr.startswith("1 files of the backup are missing or damaged, first ")
    with psycopg.connect(empty) as other:
        assert other.execute("SELECT to_regclass('accounts_user')").fetchone() == (None,)
    assert not (tmp_path / "other" / "files").exists()


def test_a_system_that_is_in_use_is_not_overwritten(place, tmp_path):
    folder = make(tmp_path / "backup")

    with pytest.raises(StartError, match="The database is not empty, and nothing was changed"):
        backups.restore(folder, tell=print)


def test_a_backup_of_a_newer_version_is_refused(place, tmp_path):
    folder = make(tmp_path / "backup")
    told = json.loads((folder / "manifest.json").read_text())
    told["migrations"].append("workorders.9999_later")
    (folder / "manifest.json").write_text(json.dumps(told))

    with pytest.raises(
        StartError, match=r"newer version of Zuoxi \(it has workorders.9999_later\)"
    ):
        backups.restore(folder, tell=print)


def test_a_folder_that_exists_is_left_as_it_is(place, tmp_path):
    (tmp_path / "backup").mkdir()

    with pytest.raises(StartError, match="exists already"):
        make(tmp_path / "backup")


def test_a_backup_that_fails_leaves_nothing(place, tmp_path, monkeypatch):
    program = tmp_path / "programs" / "pg_dump"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'pg_dump: error: the connection is lost' >&2; exit 1\n")
    program.chmod(0o700)
    monkeypatch.setattr(programs, "_folder", lambda _major: program.parent)
    (tmp_path / "backups").mkdir()

    with pytest.raises(StartError, match="pg_dump failed: pg_dump: error: the connection is lost"):
        make(tmp_path / "backups" / "one")
    assert list((tmp_path / "backups").iterdir()) == []

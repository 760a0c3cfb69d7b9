"""A new migration must suit the version that serves while it runs (docs/guide/adding-things.md).

What the first release starts with is exempt: nobody runs an older version beside it.
"""

import importlib
from pathlib import Path

import pytest
from django.contrib.postgres import operations as postgres
from django.db import migrations, models

import zuoxi

PACKAGE = Path(zuoxi.__file__).parent
# The last migration of each package before this rule; what follows must keep it.
BASELINE = {
    "accounts": 2,
    "attachments": 3,
    "callbacks": 2,
    "comments": 2,
    "customers": 5,
    "dispatching": 3,
    "drafts": 1,
    "fieldwork": 2,
    "followups": 1,
    "kernel": 3,
    "macros": 1,
    "notices": 1,
    "org": 3,
    "savedviews": 2,
    "sheets": 2,
    "workorders": 17,
}
# Migrations that remove what the version before does not use any more, each with that version.
REMOVES_WHAT_IS_UNUSED_SINCE: dict[str, str] = {}

_REMOVING = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def faults_of(migration: migrations.Migration) -> list[str]:
    """Return what the version that serves could not live with, or would wait for."""
    new = {
        each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)
    }
    found = []
    for operation in _all(migration.operations):
        model = getattr(operation, "model_name", "").lower()
        if model not in new:
            found += [f"{operation.describe()}: {fault}" for fault in _faults(operation)]
        if isinstance(operation, migrations.RunPython) and migration.atomic:
            found.append("data is changed in one transaction with everything else")
    return found


def _all(operations):
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _all(operation.database_operations)
        else:
            yield operation


def _faults(operation):
    if isinstance(operation, _REMOVING):
        yield "the version that serves may use it"
    if isinstance(operation, migrations.AddField):
        yield from _faults_of_column(operation.field)
    if isinstance(operation, migrations.AlterField):
        yield "a table is checked or written anew while nobody can use it"
    if isinstance(operation, (migrations.AddIndex, migrations.RemoveIndex)) and not isinstance(
        operation, (postgres.AddIndexConcurrently, postgres.RemoveIndexConcurrently)
    ):
        yield "an index is built or removed without CONCURRENTLY"
    if isinstance(operation, migrations.AddConstraint) and not isinstance(
        operation, postgres.AddConstraintNotValid
    ):
        yield "a constraint is checked against all rows while nobody can write"


def _faults_of_column(field):
    if isinstance(field, models.ManyToManyField):
        return
    if not field.null and field.db_default is models.NOT_PROVIDED and not field.generated:
        yield "the version that serves gives no value for it, and the database has no default"
    if field.unique or field.db_index:
        yield "an index is built or removed without CONCURRENTLY"


def _new_migrations():
    for path in sorted(PACKAGE.glob("*/migrations/0*.py")):
        package = path.parent.parent.name
        if int(path.stem[:4]) > BASELINE.get(package, 0):
            yield package, path.stem


def test_the_version_that_serves_can_live_with_every_new_migration():
    faults = {}
    for package, name in _new_migrations():
        module = importlib.import_module(f"zuoxi.{package}.migrations.{name}")
        found = faults_of(module.Migration(name, package))
        if found and f"{package}.{name}" not in REMOVES_WHAT_IS_UNUSED_SINCE:
            faults[f"{package}.{name}"] = found

    assert faults == {}


INDEX = models.Index(fields=["name"], name="sample_name")
CHECK = models.CheckConstraint(condition=models.Q(name__gt=""), name="sample_named")
REFUSED = {
    "column dropped": migrations.RemoveField("sample", "name"),
    "table dropped": migrations.DeleteModel("sample"),
    "column renamed": migrations.RenameField("sample", "name", "title"),
    "table renamed": migrations.RenameModel("sample", "thing"),
    "no default": migrations.AddField("sample", "size", models.IntegerField(default=0)),
    "indexed column": migrations.AddField(
        "sample", "of", models.IntegerField(null=True, unique=True)
    ),
    "type changed": migrations.AlterField("sample", "name", models.TextField(null=True)),
    "index built": migrations.AddIndex("sample", INDEX),
    "index removed": migrations.RemoveIndex("sample", "sample_name"),
    "constraint checked": migrations.AddConstraint("sample", CHECK),
    "data changed": migrations.RunPython(migrations.RunPython.noop),
    "hidden": migrations.SeparateDatabaseAndState([migrations.DeleteModel("sample")]),
}
ALLOWED = {
    "default of the database": migrations.AddField(
        "sample", "size", models.IntegerField(db_default=0)
    ),
    "nothing in it": migrations.AddField("sample", "size", models.IntegerField(null=True)),
    "a table": migrations.CreateModel("other", [("id", models.BigAutoField(primary_key=True))]),
    "index built aside": postgres.AddIndexConcurrently("sample", INDEX),
    "index removed aside": postgres.RemoveIndexConcurrently("sample", "sample_name"),
    "constraint for new rows": postgres.AddConstraintNotValid("sample", CHECK),
    "then for all": postgres.ValidateConstraint("sample", "sample_named"),
    "only removed from the code": migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("sample", "name")]
    ),
}


def _migration(*operations, atomic=True):
    class Sample(migrations.Migration):
        pass

    made = Sample("0001_sample", "sample")
    made.operations, made.atomic = list(operations), atomic
    return made


@pytest.mark.parametrize("operation", REFUSED.values(), ids=REFUSED)
def test_what_would_disturb_is_refused(operation):
    assert len(faults_of(_migration(operation))) == 1


@pytest.mark.parametrize("operation", ALLOWED.values(), ids=ALLOWED)
def test_what_disturbs_nobody_is_allowed(operation):
    assert faults_of(_migration(operation)) == []


def test_a_table_that_is_new_has_whatever_it_needs_and_data_may_change_in_portions():
    new = migrations.CreateModel("sample", [("id", models.BigAutoField(primary_key=True))])

    assert faults_of(_migration(new, REFUSED["no default"], REFUSED["index built"])) == []
    assert faults_of(_migration(REFUSED["data changed"], atomic=False)) == []

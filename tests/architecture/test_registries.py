"""Whatever is declared is complete: facts, actions, routes, models."""

import inspect
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.contrib.django import app as worker

from zuoxi.api import site
from zuoxi.api.schemas import Input, Output
from zuoxi.audit.sentences import declared_facts, worded_kinds
from zuoxi.config import permissions
from zuoxi.kernel import actions
from zuoxi.kernel.events import announced_types
from zuoxi.kernel.retention import statements

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("fact", declared_facts(), ids=lambda fact: fact.KIND)
def test_every_fact_has_a_sentence_and_a_decision_about_open_pages(fact):
    assert fact.KIND in worded_kinds()
    assert fact in announced_types()


def test_schemas_of_the_api_have_names_of_their_own():
    # In the document one of two that share a name would describe the answers of both.
    found: dict[str, object] = {}
    twice = set()
    for schema in _all_schemas():
        described = schema.model_json_schema(mode="serialization")
        parts = described.pop("$defs", {})
        for name, part in {schema.__name__: described, **parts}.items():
            if found.setdefault(name, part) != part:
                twice.add(name)
    assert twice == set()


def _all_schemas():
    import_module("zuoxi.config.urls")
    waiting = [Input, Output]
    while waiting:
        schema = waiting.pop()
        waiting += schema.__subclasses__()
        if schema not in {Input, Output} and "[" not in schema.__name__:
            yield schema


# Rule 2 of docs/guide/start-here.md: the only writes that are no actions.
HINTS_AND_PURGES = {
    "accounts.note_token_use",
    "clocks.keep_clocks",
    "customers.index_names",
    "deliveries.enqueue",
    "dispatching.count_job",
    "dispatching.drop_old_viewings",
    "dispatching.look",
    "drafts.drop_draft",
    "drafts.keep_draft",
    "sheets.drop_unnamed_files",
    "sheets.note_export",
    "sheets.note_import",
}
WRITE = re.compile(
    r"\.(save|delete|create|update|bulk_create|update_or_create)\(|storage\.remove\("
    r'|\.execute\((?!\s*"SELECT )'
)


def plain_writes():
    """Return the functions that a package offers among its actions and that write, being none."""
    declared = {spec.function for spec in actions.registry().values()}
    for app in apps.get_app_configs():
        if not app.name.startswith("zuoxi.") or app.name == "zuoxi.kernel":
            continue
        if not (find_spec(f"{app.name}.actions")):
            continue
        module = import_module(f"{app.name}.actions")
        for name in getattr(module, "__all__", dir(module)):
            offered = getattr(module, name)
            is_own = getattr(offered, "__module__", "").startswith(module.__name__)
            if name.startswith("_") or not is_own or not inspect.isfunction(offered):
                continue
            function = inspect.unwrap(offered)
            if function not in declared and WRITE.search(inspect.getsource(function)):
                yield f"{app.label}.{name}"


def test_every_write_is_an_action_but_for_hints_and_purges():
    assert set(plain_writes()) == HINTS_AND_PURGES


@pytest.mark.parametrize("name", actions.registry())
def test_every_action_is_tested_by_name(name):
    function = actions.registry()[name].function.__name__
    tests = [*ROOT.glob("src/zuoxi/*/tests/**/*.py"), *ROOT.glob("tests/**/*.py")]

    assert any(re.search(rf"\b{function}\b", path.read_text(encoding="utf-8")) for path in tests)


@pytest.mark.parametrize("name", actions.registry())
def test_every_action_has_an_api_route_or_is_internal(name):
    spec = actions.registry()[name]
    sources = [
        *ROOT.glob("src/zuoxi/*/api.py"),
        *ROOT.glob("src/zuoxi/*/api/*.py"),
    ]
    called = any(
        re.search(rf"\bactions\.{spec.function.__name__}\(", path.read_text(encoding="utf-8"))
        or re.search(rf"\b{spec.function.__name__}\(", path.read_text(encoding="utf-8"))
        for path in sources
    )

    assert called != spec.internal


def test_every_route_declares_who_may_use_it():
    assert len(permissions.matrix()) > 20


def test_every_api_operation_says_all_its_answers():
    paths = site.openapi_document()["paths"]
    for method, path, _spec in site.operations():
        responses = paths[path][method.lower()]["responses"]
        assert any(status.startswith("2") for status in responses)


@pytest.mark.django_db
def test_what_becomes_of_the_rows_of_every_table_is_stated():
    tables = set(connection.introspection.table_names()) - {"django_migrations"}

    assert {each.table for each in statements()} == tables


@pytest.mark.parametrize("statement", statements(), ids=lambda each: each.table)
def test_what_removes_rows_exists_and_its_period_is_an_option(statement):
    if statement.due is not None:
        assert statement.option is not None
        assert statement.option.source
    jobs = {name for name in worker.tasks if not name.startswith("builtin:")}
    assert statement.job in {"", "procrastinate", *jobs}

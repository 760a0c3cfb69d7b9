"""Whatever is declared is complete: facts, actions, routes, models."""

import re
from pathlib import Path

import pytest

from zuoxi.api import site
from zuoxi.audit.sentences import declared_facts, worded_kinds
from zuoxi.config import permissions
from zuoxi.kernel import actions
from zuoxi.kernel.events import announced_types

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("fact", declared_facts(), ids=lambda fact: fact.KIND)
def test_every_fact_has_a_sentence_and_a_decision_about_open_pages(fact):
    assert fact.KIND in worded_kinds()
    assert fact in announced_types()


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

"""The rules of docs/guide/tree.md that no tool knows, as tests over the source itself."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "zuoxi"
SURFACES = (
    "views",
    "api",
    "presenters",
    "forms",
    "schemas",
    "jobs",
    "reactions",
    "queries",
    "live",
    "timeline",
    "tables",
    "middleware",
    "nav",
    "policies",
    "choices",
)
# The last three are names of other things too: they count when they are asked of rows.
WRITES = {"save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
WRITES_OF_ROWS = {"create", "update", "add"}
READS_BY_QUERIES = ("views", "api", "presenters", "forms", "schemas", "tables", "live", "timeline")
PRIVATE = ("views", "forms", "tables", "reactions", "jobs")


def modules():
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.parts)
    ]


def of_kinds(*kinds):
    """Return the modules that stand under one of these names, of each at least one."""
    found = [path for path in modules() if kind_of(path) in kinds]
    assert {kind_of(path) for path in found} == set(kinds)
    return found


def kind_of(path):
    """Return the fixed file name a module stands under: ``views/lists.py`` is a view."""
    parts = path.relative_to(PACKAGE).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path):
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", of_kinds(*SURFACES), ids=name_of)
def test_only_actions_write_rows(path):
    calls = [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            node.func.attr in WRITES
            or (node.func.attr in WRITES_OF_ROWS and is_of_rows(node.func.value))
        )
    ]

    assert not calls


def is_of_rows(value):
    """Tell whether a write is asked of ``X.objects`` or of ``rows.filter(…)``."""
    source = ast.unparse(value)
    return source.endswith(".objects") or bool(re.search(r"\.(filter|exclude|all)\(.*\)$", source))


@pytest.mark.parametrize("path", of_kinds(*READS_BY_QUERIES), ids=name_of)
def test_surfaces_read_through_queries(path):
    used = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]

    assert not used


@pytest.mark.parametrize(
    "path", [each for each in modules() if PACKAGE / "config" not in each.parents], ids=name_of
)
def test_surfaces_are_not_imported_from_other_packages(path):
    own = path.relative_to(PACKAGE).parts[0]
    foreign = [
        name
        for name in imported(path)
        if re.fullmatch(rf"zuoxi\.(?!{own}\b)\w+\.({'|'.join(PRIVATE)})(\..*)?", name)
        # The frame's own form fields are components, offered to every package.
        and not name.startswith("zuoxi.web.forms")
    ]

    assert not foreign


def imported(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_hidden_wiring(path):
    source = path.read_text(encoding="utf-8")

    assert "on_commit(" not in source
    assert "get_model(" not in source
    assert "django.dispatch" not in source
    assert "post_save" not in source


@pytest.mark.parametrize("path", of_kinds("models"), ids=name_of)
def test_models_do_not_override_save(path):
    overridden = [
        node.name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]

    assert not overridden


def migrations():
    return sorted(PACKAGE.glob("*/migrations/0*.py"))


@pytest.mark.parametrize("path", migrations(), ids=name_of)
def test_migrations_are_named_in_words_and_import_no_code_of_ours(path):
    assert re.fullmatch(r"\d{4}_[a-z][a-z_]+", path.stem)
    assert "auto" not in path.stem
    assert not [name for name in imported(path) if name.startswith("zuoxi.")]


def templates():
    return sorted(PACKAGE.rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_templates_hold_no_inline_code_and_no_hard_coded_address(path):
    source = path.read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", source)
    assert "<style" not in source
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son\w+\s*=\s*[\"']", source)
    assert "javascript:" not in source
    assert not re.search(r"(?:href|action|hx-get|hx-post)=\"/", source)


def test_files_stay_small():
    long = {
        name_of(path): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert not long


def test_every_packed_icon_is_drawn_somewhere():
    names = (PACKAGE / "web" / "icons.txt").read_text(encoding="utf-8").splitlines()[1:]
    sources = [
        path.read_text(encoding="utf-8")
        for kind in ("*.html", "*.py", "*.js")
        for path in [*PACKAGE.rglob(kind), *(ROOT / "tests").rglob(kind)]
        if "vendor" not in path.parts
    ]
    drawn = {
        name for source in sources for name in re.findall(r"(?<=[\"'#])[a-z0-9-]+(?=[\"'])", source)
    }

    assert not set(names) - drawn

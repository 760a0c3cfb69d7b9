"""The generated reference: pages under ``docs/reference/`` that cannot drift from the code.

``python -m zuoxi.config.reference`` writes them, ``--check`` fails if a committed one differs.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"


def main(arguments: Sequence[str]) -> int:
    """Write or check every page; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuoxi.config.settings")
    os.environ["ZUOXI_DATABASE"] = "none"
    import django

    django.setup()
    from django.utils.translation import override

    with override("en"):
        pages = {name: make() for name, make in _PAGES.items()}
    return _check(pages) if "--check" in arguments else _write(pages)


def _write(pages: dict[str, str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def _check(pages: dict[str, str]) -> int:
    stale = [
        name
        for name, text in pages.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    if stale:
        print(f"Out of date: {', '.join(stale)}. Run bin/reference.", file=sys.stderr)  # noqa: T201
    return 1 if stale else 0


def lifecycle_page() -> str:
    """Return the state table of work orders."""
    from zuoxi.workorders.choices import ACTION_LABELS, INPUT_LABELS, LIST_LABELS, state_label
    from zuoxi.workorders.lifecycle import CURRENT

    def inputs(names: Iterable[tuple[str, bool]]) -> str:
        return ", ".join(
            f"`{name}` {INPUT_LABELS[name]}{'' if required else ' (optional)'}"
            for name, required in names
        )

    arrows = [
        (
            each.row,
            ", ".join(f"`{source}`" for source in each.sources) or "–",
            f"`{each.action}` {ACTION_LABELS[each.action]}",
            " or ".join(f"`{target}`" for target in each.targets),
            f"`{each.role}`",
            inputs((one.name, one.required and one.default is None) for one in each.inputs) or "–",
        )
        for each in (CURRENT.creation, *CURRENT.transitions)
    ]
    corrections = [
        (
            each.row,
            ", ".join(f"`{source}`" for source in each.sources),
            f"`{each.action}`",
            f"`{each.target}`",
            ", ".join(f"`{role}`" for role in each.roles),
        )
        for each in CURRENT.corrections
    ]
    states = [
        (
            f"`{s.name}`",
            f"`{s.status}` {state_label(s)}" if s.status else "as before",
            LIST_LABELS[s.list_name],
        )
        for s in CURRENT.states
    ]
    return _page(
        "Lifecycle of work orders",
        f"Version {CURRENT.version}, for both form types. "
        "Rows are numbered as in the printed state table.",
        _table(("State", "Status", "List"), states),
        _table(("Row", "From", "Action", "To", "Role", "Inputs"), arrows),
        "Corrections are no part of the flow: they take an action back, or merge what is one "
        "matter. No dialog offers them.",
        _table(("Row", "From", "Action", "To", "Role"), corrections),
    )


def permissions_page() -> str:
    """Return every page and API route with the roles that may use it."""
    from zuoxi.accounts.choices import Role
    from zuoxi.config.permissions import matrix

    roles = [role.value for role in Role]
    rows = [
        (
            f"`{entry.name}`",
            *("✓" if role in entry.roles else "" for role in roles),
            "✓" if entry.is_public else "",
        )
        for entry in matrix()
    ]
    return _page(
        "Permission matrix",
        "A mark means that the role reaches the route at all; which rows it then sees is decided "
        "by the places at which the role is held, and which action it may take by the lifecycle.",
        _table(("Route", *roles, "not signed in"), rows),
    )


def events_page() -> str:
    """Return every fact that can be published."""
    from zuoxi.audit.sentences import declared_facts

    rows = [
        (f"`{each.KIND}`", f"`{each.__module__}.{each.__name__}`", (each.__doc__ or "").strip())
        for each in declared_facts()
    ]
    return _page(
        "Events",
        "One row of the event log per published fact.",
        _table(("Kind", "Declared as", "Meaning"), rows),
    )


def options_page() -> str:
    """Return every dated option with its shipped default and source."""
    from zuoxi.kernel.options import registry

    rows = [
        (f"`{each.key}`", each.label, f"`{each.default}`", each.source)
        for each in registry().values()
    ]
    return _page(
        "Options",
        "Limits and switches with their shipped defaults. A new value is dated and has a source.",
        _table(("Key", "What it is", "Default", "Source"), rows),
    )


def retention_page() -> str:
    """Return what becomes of the rows of every table."""
    from zuoxi.kernel.retention import statements

    rows = [
        (
            f"`{each.table}`",
            each.text,
            f"`{each.option.key}`: {each.option.default}" if each.option else "–",
            each.option.source if each.option else "–",
            f"`{each.job}`" if each.job else "–",
        )
        for each in statements()
    ]
    return _page(
        "Retention",
        "What becomes of the rows of every table. The periods are [options](options.md), in days "
        "where their name does not say otherwise: a change is dated, and what the earlier value "
        "protected stays until it takes effect. "
        "How it works: [Retention](../subsystems/retention.md).",
        _table(("Table", "What becomes of a row", "After", "Source", "Job"), rows),
    )


def openapi_file() -> str:
    """Return the OpenAPI document of the API."""
    import zuoxi.config.urls  # noqa: F401 - mounts the routers
    from zuoxi.api.site import openapi_document

    return json.dumps(openapi_document(), indent=2, ensure_ascii=False, default=str) + "\n"


def _page(title: str, *parts: str) -> str:
    note = "Generated by `bin/reference`; do not edit."
    return "\n\n".join((f"# {title}", note, *parts)) + "\n"


def _table(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    )


_PAGES: dict[str, Callable[[], str]] = {
    "lifecycle.md": lifecycle_page,
    "permissions.md": permissions_page,
    "events.md": events_page,
    "options.md": options_page,
    "retention.md": retention_page,
    "openapi.json": openapi_file,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

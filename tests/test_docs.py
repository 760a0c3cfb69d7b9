"""The documentation keeps its word: links lead somewhere, decisions are listed, calls work."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from random import Random
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.utils import timezone

from zuoxi.accounts.models import User
from zuoxi.customers.models import CustomerClass
from zuoxi.demo import accounts, customers, people
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.option_values import set_option
from zuoxi.workorders import actions as workorders
from zuoxi.workorders.choices import REVIEWER_DIFFERS, Status
from zuoxi.workorders.models import WorkOrder

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "zuoxi"
DECISIONS = ROOT / "docs" / "adr"
READMES = ("README.md", "README.zh-CN.md")
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# About one printed page.
LONGEST_DECISION = 75


def pages():
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(path):
    return str(path.relative_to(ROOT))


def anchors(path):
    """Return the anchors of a page as code hosts make them from its headings."""
    text = CODE.sub("", path.read_text(encoding="utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in HEADING.findall(text)
    }


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_every_relative_link_leads_somewhere(path):
    text = CODE.sub("", path.read_text(encoding="utf-8"))
    broken = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, anchor = unquote(target).partition("#")
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)

    assert not broken


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_every_path_of_ours_that_is_named_exists(path):
    packages = "|".join(each.parent.name for each in PACKAGE.glob("*/__init__.py"))
    named = re.findall(
        rf"`((?:bin|tests|docs|src|{packages})/[\w./-]+)`", path.read_text(encoding="utf-8")
    )

    assert not [each for each in named if not places_of(each)]


def places_of(name):
    """Return what a page may mean: of the repository, of ours, of any package."""
    found = [ROOT / name, PACKAGE / name, *PACKAGE.glob(f"*/{name}")]
    found += [*PACKAGE.glob(f"*/templates/{name}")]
    return [each for each in found if each.exists()]


def test_the_guide_to_additions_names_what_there_is():
    text = CODE.sub("", (ROOT / "docs" / "guide" / "adding-things.md").read_text("utf-8"))
    sources = {each: each.read_text("utf-8") for each in PACKAGE.rglob("*.py")}
    code = "\n".join(sources.values())
    defined = set(re.findall(r"^ *(?:class |def )?(\w+)", code, re.MULTILINE))
    imported = re.findall(r"^from \S+ import (.+)$", code, re.MULTILINE)
    known = defined.union({each.stem for each in sources}, *map(str.split, imported))
    # What the rules of migrations tell apart, Django's names among it.
    known.update(
        re.findall(r"\w+", (ROOT / "tests/architecture/test_migrations.py").read_text("utf-8"))
    )

    named = [each for each in re.findall(r"`([\w.]+)`", text) if not (PACKAGE / each).exists()]
    names = [each for each in named if not re.search(r"\.(py|toml)$", each)]
    files = re.findall(r"`([\w./]+\.(?:py|html|txt|toml|json))`", text)
    pairs = re.findall(r"`(\w+)`(?: and `(\w+)`)? in `([\w./]+\.py)`", text)

    assert len(names) > 20
    assert len(pairs) > 5
    assert not [each for each in names if each.rpartition(".")[2] not in known]
    assert not [each for each in files if not places_of(each)]
    assert not [
        (name, file)
        for *both, file in pairs
        for name in filter(None, both)
        if not any(re.search(rf"\b{name}\b", each.read_text("utf-8")) for each in places_of(file))
    ]


def decisions():
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_every_decision_is_listed_in_order():
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", (DECISIONS / "README.md").read_text("utf-8"))

    assert listed == [path.name for path in decisions()]


@pytest.mark.parametrize("path", decisions(), ids=lambda path: path.stem)
def test_a_decision_says_context_choice_and_consequence_on_one_page(path):
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"^## (\w+)", text, re.MULTILINE) == ["Context", "Choice", "Consequence"]
    assert text.startswith(f"# {path.name[:4]} ")
    assert len(text.splitlines()) <= LONGEST_DECISION


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    names = {re.split(r"[\[>=<]", each)[0] for each in wanted} | set(npm)
    reasons = (DECISIONS / "0002-dependencies.md").read_text(encoding="utf-8")

    assert not [each for each in sorted(names) if f"`{each}`" not in reasons]


def test_the_changelog_has_the_next_and_this_version():
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    current = re.search(r'^version = "(.+)"', project, re.MULTILINE)

    assert versions[0] == "Unreleased"
    assert current
    assert current[1] in versions


@pytest.mark.parametrize("name", READMES)
def test_a_readme_lists_the_accounts_of_the_demo(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.+?) \| ", text, re.MULTILINE)
    listed = [account for cell in table for account in re.findall(r"`(\w+)`", cell)]

    assert listed[: len(accounts.ACCOUNTS)] == [each.username for each in accounts.ACCOUNTS]
    assert accounts.PASSWORD in text
    assert f" {customers.COUNT + 2} " in text


@pytest.fixture
def small_demo(transactional_db, monkeypatch):
    """The people, codes and first customer of the demo, without its hundreds of orders."""
    del transactional_db
    demo = type("DemoEnv", (), {**settings.ENV.__dict__, "demo": True})()
    monkeypatch.setattr(settings, "ENV", demo)
    now = timezone.now()
    CustomerClass.objects.get_or_create(code="ordinary", defaults={"label_zh_hans": "普通客户"})
    workorders.load_reference_codes(actor=SYSTEM, now=now)
    set_option(
        actor=SYSTEM,
        key=REVIEWER_DIFFERS.key,
        value=False,
        valid_from=now,
        source="test",
        now=now,
    )
    unit_ids = people.found_organisation(actor=SYSTEM, now=now)
    actors = people.open_accounts(actor=SYSTEM, unit_ids=unit_ids, now=now)
    people.employ_technicians(actor=SYSTEM, unit_ids=unit_ids, now=now)
    monkeypatch.setattr(customers, "COUNT", 0)
    customers.register(actor=actors["intake"], random=Random(1), now=now)
    assert User.objects.filter(username="all").exists()


@pytest.mark.parametrize("name", READMES)
def test_the_calls_of_a_readme_carry_an_order_through_its_life(name, small_demo, live_server):
    assert shutil.which("curl"), "curl is needed: apt-get install curl"
    script = re.search(
        r"^```bash\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert script

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script[1]],
        env=os.environ | {"ZUOXI_URL": live_server.url, "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    statuses = done.stdout.splitlines()[:6]
    assert len(set(statuses)) == 5
    assert statuses[2] == statuses[4]
    assert len(done.stdout.splitlines()) == 6 + 7
    order = WorkOrder.objects.get()
    assert order.status == Status.ARCHIVED
    assert order.is_reviewed

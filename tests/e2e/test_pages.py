"""Every page of every person: no barrier, no sideways scrolling, no fault in the browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.acceptance.browser import HEIGHTS, Floor, dress
from tests.acceptance.tour import every_stop, kind_of

from zuoxi.web import pages

WIDE, TELEPHONE = max(HEIGHTS), min(HEIGHTS)
# Where all of a page is in sight, bars at the window's edge cover no half of a button: who scrolls
# reaches it.
_TALL = 4000
_TOO_WIDE = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const sticksOut = (each) => each.getBoundingClientRect().right > page.clientWidth + 1;
    const found = [...document.querySelectorAll('main, main *')].filter(sticksOut);
    return [`${page.scrollWidth} px`, ...found.slice(0, 3).map((e) => e.outerHTML.slice(0, 80))];
}"""
# The rows of a list are of one kind; all of them would make the survey twice as long.
_SHORTEN = """() => document.querySelectorAll('main :is(tbody, ul, ol)').forEach(
    (list) => [...list.children].slice(12).forEach((row) => row.remove()))"""
# What is right is not listed, and no rule that is run asks for the style sheets themselves: without
# both a look at a page takes half as long.
_FAULTS = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
# What room and colours can change; the rest of the page is the same.
_NARROW_AND_DARK = _FAULTS | {
    "runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]
}

# What Swagger UI draws for programmers has barriers of its own; the same is in openapi.json.
_NOT_OURS = {"exclude": [["#api-docs"]]}

# Routes that answer a GET with something else than a page that a link leads to.
NO_PAGES = {
    "for programs": {
        "web:healthz",
        "web:readyz",
        "web:session",
        "web:nav_counts",
        "drafts:list",
        "drafts:draft",
        "fieldwork:manifest",
        "fieldwork:worker",
    },
    "parts of pages": {
        "workorders:links",
        "comments:of_order",
        "contacts:of_order",
        "contacts:steps",
        "deadlines:of_order",
        "linkage:handler",
        "linkage:of_customer",
        "linkage:of_order",
        "meetings:of_order",
        "tasks:of_order",
        "followups:of_order",
        "dispatching:column",
        "attachments:order",
        "attachments:add",
        "attachments:withdraw",
        "macros:box",
        "desk:palette",
    },
    "files": {
        "sheets:export_content",
        "sheets:import_template",
        "sheets:import_errors",
        "attachments:content",
        "attachments:thumbnail",
        "papers:order_file",
    },
    "what follows a form": {"dispatching:bulk", "calendars:try", "limits:try"},
    "what a message leads to": {"deliveries:go", "deliveries:confirm"},
    "what the demo sends nothing for": {"deliveries:channel", "deliveries:delivery"},
    # One has left its department, the other is under way: not every page of their kind leads there.
    "what the state of a thing decides": {"sharing:demand", "sharing:item", "emergencies:plan"},
}


@dataclass
class Survey:
    """What one walk through all pages found."""

    kinds: set[tuple[str, ...]] = field(default_factory=set)
    nameless: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    too_wide: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def survey(floor: Floor) -> Survey:
    """Walk once, because a walk takes minutes."""
    found = Survey()
    axe = Axe()
    for stop, page in every_stop(floor):
        kind = kind_of(stop.address)
        if not page.title().strip():
            found.nameless.append(stop.address)
        page.evaluate(_SHORTEN)
        found.barriers += _barriers(axe, page, stop.address, _FAULTS)
        dress(page, TELEPHONE, "dark", height=_TALL)
        # What somebody else sees on the same page is as wide and as dark.
        if kind not in found.kinds:
            found.barriers += _barriers(axe, page, f"{stop.address} (narrow)", _NARROW_AND_DARK)
        too_wide = page.evaluate(_TOO_WIDE)
        if too_wide:
            found.too_wide[stop.address] = too_wide
        found.kinds.add(kind)
        dress(page, WIDE, "light")
    found.faults = floor.watch.faults
    return found


def _barriers(axe: Axe, page: Page, name: str, options: Mapping[str, object]) -> Iterator[str]:
    """Yield what is in somebody's way on a page as it is dressed now."""
    for violation in axe.run(page, _NOT_OURS, options).response["violations"]:
        places = [node["target"] for node in violation["nodes"][:2]]
        yield f"{name}: {violation['id']} {places}"


# The first test to ask for the survey walks.
pytestmark = pytest.mark.timeout(1200, func_only=False)


def test_no_page_has_a_barrier(survey: Survey):
    assert survey.barriers == []


def test_no_page_scrolls_sideways_on_a_telephone(survey: Survey):
    assert survey.too_wide == {}


def test_no_page_has_a_fault_in_the_browser(survey: Survey):
    assert survey.faults == []
    assert survey.nameless == []


def test_the_walk_reaches_every_page(survey: Survey):
    answering = {
        name for name, access in pages.access().items() if access and "GET" in access.methods
    }
    others = set().union(*NO_PAGES.values())
    assert answering - {route for route, *_names in survey.kinds} - others == set()
    assert others - answering == set()

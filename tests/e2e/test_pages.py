"""Every page of every person: no fault in the browser, no barrier, no sideways scrolling."""

from axe_playwright_python.sync_playwright import Axe
from tests.acceptance import gallery
from tests.acceptance.browser import Floor

_SERIOUS = {"serious", "critical"}
_TOO_WIDE = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const sticksOut = (each) => each.getBoundingClientRect().right > page.clientWidth + 1;
    const found = [...document.querySelectorAll('main, main *')].filter(sticksOut);
    return [`${page.scrollWidth} px`, ...found.slice(0, 3).map((e) => e.outerHTML.slice(0, 80))];
}"""


def test_no_page_has_a_serious_barrier(floor: Floor):
    axe = Axe()
    found = []
    for name, page in _visited(floor, width=1440):
        for violation in axe.run(page).response["violations"]:
            if violation["impact"] in _SERIOUS:
                places = [node["target"] for node in violation["nodes"][:2]]
                found.append(f"{name}: {violation['id']} {places}")
    assert found == []


def test_no_page_scrolls_sideways_on_a_telephone(floor: Floor):
    found = {}
    for name, page in _visited(floor, width=390):
        too_wide = page.evaluate(_TOO_WIDE)
        if too_wide:
            found[name] = too_wide
    assert found == {}


def test_no_page_has_a_fault_in_the_browser(floor: Floor):
    floor.watch.faults.clear()
    titles = {name: page.title() for name, page in _visited(floor, width=1440)}
    assert floor.watch.faults == []
    assert [name for name, title in titles.items() if not title.strip()] == []


def _visited(floor: Floor, *, width: int):
    """Visit every page at a width and yield its name with the window that shows it."""
    for picture, page in gallery.every_page(floor):
        address = gallery.address_of(floor, picture)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.wait_for_load_state("networkidle")
        yield picture.name, page

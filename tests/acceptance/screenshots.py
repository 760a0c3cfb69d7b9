"""The pictures of the README files: a demo with its list, dialog, order and chart, twice."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.acceptance.browser import Floor, open_floor, settle, sign_in
from tests.acceptance.server import demo_address

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
LANGUAGES = ("zh", "en")
SIZE = {"width": 1280, "height": 800}
TALL = 1120  # an order down to its history
# Larger ones make a README slow to open.
LARGEST = 300_000

REMARKS = {
    "zh": "客户上午在家，请联系后上门。",
    "en": "The customer is in all morning; call before you go.",
}


def main(arguments: list[str]) -> int:
    """Take every picture in every language; return the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_address(*arguments[:1]) as url, open_floor(url) as floor:
        for language in LANGUAGES:
            page = _sign_in(floor, language)
            for name, show in PICTURES.items():
                show(page, language)
                _take(page, FOLDER / f"{name}-{language}.png")
        faults = floor.watch.faults
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


def _dispatch(page: Page, language: str) -> None:
    """A dispatcher's list with an order in its dialog, about to be dispatched."""
    page.set_viewport_size(SIZE)
    page.goto("/work-orders/lists/dispatch/")
    page.locator("[data-list] [data-row]").nth(2).locator("td").nth(1).click()
    page.locator("[data-needs-selection]").click()
    dialog = page.locator("[data-dialog]")
    dialog.locator("select[name=work_area]").select_option(index=1)
    dialog.locator("select[name=technician]").select_option(index=1)
    dialog.locator("textarea[name=remark]").fill(REMARKS[language])


def _order(page: Page, language: str) -> None:
    """An order that waits for its second dispatch, with its first one and its history."""
    del language
    page.goto("/work-orders/lists/re-dispatch/")
    row = page.locator("[data-list] [data-row]").first
    page.set_viewport_size(SIZE | {"height": TALL})
    page.goto(f"/work-orders/{row.get_attribute('data-number')}/")


def _sign_in(floor: Floor, language: str) -> Page:
    page = floor.new_window("all", language=language)
    sign_in(page, floor.url, "all")
    return page


def _take(page: Page, path: Path) -> None:
    settle(page)
    expect(page.locator("main h1").first).to_be_visible()
    page.mouse.move(0, 0)
    page.screenshot(path=path, animations="disabled", caret="hide")
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path.name} has {size} bytes; at most {LARGEST} are wanted.")
    print(f"{path.name}: {size // 1000} kB")


PICTURES: dict[str, Callable[[Page, str], None]] = {"dispatch": _dispatch, "order": _order}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

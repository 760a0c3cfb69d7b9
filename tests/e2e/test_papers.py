"""Paper from the pages: the print of an order, its PDF, and the PDF of a work area's day."""

import re

from playwright.sync_api import Page, expect
from tests.acceptance.browser import Floor
from tests.acceptance.play import tomorrow_at
from tests.e2e.orders import dispatched

from zuoxi.papers.choices import INSTANT_ORDERS

# A PDF takes a second to make, and many on a machine that is busy.
PATIENT = 120_000
PRINTS = "window.print = () => { document.body.dataset.printed = 'yes'; }"


def _fetched(page: Page, button: str) -> tuple[str, bytes]:
    """Press a button of the page and return name and content of the file that comes."""
    with page.expect_download(timeout=PATIENT) as download:
        page.locator(button).first.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_an_order_is_printed_and_fetched_as_a_file(floor: Floor):
    (number,) = dispatched(floor.url, text="打印这张表单")
    page = floor.seat("supervisor")
    page.goto(f"{floor.url}/work-orders/{number}/")
    page.locator(f'a[href="/work-orders/{number}/paper/"]').first.click()
    expect(page.locator("article.paper .paper-number")).to_have_text(number)
    expect(page.locator("article.paper")).to_contain_text("打印这张表单")
    page.emulate_media(media="print")
    expect(page.locator("article.paper .paper-code")).to_be_visible()
    expect(page.locator("nav#rail")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate(PRINTS)
    page.locator("[data-print]").click()
    expect(page.locator("body[data-printed=yes]")).to_have_count(1)

    name, content = _fetched(page, 'main a[href$="/paper.pdf"], a[href$="/paper.pdf"]')
    assert re.search(rf"{re.escape(number)}\.pdf$", name)
    assert content.startswith(b"%PDF-")


def test_the_list_of_a_day_is_looked_at_and_fetched_as_a_file(floor: Floor):
    # More than are made at once, so that one waits for the file.
    dispatched(floor.url, INSTANT_ORDERS.default + 1, text="当日清单上的表单")
    page = floor.seat("area1")
    page.goto(f"{floor.url}/work-area/fault-reports/")
    page.locator('a[href="/day-list/"]').first.click()
    page.locator("input[name=day]").fill(f"{tomorrow_at(9):%Y-%m-%d}")
    page.locator("form.paper-choice button[type=submit]").first.click()
    expect(page.locator("article.paper .paper-order").first).to_be_visible()
    page.locator('a[href^="/downloads/new/"]').first.click()
    page.locator("main form[hx-post] button[type=submit]").click()
    file = 'a[href^="/downloads/"][href$="/content/"]'
    expect(page.locator(file)).to_be_visible(timeout=PATIENT)
    name, content = _fetched(page, file)

    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF-")

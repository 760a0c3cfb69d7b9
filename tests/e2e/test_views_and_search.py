"""A list kept under a name comes back by its address; Ctrl+K opens the right thing."""

import re

from playwright.sync_api import Page, expect
from tests.acceptance.browser import Floor, sign_in


def _go(page: Page, words: str) -> None:
    # An address stands before the page's scripts run; a key pressed in between reaches nobody.
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    expect(page.locator("[data-palette-input]")).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator(f'#palette-found [data-q="{words}"] [aria-selected="true"]')).to_have_count(
        1
    )
    page.keyboard.press("Enter")


def test_a_list_is_saved_as_a_view_and_comes_back_by_its_address(floor: Floor):
    page = floor.new_window("supervisor")
    sign_in(page, floor.url, "supervisor")
    page.goto(f"{floor.url}/work-orders/lists/archive/")
    page.locator(".look > summary").click()
    for name in ("form_type", "technician"):
        page.locator(f'.look-form input[name=columns][value="{name}"]').uncheck()
    page.locator(".look-form select[name=sort]").select_option("received")
    page.locator(".look-form [type=submit]").click()
    expect(page).to_have_url(re.compile("columns=.*sort=received"))
    # The names themselves: how many of them have room depends on the window.
    expect(page.locator("#orders thead")).to_be_visible()
    shown = page.locator("#orders thead th").all_text_contents()
    page.locator("[data-view-save]").click()
    page.locator("main input[name=name]").fill("先受理先看")
    page.locator("main form.block [type=submit]").first.click()
    expect(page.locator(".view-link[aria-current]")).to_contain_text("先受理先看")
    address = page.url
    page.context.close()

    page = floor.new_window("supervisor")
    sign_in(page, floor.url, "supervisor")
    page.goto(address)
    expect(page.locator(".view-link[aria-current]")).to_contain_text("先受理先看")
    assert page.locator("#orders thead th").all_text_contents() == shown
    _go(page, "先受理先看")
    expect(page).to_have_url(address)
    page.context.close()


def test_letters_lead_to_a_customer_and_last_digits_to_an_order(floor: Floor):
    page = floor.new_window("intake")
    sign_in(page, floor.url, "intake")
    page.goto(f"{floor.url}/inquiry/?q=20")
    number = page.locator("#orders [data-row]").first.get_attribute("data-number") or ""

    # The first customer of the demo is 张伟民.
    _go(page, "zhangweimin")
    expect(page).to_have_url(re.compile("/customers/no/"))
    _go(page, number[-5:])
    expect(page).to_have_url(re.compile(f"/work-orders/.*{number[-5:]}/"))
    _go(page, number)
    expect(page).to_have_url(f"{floor.url}/work-orders/{number}/")
    page.context.close()

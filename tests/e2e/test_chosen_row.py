"""A list whose address names a row shows it: marked in the list, and open beside or over it."""

import re

import pytest
from playwright.sync_api import expect
from tests.acceptance.browser import Floor, sign_in
from tests.e2e.orders import taken_in

_LIST = "/work-orders/lists/dispatch/"


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_row_in_the_address_is_marked_and_open(floor: Floor, width: int):
    number, _ = taken_in(floor.url, 2, text="地址里的工单")
    page = floor.new_window("dispatcher", width=width)
    sign_in(page, floor.url, "dispatcher")
    page.goto(f"{floor.url}{_LIST}?order={number}")

    row = page.locator(f'#orders [data-row="{number}"]')
    expect(row).to_have_attribute("aria-selected", "true")
    expect(row.locator("input[type=radio]")).to_be_checked()
    expect(page.locator('#orders [aria-selected="true"]')).to_have_count(1)
    dialog = page.locator(f'#panel [data-dialog][data-number="{number}"]')
    expect(dialog).to_be_visible()

    dialog.locator("[data-panel-close]").click()
    expect(page.locator("#panel [data-dialog]")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("order="))
    if width >= 1200:
        expect(page.locator("#panel .blank")).to_be_visible()
    else:
        expect(page.locator("#panel")).to_be_hidden()
    page.context.close()


def test_the_button_of_the_list_opens_the_row_of_the_address(floor: Floor):
    number, _ = taken_in(floor.url, 2, text="地址里的工单")
    page = floor.new_window("dispatcher")
    sign_in(page, floor.url, "dispatcher")
    page.goto(f"{floor.url}{_LIST}?order={number}")
    page.locator("#panel [data-panel-close]").click()
    page.locator(".page-actions .btn-primary[data-needs-selection]").click()
    expect(page.locator(f'#panel [data-dialog][data-number="{number}"]')).to_be_visible()
    page.context.close()

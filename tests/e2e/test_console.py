"""The dispatch console: fifty orders by the keyboard alone, and two dispatchers at one order."""

from playwright.sync_api import Page, expect
from tests.acceptance.browser import Floor
from tests.e2e.orders import taken_in

ORDERS = 50
TEXT = "调度台键盘测试"


def test_fifty_orders_are_dispatched_by_keys_alone(floor: Floor):
    taken_in(floor.url, ORDERS, text=TEXT)
    page = floor.seat("dispatcher")
    page.goto(f"{floor.url}/dispatching/")
    column = page.locator('[data-column="dispatch"]')
    expect(page.locator("[data-row]:focus")).to_have_count(1)
    gone: set[str] = set()
    for _ in range(ORDERS):
        number = _current(page)
        assert number not in gone
        page.keyboard.press("d")
        expect(page.locator(f'[data-dialog][data-number="{number}"]')).to_be_visible()
        expect(page.locator("select[name=work_area]")).to_be_focused()
        page.keyboard.press("1")
        expect(page.locator("textarea[name=remark]")).to_be_focused()
        page.keyboard.type("请尽快")
        page.keyboard.press("Control+Enter")
        expect(column.locator(f'[data-row="{number}"]')).to_have_count(0)
        expect(page.locator("[data-row]:focus")).to_have_count(1)
        gone.add(number)
    assert len(gone) == ORDERS


def test_marked_orders_are_dispatched_together_and_taken_back(floor: Floor):
    taken_in(floor.url, 3, text=TEXT)
    page = floor.seat("dispatcher")
    page.goto(f"{floor.url}/dispatching/")
    expect(page.locator("[data-row]:focus")).to_have_count(1)
    before = _current(page)
    for key in ("x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("3")
    # As b does: "dispatch" is never the chosen row alone while others are marked.
    page.keyboard.press("d")
    expect(page.locator("select[name=work_area]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("批量")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-bulk] [data-done]")).to_have_attribute("data-done", "3")
    expect(page.locator(f'[data-column="dispatch"] [data-row="{before}"]')).to_have_count(0)
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()

    page.locator("[data-undo]").click()
    expect(page.locator('[data-undo-result="done"]')).to_have_count(3)
    # It has waited least now, so other tests' orders may keep it from the first page of the column.
    page.goto(f"{floor.url}/work-orders/lists/dispatch/?q={before}")
    expect(page.locator(f'[data-list] [data-row="{before}"]')).to_have_count(1)


def test_single_keys_rest_in_fields_and_help_lists_them(floor: Floor):
    page = floor.seat("dispatcher")
    page.goto(f"{floor.url}/dispatching/")
    expect(page.locator("[data-row]:focus")).to_have_count(1)
    page.keyboard.press("l")
    expect(page.locator('[data-column="returned"] [data-row]:focus')).to_have_count(1)
    page.keyboard.press("h")
    expect(page.locator('[data-column="dispatch"] [data-row]:focus')).to_have_count(1)
    page.keyboard.press("/")
    page.keyboard.type("djxhl1?")
    expect(page.locator("[data-search]")).to_have_value("djxhl1?")
    expect(page.locator("[data-dialog]")).to_have_count(0)


def test_two_dispatchers_see_each_other_and_a_claim_appears_by_itself(floor: Floor):
    taken_in(floor.url, 1, text=TEXT)
    first, second = floor.seat("dispatcher"), floor.seat("all")
    for page in (first, second):
        page.goto(f"{floor.url}/dispatching/")
        expect(page.locator("[data-row]:focus")).to_have_count(1)
    number = _current(first)
    first.keyboard.press("d")
    expect(first.locator("[data-presence]")).to_be_visible()
    first.locator("[data-presence] button").click()
    expect(second.locator(f'[data-row="{number}"] [data-claim]')).to_be_visible(timeout=5_000)

    second.locator(f'[data-row="{number}"]').dblclick()
    expect(second.locator("[data-claimed]")).to_be_visible()
    expect(second.locator("[data-viewers]")).to_be_visible()
    first.locator("[data-presence] button").click()
    expect(second.locator(f'[data-row="{number}"] [data-claim]')).to_have_count(0, timeout=5_000)


def test_the_archive_page_says_what_to_mark_until_something_is(floor: Floor):
    page = floor.seat("all")
    page.goto(f"{floor.url}/dispatching/archive/")
    button = page.locator("[data-bulk-bar] button[type=submit]")
    expect(button).to_be_disabled()
    expect(page.locator("[data-bulk-hint]")).to_be_visible()
    page.locator("[data-console] input[name=marked]").first.check()
    expect(button).to_be_enabled()
    expect(page.locator("[data-bulk-hint]")).to_be_hidden()


def _current(page: Page) -> str:
    return page.locator("[data-row]:focus").get_attribute("data-number") or ""

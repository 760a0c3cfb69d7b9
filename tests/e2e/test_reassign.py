"""Orders in a work area get another technician together, and it is taken back."""

from playwright.sync_api import expect
from tests.acceptance.browser import Floor
from tests.e2e.orders import dispatched, technician_of

PATIENT = 60_000


def test_marked_orders_are_reassigned_together_and_taken_back(floor: Floor):
    numbers = dispatched(floor.url, 2, text="批量改派")
    page = floor.seat("supervisor")
    page.goto(f"{floor.url}/dispatching/out/?work_area=area-1")
    for number in numbers:
        row = page.locator(f'[data-row="{number}"]')
        more = page.locator('[data-column="work_area"] .console-more a')
        while not row.count():
            shown = page.locator("[data-row]").count()
            more.click()
            expect(page.locator("[data-row]")).not_to_have_count(shown)
        row.locator("input[name=marked]").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    page.locator("[data-bulk-bar] button[type=submit]").click()
    page.locator("[data-dialog] select[name=technician]").select_option("tech-b")
    page.locator("[data-dialog] textarea[name=reason]").fill("甲休假")
    page.locator("[data-dialog] [data-submit-main]").click()
    expect(page.locator("[data-bulk] [data-done]")).to_have_attribute(
        "data-done", "2", timeout=PATIENT
    )
    assert {technician_of(floor.url, each) for each in numbers} == {"维修员乙"}

    page.locator("[data-undo]").click()
    expect(page.locator('[data-undo-result="done"]')).to_have_count(2, timeout=PATIENT)
    assert {technician_of(floor.url, each) for each in numbers} == {"维修员甲"}

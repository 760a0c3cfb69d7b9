"""A template by keys alone: opened by a slash, found, previewed, filled in, sent by hand."""

import re

from playwright.sync_api import expect
from tests.acceptance.browser import Floor
from tests.e2e.orders import accepted


def test_an_order_is_completed_from_a_template_by_keys_alone(floor: Floor):
    page = floor.seat("area1")
    (number,) = accepted(floor.url, text="用模板填写")
    page.goto(f"{floor.url}/work-orders/{number}/")
    notes = page.locator("textarea[name=resolution_notes]")
    notes.focus()
    page.keyboard.press("/")
    search = page.locator("[data-macro-search]")
    expect(search).to_be_focused()
    page.keyboard.type("qbj")
    chosen = page.locator('[data-macro][aria-selected="true"]')
    expect(chosen).to_have_attribute("data-shortcut", "qbj")
    expect(page.locator("[data-macro-preview]:visible")).to_contain_text("已申请调拨")
    page.keyboard.press("Enter")
    expect(search).to_be_hidden()
    expect(notes).to_be_focused()
    expect(notes).to_have_value(re.compile("已申请调拨"))
    expect(page.locator("input[name=is_resolved][value=no]")).to_be_checked()
    expect(page.locator("input[name=callback_required][value=yes]")).to_be_checked()

    # What stands there already is added to unless one says otherwise. Found by initials.
    page.keyboard.type("补充说明")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("m")
    expect(search).to_be_focused()
    page.keyboard.type("bxkg")
    expect(chosen).to_have_attribute("data-shortcut", "tz")
    expect(page.locator('[data-macro-fill="replace"]')).to_be_visible()
    page.keyboard.press("Enter")
    expect(notes).to_have_value(re.compile("已申请调拨.*补充说明.*跳闸", re.DOTALL))

    # Nothing has been sent so far.
    expect(page.locator("[data-dialog][data-status]")).to_have_attribute(
        "data-status", "in_progress"
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("成功")


def test_a_template_for_another_action_chooses_that_action(floor: Floor):
    page = floor.seat("area1")
    (number,) = accepted(floor.url, text="用模板填写")
    page.goto(f"{floor.url}/work-orders/{number}/")
    page.keyboard.press("m")
    expect(page.locator("[data-macro-search]")).to_be_focused()
    page.keyboard.type("cq")
    page.keyboard.press("Enter")
    expect(page.locator("select[data-action-select]")).to_have_value("return")
    note = page.locator("textarea[name=misdispatch_note]")
    expect(note).to_be_visible()
    expect(note).to_have_value(re.compile("产权分界点"))
    expect(page.locator("select[name=return_reason]")).to_have_value("R01")


def test_a_slash_can_still_be_typed(floor: Floor):
    page = floor.seat("intake")
    page.goto(f"{floor.url}/intake/fault-reports/")
    # What another test has left in this form comes back first.
    page.wait_for_load_state("networkidle")
    text = page.locator("textarea[name=description]")
    text.fill("")
    text.focus()
    page.keyboard.press("/")
    expect(page.locator("[data-macro-search]")).to_be_focused()
    page.keyboard.press("/")
    expect(text).to_have_value("/")
    expect(text).to_be_focused()
    page.keyboard.type("3 单元")
    expect(text).to_have_value("/3 单元")
    text.fill("")

"""What people of departments do at their windows, and where the pages say what."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect
from tests.acceptance.browser import settle
from tests.acceptance.pages import Intake, OrderList, enter, message
from tests.acceptance.play import DISPATCHED, DONE, ZONE

CUSTOMER = "111"
_FORM = "业务受理"


def complete(page: Page, number: str, person: str, result: str) -> None:
    """Report the result of a department."""
    dialog = area_list(page, "待处理列表").open(number, "处理")
    dialog.choose("完成")
    dialog.pick("受理人员", person)
    dialog.write("处理情况", result)
    dialog.answer("是否完成", "是")
    dialog.answer("是否上访", "否")
    dialog.answer("是否回访", "否")
    dialog.execute()
    assert message(page) == DONE


def taken_in(page: Page, text: str, *, answer: str = "") -> str:
    """Take a matter in, simple with its answer or complex without; return its number."""
    enter(page, _FORM)
    intake = Intake(page)
    intake.look_up(CUSTOMER)
    intake.customer()
    intake.main.get_by_label("设备类型").select_option(label="数字")
    intake.main.get_by_label("需求类型").select_option(label="咨询")
    settle(page)
    intake.main.get_by_label("受理内容").fill(text)
    intake.main.locator("summary", has_text="简单或复杂").click()
    intake.main.get_by_label("难易程度").select_option(label="简单" if answer else "复杂")
    if answer:
        intake.main.get_by_label("答复内容").fill(answer)
    intake.execute("生成表单")
    return intake.created_number()


def dispatch(page: Page, number: str, unit: str, person: str) -> None:
    """Dispatch an order to somebody of a department."""
    enter(page, "调度")
    dialog = OrderList(page).open(number, "调度")
    dialog.choose("调度")
    assert dialog.dispatch(unit, person, "请核实后处理") == DISPATCHED


def area_list(page: Page, tab: str) -> OrderList:
    """Go to one of the two lists of a department."""
    enter(page, _FORM)
    orders = OrderList(page)
    orders.switch_to(tab)
    return orders


def open_order(page: Page, number: str) -> None:
    """Go to the page of an order that one may see."""
    page.goto(f"/work-orders/{number}/")
    expect(page.locator("main h1")).to_contain_text(number)
    settle(page)


def item_row(page: Page, number: str) -> Locator:
    """Return the row of an order in a list of linkage."""
    return page.locator("main tbody tr", has=page.get_by_role("link", name=number))


def part_of(page: Page, title: str) -> Locator:
    """Return a headed part of a page."""
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator("main section.block", has=heading)


def fact(part: Locator, label: str) -> Locator:
    """Return what stands beside a label."""
    return part.locator("dt", has_text=re.compile(rf"^\s*{label}\s*$")).locator("xpath=../dd")


def unique(text: str) -> str:
    """Return a text that no other run has left."""
    return f"{text}-{datetime.now(ZONE):%m%d%H%M%S}"


def in_minutes(minutes: int) -> str:
    """Return a moment as a field takes it."""
    return f"{datetime.now(ZONE) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"

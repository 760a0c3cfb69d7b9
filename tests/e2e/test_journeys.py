"""What no single page shows: languages, the keyboard alone, two people looking at one list."""

import re

from playwright.sync_api import Page, Response, expect
from tests.acceptance.browser import Floor, sign_in
from tests.acceptance.pages import Intake, OrderList, enter
from tests.acceptance.play import tomorrow_at

LANGUAGES = {
    "English": ("en", "Dispatch"),
    "繁體中文": ("zh-Hant", "調度"),
    "简体中文": ("zh-Hans", "调度"),
}


def test_every_language_can_be_chosen_and_stays(floor: Floor):
    page = floor.new_window("dispatcher")
    sign_in(page, floor.url, "dispatcher")
    page.goto(f"{floor.url}/work-orders/lists/dispatch/")
    for name, (code, word) in LANGUAGES.items():
        page.locator("[popovertarget=language-menu]").click()
        page.locator("#language-menu").get_by_role("button", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator("main h1")).to_contain_text(word)
        page.reload()
        expect(page.locator("main h1")).to_contain_text(word)
    page.context.close()


def _is_kept(answer: Response) -> bool:
    """Tell whether all that was typed is kept; an earlier draft may be kept before it."""
    return "/drafts/intake-" in answer.url and "还没说完" in (answer.request.post_data or "")


def test_what_was_typed_outlives_the_browser(floor: Floor):
    page = floor.new_window("intake")
    sign_in(page, floor.url, "intake")
    page.goto(f"{floor.url}/intake/fault-reports/")
    with page.expect_response(_is_kept):
        page.locator("[name=description]").type("整栋楼停电，还没说完")
    page.context.close()

    page = floor.new_window("intake")
    sign_in(page, floor.url, "intake")
    page.goto(f"{floor.url}/intake/fault-reports/")
    expect(page.locator("[name=description]")).to_have_value("整栋楼停电，还没说完")
    page.locator("[name=description]").fill("")
    page.context.close()


def test_a_work_order_is_created_and_dispatched_by_keys_alone(floor: Floor):
    page = floor.new_window("all")
    sign_in(page, floor.url, "all")
    _follow(page, "故障申报")
    _type_at(page, "customer_no", "111")
    page.keyboard.press("Enter")
    expect(page.locator("[data-block=customer]")).to_be_visible()
    _choose_at(page, "device_type", "数字")
    _choose_at(page, "request_type", "测试")
    _tab_to(page, "[name=appointment_at]")
    page.keyboard.type(f"{tomorrow_at(9):%m%d%Y}")
    page.keyboard.press("Tab")
    page.keyboard.type("0900AM")
    page.locator("[name=appointment_at]").evaluate("e => e.value || e.stepUp()")
    _type_at(page, "description", "只用键盘")
    page.keyboard.press("Control+Enter")
    created = page.locator("[data-created]")
    expect(created).to_be_visible()
    number = created.get_attribute("data-created") or ""

    _follow(page, "调度")
    _type_at(page, "q", number)  # other tests' orders may fill the first page
    page.keyboard.press("Enter")
    _select_by_j(page, number)
    page.keyboard.press("d")
    expect(page.locator(f'[data-dialog][data-number="{number}"]')).to_be_visible()
    _choose_at(page, "work_area", "工区一")
    _choose_at(page, "technician", "维修员甲")
    _type_at(page, "remark", "只用键盘")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("表单调度成功")
    page.context.close()


def test_single_keys_rest_while_somebody_types(floor: Floor):
    page = floor.seat("dispatcher")
    enter(page, "调度")
    box = page.locator("main input[name=q]")
    box.focus()
    page.keyboard.type("jd?")
    expect(box).to_have_value("jd?")
    expect(page.locator("[data-dialog]")).to_have_count(0)
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_escape_closes_the_dialog_and_gives_the_focus_back(floor: Floor):
    page = floor.seat("dispatcher")
    enter(page, "调度")
    number = page.locator("[data-row]").first.get_attribute("data-number") or ""
    OrderList(page).open(number, "调度")
    page.keyboard.press("Escape")
    expect(page.locator("[data-dialog]")).to_have_count(0)
    expect(page.locator(f'[data-row][data-number="{number}"]')).to_be_focused()


def test_a_new_order_appears_in_an_open_list_by_itself(floor: Floor):
    watching = floor.seat("dispatcher")
    enter(watching, "调度")
    rows = OrderList(watching)
    chosen = watching.locator("[data-row]").first.get_attribute("data-number") or ""
    rows.select(chosen)
    before = watching.locator("[data-row]").count()

    page = floor.seat("intake")
    enter(page, "业务受理")
    intake = Intake(page)
    intake.look_up("11111")
    intake.customer()
    intake.fill(device="数字", request="测试", appointment=tomorrow_at(10), content="列表自动刷新")
    intake.execute("生成表单")
    number = intake.created_number()

    expect(rows.row(number)).to_be_visible(timeout=3_000)
    assert watching.locator("[data-row]").count() > before
    expect(rows.row(chosen)).to_have_attribute("aria-selected", "true")


def test_a_dispatched_order_leaves_the_other_open_list_by_itself(floor: Floor):
    watching = floor.seat("supervisor")
    enter(watching, "调度")
    number = watching.locator("[data-row]").first.get_attribute("data-number") or ""

    page = floor.seat("dispatcher")
    enter(page, "调度")
    dialog = OrderList(page).open(number, "调度")
    dialog.choose("调度")
    assert dialog.dispatch("工区一", "维修员乙", "请今日处理") == "表单调度成功"

    expect(OrderList(watching).row(number)).to_have_count(0, timeout=3_000)


def _follow(page: Page, link: str) -> None:
    """Go to a page of the menu by Tab and Enter. A number of what waits there may follow."""
    caption = re.compile(rf"^{link}(\s*[0-9]+\+?)?$")
    target = page.locator("nav#rail").get_by_role("link", name=caption).first
    _tab_to(page, f'nav#rail a[href="{target.get_attribute("href")}"]')
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text(link)


def _tab_to(page: Page, selector: str) -> None:
    for _press in range(150):
        if page.evaluate("s => Boolean(document.activeElement?.closest(s))", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def _type_at(page: Page, field: str, text: str) -> None:
    _tab_to(page, f"main [name={field}]")
    page.keyboard.type(text)


def _choose_at(page: Page, field: str, label: str) -> None:
    """Choose from a drop-down as the arrow keys do."""
    _tab_to(page, f"select[name={field}]")
    for _press in range(30):
        chosen = page.locator(f"select[name={field}] option:checked").text_content() or ""
        if chosen.strip() == label:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} is not among the options of {field}")


def _select_by_j(page: Page, number: str) -> None:
    expect(page.locator(f'[data-row][data-number="{number}"]')).to_be_visible()
    selected = page.locator('[data-row][aria-selected="true"]')
    for _press in range(120):
        # The first presses may come before the page listens; they then select nothing.
        page.keyboard.press("j")
        if selected.count() and selected.get_attribute("data-number") == number:
            return
    raise AssertionError(f"{number} is not in the list")

"""Drivers of the pages: they do what the printed steps say, and read what a person would read.

Things are found by what is written on them. Attributes are used only where words are ambiguous: an
order's number on its row, the name of a field at its message.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Fact:
    """One labelled value as it is shown; ``at`` is the moment behind a shown time."""

    text: str
    at: datetime | None = None


# Cases that end in a refusal leave drafts, which the next one would find in its fields.
_FORGET = """() => {
    Object.keys(sessionStorage).filter((key) => key.startsWith("zuoxi:draft:"))
        .forEach((key) => sessionStorage.removeItem(key));
    sessionStorage.setItem("zuoxi:drafts", "[]");
}"""


def enter(page: Page, label: str) -> None:
    """Go to a page by its link in the menu, with nothing left of what an earlier case typed."""
    page.evaluate(_FORGET)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("nav#rail").get_by_role("link", name=_words(label)).click()


def heading(page: Page) -> str:
    """Return the title that the page shows."""
    return _text(page.locator("main h1").first)


def message(page: Page) -> str:
    """Return the newest message of the page, once there is one."""
    last = page.locator("#toasts [data-toast-text]").last
    last.wait_for()
    return _text(last)


def clear_messages(page: Page) -> None:
    """Close all messages, so that the next one read is a new one."""
    page.evaluate("document.querySelectorAll('#toasts [data-toast]').forEach(e => e.remove())")


def facts(part: Locator) -> dict[str, Fact]:
    """Return the labelled values of a part of a page; of two with one label the last counts."""
    rows = (
        part.locator("dl")
        .locator("dt")
        .evaluate_all(
            """terms => terms.map(term => {
            const value = term.nextElementSibling;
            const time = value?.querySelector('time');
            return [term.innerText, value?.innerText ?? '', time?.getAttribute('datetime') ?? ''];
        })"""
        )
    )
    return {
        _squeezed(name): Fact(text.strip(), datetime.fromisoformat(at) if at else None)
        for name, text, at in rows
    }


def blocks(part: Locator) -> list[str]:
    """Return the headings of the blocks that are to be seen in a part of a page."""
    found = part.locator("h2:visible, h3:visible, legend:visible, label:visible")
    # A star and the word behind it say that the field is required.
    return [_squeezed(each).split("*")[0].strip() for each in found.all_inner_texts()]


@dataclass(frozen=True)
class Intake:
    """The intake page of one form type."""

    page: Page

    @property
    def main(self) -> Locator:
        """The part of the page that is neither menu nor top bar."""
        return self.page.locator("main")

    def look_up(self, customer_no: str) -> None:
        """Type a number into 用户证号 and press 查询."""
        self.main.get_by_label("用户证号").fill(customer_no)
        self.press("查询")

    def customer(self) -> dict[str, Fact]:
        """Return the customer block."""
        block = self.main.locator("section.block", has_text="用户基本信息")
        block.wait_for()
        return facts(block)

    def fill(self, *, device: str, request: str, appointment: datetime, content: str) -> None:
        """Choose 设备类型 and 需求类型, enter 预约时间 and 受理内容."""
        self.main.get_by_label("设备类型").select_option(label=device)
        if request:
            self.main.get_by_label("需求类型").select_option(label=request)
            # What the request type asks for, and its open orders, move what is below them.
            self.page.locator("html:not(.is-loading)").wait_for(state="attached")
        self.main.get_by_label("预约时间").fill(f"{appointment:%Y-%m-%dT%H:%M}")
        self.main.get_by_label("受理内容").fill(content)

    def execute(self, action: str) -> None:
        """Choose a value of 执行动作 and press 执行."""
        choice = self.main.get_by_label("执行动作")
        if choice.count():
            choice.select_option(label=action)
        clear_messages(self.page)
        self.press("执行")

    def form_values(self) -> dict[str, str]:
        """Return what the form would send if 执行 were pressed now."""
        values = self.main.locator("form.intake-form").evaluate(
            "form => Object.fromEntries(new FormData(form).entries())"
        )
        return {**values, "step": "create"}

    def press(self, caption: str) -> None:
        """Press a button of the form."""
        self.main.get_by_role("button", name=_words(caption)).first.click()

    def created_number(self) -> str:
        """Return the number of the order that the page says it has created."""
        shown = self.main.locator("[data-created]")
        shown.wait_for()
        return shown.get_attribute("data-created") or ""

    def fault_at(self, field: str) -> str:
        """Return the message at a field, once there is one."""
        return fault_at(self.main, field)


@dataclass(frozen=True)
class OrderList:
    """A page with a list of orders."""

    page: Page

    def row(self, number: str) -> Locator:
        """Return the row of an order, whether it is there or not."""
        return self.page.locator(f'[data-list] [data-row][data-number="{number}"]')

    def has(self, number: str) -> bool:
        """Tell whether the order is in the list, on whichever page of it."""
        return self.find(number) is not None

    def find(self, number: str) -> Locator | None:
        """Return the row of an order; search for it if it is not on the first page."""
        self.page.locator("main h1").wait_for()
        if self.row(number).count():
            return self.row(number)
        if not self.page.locator("main [data-list] [data-row]").count():
            return None
        box = self.page.locator("main input[name=q], main input[name=number]").first
        if not box.count():
            return None
        box.fill(number)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            box.press("Enter")
        return self.row(number) if self.row(number).count() else None

    def select(self, number: str) -> None:
        """Select the row of an order."""
        row = self.find(number)
        assert row is not None, f"列表中没有表单 {number}"
        row.locator("td").nth(1).click()
        expect(row).to_have_attribute("aria-selected", "true")

    def switch_to(self, tab: str) -> None:
        """Go to a list of the same page, as it is now."""
        link = self.page.locator("main").get_by_role("link", name=_words(tab))
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            link.click()
        expect(link).to_have_attribute("aria-current", "page")

    def press(self, caption: str) -> None:
        """Press the button that the page has for the selected row."""
        clear_messages(self.page)
        self.page.locator("main").get_by_role("button", name=_words(caption)).click()

    def details(self, number: str) -> dict[str, Fact]:
        """Open the selected order by its number and return everything that is shown of it."""
        self.row(number).get_by_role("link", name=number).click()
        self.page.locator("main h1", has_text=number).wait_for()
        return facts(self.page.locator("main"))

    def open(self, number: str, caption: str) -> "Dialog":
        """Select an order, press the page's button, and return the dialog that pops up."""
        self.select(number)
        self.press(caption)
        dialog = Dialog(self.page)
        dialog.wait_for(number)
        return dialog


@dataclass(frozen=True)
class Dialog:
    """What pops up for one order."""

    page: Page

    @property
    def part(self) -> Locator:
        """The dialog itself."""
        return self.page.locator("[data-dialog]")

    def wait_for(self, number: str) -> None:
        """Wait until the dialog of that order is there."""
        self.page.locator(f'[data-dialog][data-number="{number}"]').wait_for()

    def blocks(self) -> list[str]:
        """Return the headings of its blocks and the labels of its inputs."""
        return blocks(self.part)

    def facts(self) -> dict[str, Fact]:
        """Return its labelled values."""
        return facts(self.part)

    def actions(self) -> list[str]:
        """Return what the drop-down 执行动作 offers."""
        options = self.part.get_by_label("执行动作").locator("option")
        return [_squeezed(each) for each in options.all_text_contents() if each.strip()]

    def choose(self, action: str) -> None:
        """Choose a value of 执行动作."""
        self.part.get_by_label("执行动作").select_option(label=action)

    def options(self, label: str) -> list[str]:
        """Return what a drop-down of the dialog offers at this moment."""
        options = self._field(label).locator("option").all_text_contents()
        return [_squeezed(each) for each in options]

    def pick(self, label: str, value: str) -> None:
        """Choose a value of a drop-down."""
        self._field(label).select_option(label=value)

    def pick_nothing(self, label: str) -> None:
        """Take back the choice of a drop-down."""
        self._field(label).select_option(value="")

    def chosen(self, label: str) -> str:
        """Return the words of what is chosen in a drop-down."""
        option = self._field(label).locator("option:checked")
        return _squeezed(option.text_content() or "")

    def write(self, label: str, text: str) -> None:
        """Write into a text field."""
        self._field(label).fill(text)

    def written(self, label: str) -> str:
        """Return what stands in a text field."""
        return self._field(label).input_value()

    def answer(self, question: str, word: str) -> None:
        """Answer a yes/no question with 是 or 否."""
        group = self.part.get_by_role("group", name=re.compile(re.escape(question)))
        group.get_by_label(word, exact=True).check()

    def execute(self) -> None:
        """Press 执行."""
        clear_messages(self.page)
        self.part.get_by_role("button", name=_words("执行")).click()

    def perform(self, action: str) -> str:
        """Choose an action, press 执行, and return the message."""
        self.choose(action)
        self.execute()
        return message(self.page)

    def dispatch(self, area: str, technician: str, remark: str) -> str:
        """Choose 工区 and 维修人员, enter 调度备注, press 执行, and return the message."""
        self.pick("工区", area)
        self.pick("维修人员", technician)
        self.write("调度备注", remark)
        self.execute()
        return message(self.page)

    def fault_at(self, field: str) -> str:
        """Return the message at a field, once there is one."""
        return fault_at(self.part, field)

    def _field(self, label: str) -> Locator:
        found = self.part.get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        return found.locator("visible=true").first


@dataclass(frozen=True)
class Inquiry:
    """The page 业务查询."""

    page: Page

    def look_up(self, customer_no: str) -> None:
        """Type a number into 用户证号 and press 查询."""
        main = self.page.locator("main")
        main.get_by_label("用户证号").fill(customer_no)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            main.get_by_role("button", name=_words("查询")).first.click()

    def row(self, number: str) -> Locator:
        """Return the row of an order among the results."""
        row = self.page.locator(f'[data-row][data-number="{number}"]')
        row.wait_for()
        return row

    def status(self, number: str) -> str:
        """Return the status that the row of an order shows."""
        return _text(self.row(number).locator(".badge, [data-cell=status]").first)


def fault_at(part: Locator, field: str) -> str:
    """Return the message at the field of that name."""
    found = part.locator(f'[data-field="{field}"] .field-error')
    found.wait_for()
    return _text(found)


def _words(caption: str) -> re.Pattern[str]:
    # A caption may be followed by the number of waiting orders, or by a key.
    return re.compile(rf"^\s*{re.escape(caption)}(\s*[0-9]+\+?)?\s*$")


def _text(part: Locator) -> str:
    return _squeezed(part.inner_text())


def _squeezed(text: str) -> str:
    return " ".join(text.split())

"""One form on its way: who sits where, what was entered, and the steps that several cases share."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page
from tests.acceptance.browser import Floor
from tests.acceptance.pages import Dialog, Fact, Inquiry, Intake, OrderList, enter, heading, message
from tests.acceptance.register import Findings

ZONE = ZoneInfo("Asia/Shanghai")
DONE = "业务操作成功"
DISPATCHED = "表单调度成功"
CHANGED = "表单修改成功"

# Who looks at a status "as another user" (W-032 and its kin).
WITNESS = "auditor"

DEVICE = "数字"
REQUEST = "测试"
CONTENT = "测试"
REMARK = "测试"
RESULT = "测试：已更换接头，信号恢复"
NOTE = "不属本工区"
REVIEW = "测试"
REASON = "用户反映仍未解决"


@dataclass(frozen=True)
class Place:
    """A work area with its account and one of its technicians."""

    name: str
    username: str
    technician: str


AREA_1 = Place("工区一", "area1", "维修员甲")
AREA_2 = Place("工区二", "area2", "维修员丙")


@dataclass
class Play:
    """One form type's run through the cases; ``number`` is the form at hand."""

    floor: Floor
    form_type: str
    number: str = ""
    customer_no: str = "111"
    appointment: datetime = field(default_factory=lambda: tomorrow_at(9))
    place: Place = AREA_1
    seen: Findings = field(default_factory=Findings)

    @property
    def handler_label(self) -> str:
        """How the person who handled the form is called (W-045)."""
        return "受理人员" if self.form_type == "业务受理" else "维修人员"

    def seat(self, username: str) -> Page:
        """Return the window of a person."""
        return self.floor.seat(username)

    def unique(self, text: str) -> str:
        """Return a text that no other form has, on a server that has been tested before."""
        return f"{text}-{self.form_type}-{datetime.now(ZONE):%m%d%H%M%S}"

    def page_of(self, username: str, menu: str) -> OrderList:
        """Let a person go to a list page by its name in the menu."""
        page = self.seat(username)
        enter(page, menu)
        return OrderList(page)

    def area_list(self, place: Place, tab: str) -> OrderList:
        """Let a work area go to one of the two lists of its page of this form type."""
        page = self.seat(place.username)
        if not heading(page).endswith(self.form_type):
            enter(page, self.form_type)
        orders = OrderList(page)
        orders.switch_to(tab)
        return orders

    # The steps, in the words of the test cases

    def generate(self, customer_no: str = "111") -> Intake:
        """生成表单: look the customer up, fill the page in, execute; remember the number."""
        page = self.seat("intake")
        enter(page, self.form_type)
        intake = Intake(page)
        intake.look_up(customer_no)
        self.seen.equal("用户证号", intake.customer()["用户证号"].text, customer_no)
        self.customer_no = customer_no
        self.place = AREA_1
        intake.fill(device=DEVICE, request=REQUEST, appointment=self.appointment, content=CONTENT)
        intake.execute("生成表单")
        self.seen.equal("提示", message(page), DONE)
        self.number = intake.created_number()
        self.seen.note("表单编号", self.number)
        return intake

    def open_dispatch(self) -> Dialog:
        """Select the form on the 调度 page and press 调度."""
        dialog = self.page_of("dispatcher", "调度").open(self.number, "调度")
        dialog.choose("调度")
        return dialog

    def dispatch(self, place: Place = AREA_1) -> None:
        """调度 to a work area, in the dialog that is open."""
        dialog = Dialog(self.seat("dispatcher"))
        self.seen.equal("提示", dialog.dispatch(place.name, place.technician, REMARK), DISPATCHED)
        self.place = place
        self.arrived("工区处理列表", self.area_list(place, "工区处理列表"))

    def accept(self) -> None:
        """处理: the work area takes the form on."""
        dialog = self.area_list(self.place, "工区处理列表").open(self.number, "处理")
        self.seen.equal("执行动作", dialog.actions(), ["处理", "反单"])
        self.seen.equal("提示", dialog.perform("处理"), DONE)
        self.arrived("待处理列表", self.area_list(self.place, "待处理列表"))

    def open_pending(self) -> Dialog:
        """Select the form on the 待处理列表 and press 处理."""
        return self.area_list(self.place, "待处理列表").open(self.number, "处理")

    def complete(self, *, resolved: bool = True) -> None:
        """完成 in the dialog that is open: person, result and the three answers."""
        dialog = Dialog(self.seat(self.place.username))
        dialog.choose("完成")
        dialog.pick(self.handler_label, self.place.technician)
        dialog.write("处理情况", RESULT)
        dialog.answer("是否完成", "是" if resolved else "否")
        dialog.answer("是否上访", "否")
        dialog.answer("是否回访", "是")
        dialog.execute()
        self.seen.equal("提示", message(dialog.page), DONE)
        self.arrived("完成列表", self.page_of("controller", "完成"))

    def from_completed(self, username: str, action: str, *, caption: str = "完成") -> Dialog:
        """Open the form on the 完成 page and choose an action."""
        dialog = self.page_of(username, "完成").open(self.number, caption)
        dialog.choose(action)
        return dialog

    def submit(self) -> None:
        """审核: hand the completed form to the reviewer."""
        dialog = self.from_completed("controller", "审核")
        dialog.execute()
        self.seen.equal("提示", message(dialog.page), DONE)
        self.left("完成列表", self.page_of("controller", "完成"))
        self.arrived("审核列表", self.page_of("reviewer", "审核"))

    def approve(self) -> None:
        """完整, with a review remark, in the dialog that is open."""
        dialog = Dialog(self.seat("reviewer"))
        dialog.choose("完整")
        dialog.write("审核备注", REVIEW)
        dialog.execute()
        self.seen.equal("提示", message(dialog.page), DONE)
        self.arrived("完成列表", self.page_of("controller", "完成"))

    def archive(self) -> None:
        """归档 from the 完成 page."""
        dialog = self.from_completed("archiver", "归档", caption="完成")
        dialog.execute()
        self.seen.equal("提示", message(dialog.page), DONE)
        self.arrived("归档列表", self.page_of("archiver", "归档"))

    def give_back(self, tab: str = "工区处理列表") -> None:
        """反单 by the work area, with a misdispatch note."""
        orders = self.area_list(self.place, tab)
        row = orders.find(self.number)
        self.seen.contains("所选表单", row.inner_text() if row else "", self.customer_no)
        dialog = orders.open(self.number, "处理")
        dialog.choose("反单")
        dialog.write("误派说明", NOTE)
        dialog.execute()
        self.seen.equal("提示", message(dialog.page), DONE)
        self.arrived("反单列表", self.page_of("dispatcher", "反单"))

    def put_back(self, action: str, *, caption: str = "反单") -> None:
        """误派说明 or 重复派单 from the 反单 page."""
        dialog = self.page_of("dispatcher", "反单").open(self.number, caption)
        self.seen.equal("执行动作", dialog.actions(), ["误派说明", "重复派单"])
        self.seen.equal("提示", dialog.perform(action), DONE)
        self.arrived("重复派单列表", self.page_of("dispatcher", "重复派单"))

    def dispatch_again(self, place: Place = AREA_2) -> None:
        """重复派单: 调度 to another work area, which alone then sees the form."""
        before = self.place
        dialog = self.page_of("dispatcher", "重复派单").open(self.number, "重复派单")
        dialog.choose("调度")
        self.seen.equal("提示", dialog.dispatch(place.name, place.technician, REMARK), CHANGED)
        self.place = place
        self.arrived(f"{place.name}列表", self.area_list(place, "工区处理列表"))
        if before != place:
            self.left(f"{before.name}列表", self.area_list(before, "工区处理列表"))

    def put_back_completed(self) -> None:
        """重复派单 from the 完成 page, with a reason."""
        dialog = self.from_completed("controller", "重复派单")
        dialog.write("原因", REASON)
        dialog.execute()
        self.seen.equal("提示", message(dialog.page), DONE)
        self.arrived("重复派单列表", self.page_of("dispatcher", "重复派单"))

    # What is read afterwards

    def read_archived(self) -> dict[str, Fact]:
        """Find the form on the 归档 page and read everything that is shown of it."""
        orders = self.page_of("archiver", "归档")
        orders.select(self.number)
        return orders.details(self.number)

    def arrived(self, name: str, orders: OrderList) -> None:
        """The form must be in that list."""
        self.seen.true(f"表单在{name}", passed=orders.has(self.number))

    def left(self, name: str, orders: OrderList) -> None:
        """The form must not be in that list any more."""
        self.seen.true(f"表单已不在{name}", passed=not orders.has(self.number))

    def check_status(self, expected: str) -> None:
        """业务查询 by 用户证号 as another person: the form is there with its data and status."""
        page = self.seat(WITNESS)
        if heading(page) != "业务查询":
            enter(page, "业务查询")
        inquiry = Inquiry(page)
        inquiry.look_up(self.customer_no)
        row = inquiry.row(self.number).inner_text()
        self.seen.contains("用户证号", row, self.customer_no)
        self.seen.contains("表单类型", row, self.form_type)
        self.seen.equal("状态", inquiry.status(self.number), expected)

    def check_intake(self, facts: dict[str, Fact]) -> None:
        """The intake data must be shown as they were entered."""
        self.seen.equal("用户证号", text_of(facts, "用户证号"), self.customer_no)
        self.seen.equal("设备类型", text_of(facts, "设备类型"), DEVICE)
        self.seen.equal("需求类型", text_of(facts, "需求类型"), REQUEST)
        self.seen.equal("受理内容", text_of(facts, "受理内容"), CONTENT)
        self.check_time(facts, "预约时间", self.appointment)

    def check_dispatch(self, facts: dict[str, Fact]) -> None:
        """The dispatch data must be shown as they were entered."""
        self.seen.equal("工区", text_of(facts, "工区"), self.place.name)
        self.seen.equal("维修人员", text_of(facts, "维修人员"), self.place.technician)
        self.seen.equal("调度备注", text_of(facts, "调度备注"), REMARK)
        self.seen.equal("调度人", text_of(facts, "调度人"), "周明远")
        self.check_recent(facts, "调度时间")

    def check_result(self, facts: dict[str, Fact], *, resolved: str = "是") -> None:
        """The reported result must be shown as it was entered."""
        label = self.handler_label
        self.seen.equal(label, text_of(facts, label), self.place.technician)
        self.seen.equal("处理情况", text_of(facts, "处理情况"), RESULT)
        self.seen.equal("是否完成", text_of(facts, "是否完成"), resolved)
        self.seen.equal("是否上访", text_of(facts, "是否上访"), "否")
        self.seen.equal("是否回访", text_of(facts, "是否回访"), "是")
        self.check_recent(facts, "完成时间")

    def check_review(self, facts: dict[str, Fact]) -> None:
        """The review must be shown as it was entered."""
        self.seen.equal("审核备注", text_of(facts, "审核备注"), REVIEW)
        self.seen.equal("审核人", text_of(facts, "审核人"), "郑志强")
        self.check_recent(facts, "审核时间")

    def check_archive(self, facts: dict[str, Fact]) -> None:
        """Archiver and time must be shown."""
        self.seen.equal("归档人", text_of(facts, "归档人"), "孙丽华")
        self.check_recent(facts, "归档时间")

    def check_time(self, facts: dict[str, Fact], label: str, expected: datetime) -> None:
        """A shown time must be exactly the expected one."""
        at = facts[label].at if label in facts else None
        shown = f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" if at else text_of(facts, label)
        self.seen.equal(label, shown, f"{expected:%Y-%m-%d %H:%M}")

    def check_recent(self, facts: dict[str, Fact], label: str) -> None:
        """A shown time must lie within the last minutes."""
        at = facts[label].at if label in facts else None
        self.seen.note(label, text_of(facts, label))
        recent = at is not None and abs(datetime.now(ZONE) - at) < timedelta(minutes=15)
        if not recent:
            self.seen.faults.append(f"{label}：应为刚才的时间")


def text_of(facts: dict[str, Fact], label: str) -> str:
    """Return a shown value, or that it is missing."""
    return facts[label].text if label in facts else "（页面上没有）"


def tomorrow_at(hour: int) -> datetime:
    """Return a full hour of tomorrow in the centre's time zone."""
    tomorrow = datetime.now(ZONE) + timedelta(days=1)
    return tomorrow.replace(hour=hour, minute=0, second=0, microsecond=0)

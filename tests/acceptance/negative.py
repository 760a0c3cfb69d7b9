"""The negative cases under W.8: what is missing or wrong is refused, and nothing changes."""

import re

from playwright.sync_api import APIResponse, Page, expect
from tests.acceptance.browser import sign_in, sign_in_here
from tests.acceptance.cases import Case, declaring
from tests.acceptance.pages import Dialog, Inquiry, Intake, OrderList, enter, heading, message
from tests.acceptance.play import (
    AREA_1,
    AREA_2,
    CONTENT,
    DEVICE,
    DONE,
    REMARK,
    REQUEST,
    RESULT,
    WITNESS,
    Play,
)

CASES: list[Case] = []
case = declaring(CASES)

_KEPT = "保留已输入的内容"


def _refused_at(play: Play, what: str, said: str) -> None:
    """A field must say what is wrong with it."""
    play.seen.note(f"{what}的提示", said)
    if not said:
        play.seen.faults.append(f"{what}：应有提示")


def _intake(play: Play) -> Intake:
    page = play.seat("intake")
    enter(page, play.form_type)
    return Intake(page)


@case("N-01", "用户证号为空", "1 进入受理页面；2 不输入用户证号，点击查询", "提示填写用户证号")
def _empty_number(play: Play) -> None:
    intake = _intake(play)
    intake.look_up("")
    _refused_at(play, "用户证号", intake.fault_at("customer_no"))


@case(
    "N-02",
    "用户证号不存在",
    "1 进入受理页面；2 输入用户证号：99999999，点击查询",
    "提示用户不存在，可登记新用户",
)
def _unknown_number(play: Play) -> None:
    intake = _intake(play)
    intake.look_up("99999999")
    offer = intake.main.get_by_role("link", name=re.compile("登记"))
    offer.first.wait_for()
    play.seen.true("可登记新用户", passed=offer.first.is_visible())
    play.seen.equal("用户基本信息", intake.main.locator("[data-block=customer]").count(), 0)


@case(
    "N-03",
    "生成表单：未选需求类型",
    "1 查询用户证号111；2 不选需求类型，其余填写；3 点击执行",
    "提示选择需求类型，不生成表单，保留已输入的内容",
)
def _without_request_type(play: Play) -> None:
    content = play.unique("未选需求类型")
    intake = _intake(play)
    intake.look_up("111")
    intake.customer()
    intake.fill(device=DEVICE, request="", appointment=play.appointment, content=content)
    intake.execute("生成表单")
    _refused_at(play, "需求类型", intake.fault_at("request_type"))
    kept = intake.main.get_by_label("受理内容").input_value()
    play.seen.equal(_KEPT, kept, content)
    _nothing_created(play, content)


@case(
    "N-04",
    "生成表单：未填受理内容",
    "1 查询用户证号111；2 不填受理内容，其余填写；3 点击执行",
    "提示填写受理内容，不生成表单",
)
def _without_content(play: Play) -> None:
    intake = _intake(play)
    intake.look_up("111")
    intake.customer()
    intake.fill(device=DEVICE, request=REQUEST, appointment=play.appointment, content="  ")
    intake.execute("生成表单")
    _refused_at(play, "受理内容", intake.fault_at("description"))


@case(
    "N-05",
    "未选表单就点击按钮",
    "1 进入中心表单管理-调度界面；2 不选表单，点击调度",
    "提示先选择表单，不弹出页面",
)
def _nothing_selected(play: Play) -> None:
    orders = play.page_of("dispatcher", "调度")
    orders.press("调度")
    play.seen.contains("提示", message(orders.page), "表单")
    play.seen.equal("弹出页面", orders.page.locator("[data-dialog]").count(), 0)


@case(
    "N-06",
    "调度：未选工区、维修人员，未填调度备注",
    "1 选择表单，点击调度；2 什么都不填，点击执行",
    "三项各有提示，状态仍为生成表单",
)
def _dispatch_without_anything(play: Play) -> None:
    play.generate()
    dialog = play.open_dispatch()
    dialog.execute()
    for name, field in (("工区", "work_area"), ("维修人员", "technician"), ("调度备注", "remark")):
        _refused_at(play, name, dialog.fault_at(field))
    play.check_status("生成表单")


@case(
    "N-07",
    "调度：未填调度备注",
    "1 选择表单，点击调度；2 选择工区、维修人员，不填调度备注，点击执行",
    "提示填写调度备注，保留所选工区，状态仍为生成表单",
)
def _dispatch_without_remark(play: Play) -> None:
    dialog = play.open_dispatch()
    dialog.pick("工区", AREA_1.name)
    dialog.pick("维修人员", AREA_1.technician)
    dialog.execute()
    _refused_at(play, "调度备注", dialog.fault_at("remark"))
    play.seen.equal(_KEPT, dialog.chosen("工区"), AREA_1.name)
    play.check_status("生成表单")


@case(
    "N-08",
    "执行下拉列表中没有的动作",
    "1 以调度员身份伪造请求，对生成表单状态的表单执行归档；2 伪造请求执行处理",
    "请求被拒绝，状态仍为生成表单",
)
def _forged_action(play: Play) -> None:
    page = play.seat("dispatcher")
    version = Dialog(page).part.locator("input[name=version]").input_value()
    for name in ("archive", "accept", "approve", "nonsense"):
        answer = _post(page, play.number, action=name, version=version)
        play.seen.true(f"伪造{name}被拒绝（{answer.status}）", passed=400 <= answer.status < 500)
    play.check_status("生成表单")


@case(
    "N-09",
    "无权角色执行动作",
    "1 以受理员身份伪造请求，执行调度",
    "请求被拒绝，状态仍为生成表单",
)
def _forged_role(play: Play) -> None:
    page = play.seat("intake")
    answer = _post(
        page,
        play.number,
        action="dispatch",
        version="1",
        work_area="area-1",
        technician="tech-a",
        remark=REMARK,
    )
    play.seen.equal("伪造调度", answer.status, 403)
    play.check_status("生成表单")


@case(
    "N-10",
    "伪造请求没有表单令牌",
    "1 以调度员身份提交没有令牌的调度请求",
    "请求被拒绝，状态仍为生成表单",
)
def _forged_token(play: Play) -> None:
    page = play.seat("dispatcher")
    answer = page.request.post(
        f"{play.floor.url}/work-orders/{play.number}/actions/",
        form={"action": "dispatch", "version": "1"},
        headers={"Referer": page.url},
    )
    play.seen.equal("没有令牌的请求", answer.status, 403)
    play.check_status("生成表单")


@case(
    "N-11",
    "两人同时处理同一表单",
    "1 调度员与班长同时打开调度页面；2 调度员先执行调度；3 另一人再执行调度",
    "第二人被拒绝，说明已发生什么，保留已输入的内容，只调度一次",
)
def _two_at_once(play: Play) -> None:
    rival = play.floor.seat("all")
    _open_beside(rival, "调度", play.number)
    late = Dialog(rival)
    late.choose("调度")
    late.pick("工区", "工区二")
    late.pick("维修人员", "维修员丙")
    late.write("调度备注", "来晚的人写的备注")
    play.open_dispatch()
    play.dispatch()
    late.execute()
    note = late.part.get_by_role("alert").first
    note.wait_for()
    play.seen.contains("第二人看到", " ".join(note.inner_text().split()), "周明远")
    play.seen.contains(_KEPT, _everything_in(late), "来晚的人写的备注")
    play.check_status("调度")
    play.left("工区二列表", play.area_list(AREA_2, "工区处理列表"))


@case(
    "N-12",
    "反单：未填误派说明",
    "1 选择表单，点击处理；2 选择执行动作：反单，不填误派说明，点击执行",
    "提示填写误派说明，状态仍为调度",
)
def _return_without_note(play: Play) -> None:
    dialog = play.area_list(play.place, "工区处理列表").open(play.number, "处理")
    dialog.choose("反单")
    dialog.execute()
    _refused_at(play, "误派说明", dialog.fault_at("misdispatch_note"))
    play.check_status("调度")


@case(
    "N-13",
    "其他工区看不到表单",
    "1 工区二的人员直接打开派给工区一的表单",
    "页面不存在，列表中没有该表单",
)
def _other_area(play: Play) -> None:
    page = play.seat("area2")
    answer = page.request.get(f"{play.floor.url}/work-orders/{play.number}/")
    play.seen.equal("直接打开", answer.status, 404)
    play.left("工区二列表", play.area_list(AREA_2, "工区处理列表"))


@case(
    "N-14",
    "完成：未选维修人员",
    "1 处理后选择表单，点击处理；2 选择执行动作：完成，不选维修人员，点击执行",
    "提示选择维修人员，状态仍为处理，保留处理情况",
)
def _complete_without_handler(play: Play) -> None:
    play.accept()
    dialog = play.open_pending()
    dialog.choose("完成")
    dialog.pick_nothing(play.handler_label)
    dialog.write("处理情况", RESULT)
    dialog.execute()
    _refused_at(play, play.handler_label, dialog.fault_at("handler"))
    play.seen.equal(_KEPT, dialog.written("处理情况"), RESULT)
    play.check_status("处理")


@case(
    "N-15",
    "完成：未填处理情况",
    "1 选择表单，点击处理；2 选择执行动作：完成，不填处理情况，点击执行",
    "提示填写处理情况，状态仍为处理",
)
def _complete_without_result(play: Play) -> None:
    dialog = play.open_pending()
    dialog.choose("完成")
    dialog.pick(play.handler_label, play.place.technician)
    dialog.write("处理情况", "")
    dialog.execute()
    _refused_at(play, "处理情况", dialog.fault_at("resolution_notes"))
    play.check_status("处理")


@case(
    "N-16",
    "完整：未填审核备注",
    "1 完成并提交审核；2 在审核页面选择执行动作：完整，不填审核备注，点击执行",
    "提示填写审核备注，状态仍为审核",
)
def _approve_without_remark(play: Play) -> None:
    play.open_pending()
    play.complete()
    play.submit()
    dialog = play.page_of("reviewer", "审核").open(play.number, "审核")
    dialog.choose("完整")
    dialog.execute()
    _refused_at(play, "审核备注", dialog.fault_at("review_remark"))
    play.check_status("审核")


@case(
    "N-17",
    "归档后不能再改",
    "1 审核、归档表单；2 伪造请求，执行重复派单",
    "请求被拒绝，状态仍为归档",
)
def _after_archive(play: Play) -> None:
    play.page_of("reviewer", "审核").open(play.number, "审核")
    play.approve()
    play.archive()
    # Created once and moved six times: the version is right, so it is the action that is refused.
    for username, name in (("controller", "redispatch"), ("archiver", "archive")):
        answer = _post(play.seat(username), play.number, action=name, version="7", reason="x")
        play.seen.equal(f"伪造{name}", answer.status, 409)
    play.check_status("归档")


@case(
    "N-18",
    "重复提交受理页面",
    "1 填写受理页面；2 同一页面提交两次",
    "只生成一张表单",
)
def _submitted_twice(play: Play) -> None:
    intake = _intake(play)
    intake.look_up("111")
    intake.customer()
    content = play.unique("重复提交验证")
    intake.fill(device=DEVICE, request=REQUEST, appointment=play.appointment, content=content)
    values = intake.form_values()
    intake.execute("生成表单")
    play.seen.equal("提示", message(intake.page), DONE)
    play.number = intake.created_number()
    token = intake.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = intake.page.request.post(
        intake.page.url.split("?")[0],
        form=values | {"csrfmiddlewaretoken": token},
        headers={"Referer": intake.page.url},
    )
    play.seen.note("第二次提交", answer.status)
    play.seen.equal("生成的表单数", _count(play, content), 1)


@case(
    "N-19",
    "填写中途登录失效",
    "1 填写受理页面；2 登录失效后点击执行；3 重新登录；4 再次点击执行",
    "提示重新登录，保留已输入的内容，登录后可生成表单",
)
def _session_ended(play: Play) -> None:
    page = play.floor.new_window("intake again")
    sign_in(page, play.floor.url, "intake")
    enter(page, play.form_type)
    intake = Intake(page)
    intake.look_up("111")
    intake.customer()
    content = play.unique("登录失效验证")
    intake.fill(device=DEVICE, request=REQUEST, appointment=play.appointment, content=content)
    page.context.clear_cookies(name="zuoxi_session")
    intake.execute("生成表单")
    asked = page.locator("#session-ended[open], input[name=password]").first
    asked.wait_for()
    play.seen.true("提示重新登录", passed=asked.is_visible())
    if page.locator("#session-ended[open]").count():
        _sign_in_beside(play, page)
    else:
        sign_in_here(page, "intake")
    kept = intake.main.get_by_label("受理内容")
    expect(kept).to_have_value(content)
    play.seen.equal(_KEPT, kept.input_value(), content)
    if not intake.main.locator("[data-block=customer]").count():
        intake.look_up("111")
        intake.customer()
    intake.execute("生成表单")
    play.seen.equal("提示", message(page), DONE)
    play.seen.equal("生成的表单数", _count(play, content), 1)
    page.context.close()


@case(
    "N-20",
    "任意文字原样保存",
    "1 受理内容输入网页代码、SQL语句、表情和从右到左文字；2 执行；3 在调度页面查看",
    "内容原样显示，不被执行",
)
def _any_text(play: Play) -> None:
    content = "<script>document.title='x'</script> '; DROP TABLE x;-- 😀 مرحبا 测试"
    intake = _intake(play)
    intake.look_up("111")
    intake.customer()
    intake.fill(device=DEVICE, request=REQUEST, appointment=play.appointment, content=content)
    intake.execute("生成表单")
    play.seen.equal("提示", message(intake.page), DONE)
    play.number = intake.created_number()
    dialog = play.page_of("dispatcher", "调度").open(play.number, "调度")
    play.seen.equal("受理内容", dialog.facts()["受理内容"].text, content)


@case(
    "N-21",
    "预约时间已过",
    "1 填写受理页面，预约时间为昨天；2 点击执行；3 确认后再执行",
    "先提示预约时间已过，确认后生成表单",
)
def _past_appointment(play: Play) -> None:
    intake = _intake(play)
    intake.look_up("111")
    intake.customer()
    yesterday = play.appointment.replace(year=play.appointment.year - 1)
    intake.fill(device=DEVICE, request=REQUEST, appointment=yesterday, content=CONTENT)
    intake.execute("生成表单")
    warning = intake.main.get_by_label(re.compile("预约时间"), exact=False).and_(
        intake.main.locator("input[type=checkbox]")
    )
    warning.wait_for()
    play.seen.true("提示预约时间已过", passed=warning.is_visible())
    warning.check()
    intake.execute("生成表单")
    play.seen.equal("提示", message(intake.page), DONE)


def _open_beside(page: Page, menu: str, number: str) -> None:
    """Let somebody else open a form's dialog from a list page."""
    enter(page, menu)
    OrderList(page).open(number, menu)


def _sign_in_beside(play: Play, page: Page) -> None:
    """Sign in again in a second tab, as the box on the page says, and come back."""
    with page.context.expect_page() as opened:
        page.locator("#session-ended").get_by_role("link").click()
    tab = opened.value
    sign_in_here(tab, "intake")
    tab.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.locator("#session-ended").wait_for(state="hidden")


def _post(page: Page, number: str, **values: str) -> APIResponse:
    """Send what no button of the page sends, with the session's own token."""
    token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
    root = "/".join(page.url.split("/")[:3])
    return page.request.post(
        f"{root}/work-orders/{number}/actions/",
        form=values,
        headers={"X-CSRFToken": token, "Referer": page.url},
    )


def _nothing_created(play: Play, content: str) -> None:
    play.seen.equal("生成的表单数", _count(play, content), 0)


def _count(play: Play, content: str) -> int:
    """Count the forms of customer 111 whose content is exactly that, on 业务查询."""
    page = play.seat(WITNESS)
    if heading(page) != "业务查询":
        enter(page, "业务查询")
    Inquiry(page).look_up("111")
    cells = page.locator("[data-row] .col-content").all_text_contents()
    return sum(cell.strip() == content for cell in cells)


def _everything_in(dialog: Dialog) -> str:
    values = dialog.part.locator("textarea, input, select").evaluate_all(
        "fields => fields.map(field => field.value)"
    )
    return " ".join([*values, dialog.part.inner_text()])

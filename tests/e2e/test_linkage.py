"""A complex matter goes through three departments: assigned, reached, agreed, told and ended."""

import re
from http import HTTPStatus

from playwright.sync_api import Locator, Page, expect
from tests.acceptance.browser import Floor
from tests.acceptance.pages import OrderList, enter, message
from tests.acceptance.play import CHANGED, DONE
from tests.e2e.departments import (
    CUSTOMER,
    area_list,
    complete,
    dispatch,
    fact,
    in_minutes,
    item_row,
    open_order,
    part_of,
    taken_in,
    unique,
)

FULL_PHONE = re.compile(r"1[3-9]\d{9}(?!\d)")
MATTER = "升级套餐后资费多出三十元，并且客厅无法上网，要求一并查清"


def test_the_register_says_whom_to_turn_to_and_where_one_person_is_too_few(floor: Floor):
    page = floor.seat("intake")
    enter(page, "接口人")
    rows = page.locator("main tbody tr")
    expect(rows.filter(has_text="罗婉清")).to_contain_text("027-85550141")
    expect(rows.filter(has_text="有线电视与宽带套餐")).to_have_count(3)
    page.locator("main").get_by_role("link", name="待完善").click()
    few = page.locator("main section", has_text="接口人不足二人的接口").locator("li")
    expect(few).to_contain_text("客服平台运维 技术部 · 1人", use_inner_text=True)
    for department, is_flagged in (("技术部", True), ("产品部", False)):
        enter(page, "相关部门")
        page.locator("main").get_by_role("link", name=department, exact=True).click()
        expect(page.locator("main h1")).to_have_text(department)
        flag = page.locator("main").get_by_text("接口人不足二人")
        expect(flag).to_have_count(1 if is_flagged else 0)


def test_limits_and_processes_show_both_heads_who_signed(floor: Floor):
    page = floor.seat("supervisor")
    enter(page, "处理时限")
    page.locator("main").get_by_role("link", name="第 1 版").first.click()
    signed = page.locator(".limit-signatures li")
    expect(signed.filter(has_text="江城客户服务中心")).to_contain_text("黄国梁")
    expect(signed.filter(has_text="营业部")).to_contain_text("沈慧敏")
    expect(signed.filter(has_text="工区二")).not_to_contain_text("欧阳静")

    enter(page, "相关部门")
    page.locator("main").get_by_role("link", name="营业部", exact=True).click()
    page.locator("main").get_by_role("link", name="商品订购", exact=True).click()
    process = page.locator("main section.block", has_text="核对商品、数量和收货地址")
    expect(process).to_contain_text("生效中")
    expect(fact(process, "客服中心同意")).to_contain_text("黄国梁")
    expect(fact(process, "部门同意")).to_contain_text("沈慧敏")


def test_a_simple_question_is_answered_and_closed_in_one_call(floor: Floor):
    page = floor.seat("intake")
    number = taken_in(page, "营业厅周末几点开门", answer="周末八点半到十七点")
    open_order(page, number)
    expect(page.locator("[data-order]")).to_have_attribute("data-status", "archived")
    expect(page.locator("main")).to_contain_text("周末八点半到十七点")
    # Simple matters never come to the working group.
    enter(page, "联动事项")
    expect(item_row(page, number)).to_have_count(0)


def test_a_message_to_departments_shows_who_has_read_it(floor: Floor):
    title = unique("联动服务数据月报")
    page = floor.seat("supervisor")
    enter(page, "部门消息")
    page.locator("main").get_by_role("link", name="写消息").click()
    main = page.locator("main")
    main.get_by_label("标题").fill(title)
    main.get_by_label("正文").fill("本月联动工单按期办结率九成二，详见统计报表。")
    main.get_by_label("产品部", exact=True).check()
    main.get_by_label("技术部", exact=True).check()
    main.get_by_role("button", name="发送").click()
    expect(main.locator("h2", has_text="已读")).to_contain_text("已读 0 人，应读 2 人")

    reader = floor.seat("product")
    enter(reader, "部门消息")
    row = reader.locator("main tbody tr", has_text=title)
    expect(row).to_contain_text("未读")
    row.get_by_role("link", name=title).click()
    expect(reader.locator("main")).to_contain_text("办结率九成二")

    # The author's page hears of it by itself.
    expect(main.locator("h2", has_text="已读")).to_contain_text("已读 1 人，应读 2 人")
    expect(fact(main, "谢东来")).to_contain_text("未读")
    expect(fact(main, "罗婉清")).not_to_contain_text("未读")
    other = floor.seat("department")
    enter(other, "部门消息")
    expect(other.locator("main tbody tr", has_text="客服系统升级")).to_have_count(1)
    expect(other.locator("main tbody tr", has_text=title)).to_have_count(0)


def test_a_complex_matter_goes_through_departments_and_ends_with_the_centre(floor: Floor):
    number = taken_in(floor.seat("intake"), unique(MATTER))
    come_back_from_the_wrong_department(floor, number)
    part = let_two_departments_work(floor, number)
    reach_the_second_person(floor, number)
    name_a_handler_and_report(floor, number)
    agree_in_a_session(floor, number)
    report_results(floor, number, part)
    refuse_to_end_it_untold(floor, number)
    tell_the_customer(floor, number)
    archive(floor, number, part)
    look_it_up_masked(floor, number)
    inspect_it(floor, number)


def come_back_from_the_wrong_department(floor: Floor, number: str) -> None:
    """The working group finds it in its list; a wrong assignment comes back with a note."""
    page = floor.seat("dispatcher")
    enter(page, "联动事项")
    expect(item_row(page, number)).to_have_count(1)
    dispatch(page, number, "营业部", "业务员甲")

    wrong = floor.seat("department")
    open_order(wrong, number)
    check_a_deadline_of_the_department(wrong)
    orders = area_list(wrong, "工区处理列表")
    dialog = orders.open(number, "处理")
    dialog.choose("反单")
    dialog.write("误派说明", "资费规则由产品部负责，不属本部门")
    dialog.execute()
    assert message(wrong) == DONE
    enter(page, "反单")
    dialog = OrderList(page).open(number, "反单")
    expect(dialog.part).to_contain_text("不属本部门")
    assert dialog.perform("误派说明") == DONE


def check_a_deadline_of_the_department(page: Page) -> None:
    """The time of the department runs from the offer, and says how it comes about."""
    offered = fact(part_of(page, "第 1 次派单"), "调度时间").locator("time")
    at = offered.get_attribute("datetime") or ""
    limits = part_of(page, "工单时限").locator("li", has_text="营业部")
    limits.get_by_role("link", name="接单").click()
    main = page.locator("main")
    expect(main.locator("h1")).to_contain_text("接单")
    expect(fact(main, "责任单位")).to_have_text("营业部")
    expect(fact(main, "起算时间").locator("time")).to_have_attribute("datetime", at)
    expect(fact(main, "计算方式")).to_contain_text("小时，全天候")
    expect(fact(main, "依据规则").get_by_role("link")).to_have_text("处理时限第1版")
    steps = main.get_by_role("region", name="计算过程").locator("li")
    expect(steps.first).to_have_text("按处理时限第1版承诺。")
    expect(steps.last).to_contain_text("到期时间")


def let_two_departments_work(floor: Floor, number: str) -> str:
    """One leads and one assists; each sees its own, the third nothing. Return the sub-order."""
    page = floor.seat("dispatcher")
    enter(page, "重复派单")
    dialog = OrderList(page).open(number, "重复派单")
    dialog.choose("调度")
    assert dialog.dispatch("产品部", "冯天宇", "资费问题，请牵头") == CHANGED

    open_order(page, number)
    item = part_of(page, "联动处理部门")
    item.locator("summary", has_text="增加协办部门").click()
    item.get_by_label("协办部门").select_option(label="技术部")
    item.get_by_label("接收人").select_option(label="谢东来")
    item.get_by_label("需该部门办理的事项").fill("检查客厅线路和光猫")
    item.get_by_role("button", name="建立子工单并派单").click()
    assisting = item.locator("tr[data-node]", has_text="技术部")
    expect(assisting).to_contain_text("协办")
    expect(item.locator("tr[data-node]", has_text="产品部")).to_contain_text("牵头")
    part = assisting.get_attribute("data-node") or ""
    expect(item).to_contain_text("转联动工作小组时间")
    second = part_of(page, "第 2 次派单")
    expect(fact(second, "调度时间").locator("time")).to_be_visible()

    expect(area_list(floor.seat("product"), "工区处理列表").row(number)).to_have_count(1)
    expect(OrderList(floor.seat("product")).row(part)).to_have_count(0)
    expect(area_list(floor.seat("technology"), "工区处理列表").row(part)).to_have_count(1)
    expect(OrderList(floor.seat("technology")).row(number)).to_have_count(0)
    other = floor.seat("department")
    for each in (number, part):
        assert area_list(other, "工区处理列表").find(each) is None
        shown = other.goto(f"/work-orders/{each}/")
        assert shown is not None
        assert shown.status == HTTPStatus.NOT_FOUND
    return part


def reach_the_second_person(floor: Floor, number: str) -> None:
    """Whoever is not reached is passed over for the next, and the order keeps it."""
    page = floor.seat("intake")
    open_order(page, number)
    persons = part_of(page, "部门接口人")
    turn = persons.locator(".reach-turn strong")
    first = turn.inner_text()
    persons.get_by_role("button", name="开始联系").click()
    persons.get_by_label("备注").fill("无人接听")
    persons.get_by_role("button", name="未联系上，顺延").click()
    expect(turn).not_to_have_text(first)
    second = turn.inner_text()
    persons.get_by_role("button", name="已联系上").click()
    expect(persons.get_by_role("button", name="未联系上，顺延")).to_have_count(0)
    page.reload()
    log = part_of(page, "办理记录")
    passed_over = log.locator("li", has_text=f"未联系上{first}")
    expect(passed_over).to_contain_text("无人接听")
    expect(passed_over).to_contain_text(f"顺延至{second}")
    expect(log.locator("li", has_text=f"联系上{second}")).to_have_count(1)


def name_a_handler_and_report(floor: Floor, number: str) -> None:
    """The department takes it on, says who handles it, and what it reports is seen at once."""
    watching = floor.seat("intake")
    open_order(watching, number)
    watching.evaluate("window.neverReloaded = true")
    item = part_of(watching, "联动处理部门")
    leads = item.locator("tr[data-node]", has_text="产品部")
    expect(leads).to_contain_text("未指定")

    page = floor.seat("product")
    dialog = area_list(page, "工区处理列表").open(number, "处理")
    assert dialog.perform("处理") == DONE
    open_order(page, number)
    handler = part_of(page, "部门经办人")
    handler.get_by_label("经办人").select_option(label="罗婉清")
    handler.get_by_role("button", name="指定经办人").click()
    expect(handler).to_contain_text("指定于")
    expect(leads).to_contain_text("罗婉清")

    comments = part_of(page, "评论")
    comments.get_by_label("评论").fill("已核对三个月账单，正在查升级记录")
    expect(comments.get_by_label("这是处理进展")).to_be_checked()
    comments.get_by_role("button", name="发表评论").click()
    expect(leads).to_contain_text("已核对三个月账单")
    assert watching.evaluate("window.neverReloaded")


def agree_in_a_session(floor: Floor, number: str) -> None:
    """A session of the departments has minutes, and a decision that becomes a task."""
    page = floor.seat("supervisor")
    open_order(page, number)
    part_of(page, "协调会商").get_by_role("link", name="召集协调会").click()
    main = page.locator("main")
    main.get_by_label("会议主题").fill("资费与上网故障协调会")
    main.get_by_label("开始").fill(in_minutes(-30))
    main.get_by_label("结束").fill(in_minutes(-5))
    main.get_by_label("参会方1").select_option(label="产品部（整个单位）")
    main.get_by_label("参会方2").select_option(label="技术部（整个单位）")
    main.get_by_role("button", name="召集会议").click()
    minutes = part_of(page, "纪要")
    minutes.get_by_label("会议纪要").fill("产品部核对资费，技术部更换光猫。")
    minutes.get_by_role("checkbox", name="产品部").check()
    minutes.get_by_role("checkbox", name="技术部").check()
    minutes.get_by_role("button", name="保存").click()
    minutes.get_by_role("button", name="发送给全体参会人员").click()
    expect(minutes).to_contain_text("已发送")
    owe_a_task(floor, part_of(page, "决定与任务"))
    open_order(page, number)
    expect(part_of(page, "协调会商")).to_contain_text("光猫已更换，测速正常")


def owe_a_task(floor: Floor, decided: Locator) -> None:
    """What was decided is a task of the department, which does it."""
    decided.locator("summary", has_text="登记决定").click()
    decided.get_by_label("决定内容").fill("技术部今日更换客厅光猫")
    decided.get_by_label("承办部门").select_option(label="技术部")
    decided.get_by_label("期限").fill(in_minutes(600))
    decided.get_by_role("button", name="登记决定").click()
    expect(decided.locator("article")).to_contain_text("技术部今日更换客厅光猫")

    owing = floor.seat("technology")
    enter(owing, "部门任务")
    row = owing.locator("main tbody tr", has_text="技术部今日更换客厅光猫").first
    row.get_by_role("link").first.click()
    owing.locator("summary", has_text="办结任务").click()
    owing.get_by_label("结果").fill("光猫已更换，测速正常")
    owing.get_by_role("button", name="办结任务").click()
    expect(owing.locator("main")).to_contain_text("光猫已更换，测速正常")


def report_results(floor: Floor, number: str, part: str) -> None:
    """Both departments give their results to the centre."""
    page = floor.seat("technology")
    dialog = area_list(page, "工区处理列表").open(part, "处理")
    assert dialog.perform("处理") == DONE
    complete(page, part, "谢东来", "更换光猫，线路正常")
    complete(floor.seat("product"), number, "罗婉清", "升级时误加流量包，已取消并退费三十元")


def refuse_to_end_it_untold(floor: Floor, number: str) -> None:
    """Nobody ends it before the customer was told, and a department never does."""
    page = floor.seat("archiver")
    enter(page, "完成")
    dialog = OrderList(page).open(number, "完成")
    dialog.choose("归档")
    dialog.execute()
    expect(dialog.part).to_contain_text("尚未登记“已告知客户”")

    overseer = floor.seat("dispatcher")
    enter(overseer, "每日清单")
    expect(item_row(overseer, number)).to_contain_text("未告知客户")

    department = floor.seat("product")
    open_order(department, number)
    next_step = part_of(department, "下一步")
    expect(next_step).to_contain_text("当前状态下，您的岗位没有可执行的动作")
    expect(department.get_by_role("button", name="登记已告知客户")).to_have_count(0)


def tell_the_customer(floor: Floor, number: str) -> None:
    """The centre tells the result, and says when and how; that is the reply."""
    teller = floor.seat("intake")
    open_order(teller, number)
    reply = part_of(teller, "工单时限").locator("li", has_text="答复客户")
    expect(reply).to_contain_text("到期")
    item = part_of(teller, "联动处理部门")
    item.get_by_label("告知方式").select_option(label="电话")
    item.get_by_label("备注").fill("用户表示满意")
    item.get_by_role("button", name="登记已告知客户").click()
    told = item.locator("[data-informed]")
    expect(told).to_contain_text("电话")
    expect(told).to_contain_text("林晓彤")
    expect(told.locator("time")).to_be_visible()
    teller.reload()
    expect(reply).to_contain_text("按时")


def archive(floor: Floor, number: str, part: str) -> None:
    """The centre ends it with its part, and it leaves the lists of what is open."""
    page, watching = floor.seat("archiver"), floor.seat("dispatcher")
    enter(page, "完成")
    dialog = OrderList(page).open(number, "完成")
    assert dialog.perform("归档") == DONE
    for each in (number, part):
        open_order(page, each)
        expect(page.locator("[data-order]")).to_have_attribute("data-status", "archived")
    enter(watching, "联动事项")
    expect(item_row(watching, number)).to_have_count(0)
    watching.locator("main").get_by_role("link", name="已办结").click()
    expect(item_row(watching, number)).to_have_count(1)
    enter(watching, "每日清单")
    expect(item_row(watching, number)).to_have_count(0)


def look_it_up_masked(floor: Floor, number: str) -> None:
    """A department finds customer and handling at one place, the personal data masked."""
    page = floor.seat("product")
    enter(page, "信息共享")
    main = page.locator("main")
    main.get_by_label("查询内容").fill(CUSTOMER)
    main.get_by_role("button", name="查询").click()
    customer = part_of(page, "客户").locator("tbody tr", has_text=CUSTOMER)
    expect(customer).to_contain_text("张**")
    expect(customer).to_contain_text("154****0111")
    expect(main).not_to_contain_text(FULL_PHONE)
    handled = part_of(page, "处理情况").locator("tbody tr", has_text=number)
    expect(handled).to_contain_text("产品部")
    expect(handled).to_contain_text("归档")

    # Whoever gave it back goes on to see that it was there, and nothing of the customer.
    other = floor.seat("department")
    enter(other, "信息共享")
    main = other.locator("main")
    main.get_by_role("link", name="处理情况").click()
    gone = main.locator("tbody tr", has_text=number)
    expect(gone).to_contain_text("反单")
    gone.get_by_role("link", name=number).click()
    expect(fact(main, "处理单位")).to_have_text("产品部")
    expect(main).not_to_contain_text(FULL_PHONE)
    expect(main).not_to_contain_text("升级套餐")


def inspect_it(floor: Floor, number: str) -> None:
    """The leaders look whether it went its way, and say what they found."""
    page = floor.seat("supervisor")
    enter(page, "监督检查")
    main = page.locator("main")
    main.get_by_role("link", name="发起检查").first.click()
    title = unique("联动工单抽查")
    main.get_by_label("检查主题").fill(title)
    main.get_by_label("部门", exact=True).select_option(label="产品部")
    main.get_by_label("或指定工单，每行一个编号").fill(number)
    main.get_by_role("button", name="生成样本").click()
    sampled = main.locator("article", has=page.get_by_role("link", name=number))
    expect(sampled).to_contain_text("产品部")
    sampled.get_by_role("link", name="填写检查结果").click()
    main.get_by_label("合格", exact=True).check()
    main.get_by_role("button", name="保存").click()
    expect(main.locator("h2, h3", has_text=title)).to_be_visible()
    expect(sampled).to_contain_text("合格")
    expect(sampled).to_contain_text("黄国梁")

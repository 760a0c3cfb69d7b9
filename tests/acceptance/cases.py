"""The printed cases TC-01 to TC-38 (requirements W.8), each with its steps in the printed words.

They are played in this order, for each form type: a case starts from the status in which the one
before it ended.
"""

# ruff: noqa: E501 - the printed steps are Chinese, whose characters count double

from collections.abc import Callable
from dataclasses import dataclass

from tests.acceptance.play import AREA_2, NOTE, Play, text_of


@dataclass(frozen=True)
class Case:
    """One row of the printed table; ``play`` reads what happens into the play's findings."""

    number: str
    title: str
    steps: str
    expected: str
    play: "Player"

    @property
    def name(self) -> str:
        """What stands in the column 用例说明."""
        return f"{self.number} {self.title}"


CASES: list[Case] = []

_LOOK_UP = "1 进入业务查询界面；2 输入用户证号：111；3 点击查询"


Player = Callable[[Play], None]


def declaring(cases: list[Case]) -> Callable[[str, str, str, str], Callable[[Player], Player]]:
    """Return a decorator that adds the function below it to a table, as the way to play a case."""

    def case(number: str, title: str, steps: str, expected: str) -> Callable[[Player], Player]:
        def declare(function: Player) -> Player:
            cases.append(Case(number, title, steps, expected, function))
            return function

        return declare

    return case


case = declaring(CASES)


def _status_case(number: str, status: str) -> None:
    expected = f"表单信息显示正确，状态为：{status}"
    case(number, "表单状态验证", _LOOK_UP, expected)(lambda play: play.check_status(status))


@case(
    "TC-01",
    "验证生成表单",
    "1 输入用户证号：111，点击查询；2 选择设备类型：数字，需求类型为：测试，预约时间，输入受理内容：测试；"
    "3 选择执行动作：生成表单，点击执行",
    "提示业务操作成功，表单进入调度列表下",
)
def _generate(play: Play) -> None:
    play.generate()
    play.arrived("调度列表", play.page_of("dispatcher", "调度"))


@case(
    "TC-02",
    "表单生成验证",
    "1 进入中心表单管理-调度界面；2 查看当前生成的表单",
    "表单内容完整、正确",
)
def _check_generated(play: Play) -> None:
    facts = play.page_of("dispatcher", "调度").open(play.number, "调度").facts()
    play.check_intake(facts)
    play.seen.equal("受理人", text_of(facts, "受理人"), "林晓彤")
    play.check_recent(facts, "受理时间")


_status_case("TC-03", "生成表单")


@case(
    "TC-04",
    "验证调度（打开）",
    "1 选生成的表单；2 点击调度；3 选择执行动作：调度",
    "调度页面内容：1 用户基本信息；2 调度信息：设备类型、需求类型、预约时间、受理内容；"
    "3 工区信息：工区选择列表、维修人员列表；4 调度备注信息",
)
def _open_dispatch(play: Play) -> None:
    dialog = play.open_dispatch()
    shown = dialog.blocks()
    for block in ("用户基本信息", "调度信息", "工区信息", "工区", "维修人员", "调度备注"):
        play.seen.contains("页面内容", shown, block)
    play.seen.equal("执行动作", dialog.actions(), ["调度"])
    play.check_intake(dialog.facts())
    dialog.pick("工区", "工区一")
    play.seen.equal("工区一的维修人员", dialog.options("维修人员")[1:], ["维修员甲", "维修员乙"])
    dialog.pick("工区", "工区二")
    play.seen.equal("工区二的维修人员", dialog.options("维修人员")[1:], ["维修员丙", "维修员丁"])


@case(
    "TC-05",
    "验证调度（执行）",
    "1 选择工区、维修人员、输入调度备注；2 点击执行",
    "提示表单调度成功，表单进入工区处理列表下",
)
def _dispatch(play: Play) -> None:
    play.dispatch()


_status_case("TC-06", "调度")


@case(
    "TC-07",
    "调度验证",
    "1 进入业务受理（故障申报）工区下；2 查看当前表单",
    "表单调度信息及基本信息显示完整、正确",
)
def _check_dispatched(play: Play) -> None:
    dialog = play.area_list(play.place, "工区处理列表").open(play.number, "处理")
    facts = dialog.facts()
    play.check_intake(facts)
    play.check_dispatch(facts)
    other = "故障申报" if play.form_type == "业务受理" else "业务受理"
    play.left(f"{other}的列表", play.page_of(play.place.username, other))


@case(
    "TC-08",
    "验证工区表单处理",
    "1 选择调度过来的表单；2 点击处理按钮；3 点击执行动作下拉按钮；4 选择处理；5 点击执行",
    "1 下拉列表内容：处理、反单；2 弹出业务操作成功提示；3 表单出现在待处理列表下",
)
def _accept(play: Play) -> None:
    play.accept()


_status_case("TC-09", "处理")


@case(
    "TC-10",
    "验证工区表单处理（打开）",
    "1 在待处理表单列表下，选择表单；2 点击处理",
    "弹出处理页面：1 用户基本信息；2 受理信息；3 工区信息：维修人员列表、处理情况输入框、是否完成、是否上访、是否回访等",
)
def _open_pending(play: Play) -> None:
    dialog = play.open_pending()
    dialog.choose("完成")
    shown = dialog.blocks()
    inputs = (play.handler_label, "处理情况", "是否完成", "是否上访", "是否回访")
    for block in ("用户基本信息", "受理信息", "工区信息", *inputs):
        play.seen.contains("页面内容", shown, block)
    play.seen.equal("执行动作", dialog.actions(), ["完成", "反单"])


@case(
    "TC-11",
    "验证工区表单处理（完成）",
    "1 选择执行动作：完成；2 选择维修人员、填写处理情况；3 点击执行",
    "提示业务操作成功，表单进入完成列表下",
)
def _complete(play: Play) -> None:
    play.complete()


_status_case("TC-12", "完成")


@case(
    "TC-13",
    "表单处理验证",
    "1 进入完成页面；2 查看当前处理的表单",
    "维修人员（受理人员）处理情况等信息正确、完整",
)
def _check_completed(play: Play) -> None:
    facts = play.page_of("controller", "完成").open(play.number, "完成").facts()
    play.check_intake(facts)
    play.check_result(facts)


@case(
    "TC-14",
    "验证完成（打开）",
    "1 选择处理过的表单；2 点击选择表单按钮",
    "弹出完成页面：1 用户基本信息；2 受理信息；3 是否完成按钮",
)
def _open_completed(play: Play) -> None:
    dialog = play.page_of("controller", "完成").open(play.number, "选择表单")
    shown = dialog.blocks()
    for block in ("用户基本信息", "受理信息"):
        play.seen.contains("页面内容", shown, block)
    play.seen.equal("是否完成", text_of(dialog.facts(), "是否完成"), "是")
    play.seen.equal("执行动作", dialog.actions(), ["审核", "重复派单"])


@case(
    "TC-15",
    "验证完成（提交审核）",
    "1 选择执行动作：审核；2 点击执行",
    "提示业务操作成功，表单消失在列表中",
)
def _submit(play: Play) -> None:
    play.submit()


_status_case("TC-16", "审核")


@case(
    "TC-17",
    "完成验证",
    "1 进入审核界面下；2 查看当前提交过来的表单",
    "表单内容完整、正确",
)
def _check_submitted(play: Play) -> None:
    facts = play.page_of("reviewer", "审核").open(play.number, "审核").facts()
    play.check_intake(facts)
    play.check_dispatch(facts)
    play.check_result(facts)


@case(
    "TC-18",
    "验证审核功能（打开）",
    "1 在审核页面下，选择表单；2 点击审核",
    "弹出审核页面：1 基本用户信息；2 受理信息；3 审核备注输入框",
)
def _open_review(play: Play) -> None:
    dialog = play.page_of("reviewer", "审核").open(play.number, "审核")
    shown = dialog.blocks()
    for block in ("基本用户信息", "受理信息", "审核备注"):
        play.seen.contains("页面内容", shown, block)
    play.seen.equal("审核备注输入框", dialog.written("审核备注"), "")


@case(
    "TC-19",
    "验证审核功能（完整）",
    "1 选择执行动作：完整；2 填写审核内容；3 点击执行",
    "提示业务操作成功，表单进入完成列表下",
)
def _approve(play: Play) -> None:
    play.approve()


_status_case("TC-20", "完成")


@case(
    "TC-21",
    "审核功能验证",
    "1 进入完成界面；2 查看审核的表单",
    "表单审核备注、审核人、时间、基本信息显示正确",
)
def _check_reviewed(play: Play) -> None:
    dialog = play.page_of("controller", "完成").open(play.number, "完成")
    facts = dialog.facts()
    play.check_review(facts)
    play.check_intake(facts)
    play.seen.equal("执行动作", dialog.actions(), ["重复派单"])


@case(
    "TC-22",
    "验证归档功能",
    "1 选择审核过的表单；2 点击选择表单；3 选择执行动作：归档；4 点击执行",
    "提示业务操作成功，表单进入归档列表下",
)
def _archive(play: Play) -> None:
    play.archive()


_status_case("TC-23", "归档")


@case(
    "TC-24",
    "归档验证",
    "1 进入归档界面；2 查询归档表单",
    "归档人、归档时间等信息完整、正确",
)
def _check_archived(play: Play) -> None:
    facts = play.read_archived()
    play.check_archive(facts)
    play.check_intake(facts)
    play.check_dispatch(facts)
    play.check_result(facts)
    play.check_review(facts)


@case(
    "TC-25",
    "验证处理-反单功能",
    "1 进入工区表单；2 选择用户证号为111的表单；3 点击处理；4 选择执行动作：反单；5 填写误派说明，点击执行",
    "提示业务操作成功，表单进入反单列表下",
)
def _return(play: Play) -> None:
    play.generate()
    play.open_dispatch()
    play.dispatch()
    play.give_back()


_status_case("TC-26", "反单")


@case(
    "TC-27",
    "处理-反单验证",
    "1 进入反单界面；2 查看表单",
    "表单误派说明等信息显示完整",
)
def _check_returned(play: Play) -> None:
    facts = play.page_of("dispatcher", "反单").open(play.number, "反单").facts()
    play.seen.equal("误派说明", text_of(facts, "误派说明"), NOTE)
    play.seen.equal("反单人", text_of(facts, "反单人"), "陈建军")
    play.seen.contains("反单工区", [fact.text for fact in facts.values()], play.place.name)
    play.check_recent(facts, "反单时间")
    play.check_intake(facts)


@case(
    "TC-28",
    "验证反单功能（误派说明）",
    "1 选择表单；2 点击选择表单；3 选择执行动作：误派说明；4 点击执行",
    "提示业务操作成功，表单进入重复派单列表下",
)
def _note_misdispatch(play: Play) -> None:
    play.put_back("误派说明", caption="选择表单")


_status_case("TC-29", "重复派单")


@case(
    "TC-30",
    "验证重复派单功能",
    "1 选择表单；2 点击重复派单；3 选择执行动作：调度；4 选择工区、维修人员、填写调度备注；5 点击执行",
    "提示表单修改成功，表单被调度到工区表单列表下",
)
def _dispatch_again(play: Play) -> None:
    play.dispatch_again()


_status_case("TC-31", "调度")


@case(
    "TC-32",
    "基本流程验证（生成表单、调度、处理、完成、审核、归档）",
    "基本流程20步：1 进入业务受理页面；2 输入用户证号：11111，点击查询；3 选择设备类型、需求类型、预约时间、填写受理内容；"
    "4 选择执行动作：生成表单，点击执行；5 进入调度界面，选择表单，点击调度；6 选择执行动作：调度，选择工区、维修人员、"
    "填写调度备注，点击执行；7 进入工区表单处理下；8 选择表单，点击处理；9 选择执行动作处理，点击执行；"
    "10 在待处理下，选择表单，点击处理；11 选择执行动作：完成；12 填写维修（受理）人员、处理情况等；13 点击执行；"
    "14 进入完成页面，选择表单，点击完成按钮；15 选择执行动作审核，点击执行；16 进入审核界面下，选择提交过来的表单，点击审核；"
    "17 选择执行动作：完整、填写审核内容，点击执行；18 重新切换到完成界面，选择表单，点击完成；19 选择执行动作：归档，点击执行；"
    "20 进入归档界面，查看归档后的表单",
    "业务流程正常实现，表单归档后信息显示完整",
)
def _basic_flow(play: Play) -> None:
    _accepted(play, customer_no="11111")
    play.open_pending()
    play.complete()
    play.submit()
    play.page_of("reviewer", "审核").open(play.number, "审核")
    play.approve()
    play.archive()
    facts = play.read_archived()
    play.check_intake(facts)
    play.check_dispatch(facts)
    play.check_result(facts)
    play.check_review(facts)
    play.check_archive(facts)
    play.check_status("归档")


@case(
    "TC-33",
    "反单流程",
    "1 基本流程1-9；2 选择执行动作：反单，填写误派说明，点击执行；3 进入反单界面；4 选择表单，点击反单；"
    "5 选择执行动作：重复派单，点击执行",
    "第2步后提示业务操作成功，状态为反单；第5步后提示业务操作成功，表单进入重复派单列表下",
)
def _return_flow(play: Play) -> None:
    _accepted(play, customer_no="11111")
    play.give_back("待处理列表")
    play.check_status("反单")
    play.put_back("重复派单")
    play.check_status("重复派单")


@case(
    "TC-34",
    "重复派单流程",
    "1 反单流程1-5；2 选择表单；3 选择执行动作：调度，选择工区、维修人员、填写调度备注，点击执行",
    "提示表单修改成功，表单进入新的工区表单列表",
)
def _redispatch_flow(play: Play) -> None:
    _accepted(play, customer_no="11111")
    play.give_back("待处理列表")
    play.put_back("重复派单")
    play.dispatch_again(AREA_2)
    play.check_status("调度")


@case("TC-35", "扩展流程1 生成表单——调度——反单", "TC-01、TC-05、TC-25", "状态为：反单，其他不变")
def _extended_1(play: Play) -> None:
    _returned(play)
    play.check_status("反单")
    play.left("重复派单列表", play.page_of("dispatcher", "重复派单"))


@case("TC-36", "扩展流程2 生成表单——调度——反单——重复派单", "TC-35、TC-28", "状态为：重复派单")
def _extended_2(play: Play) -> None:
    _returned(play)
    play.put_back("误派说明")
    play.check_status("重复派单")


@case(
    "TC-37",
    "扩展流程3 生成表单——调度——处理——完成——归档",
    "TC-01、TC-05、TC-08、TC-11，在完成页面选择执行动作：归档，点击执行",
    "提示业务操作成功，归档人、归档时间显示，审核人为空",
)
def _extended_3(play: Play) -> None:
    _completed(play)
    play.archive()
    facts = play.read_archived()
    play.check_archive(facts)
    play.seen.equal("审核人", text_of(facts, "审核人"), "（页面上没有）")
    play.check_status("归档")


@case(
    "TC-38",
    "扩展流程4 生成表单——调度——处理——完成——重复派单",
    "TC-01、TC-05、TC-08、TC-11（是否完成：否），在完成页面选择执行动作：重复派单，点击执行；TC-30",
    "表单进入重复派单列表，可再次调度，状态为：调度",
)
def _extended_4(play: Play) -> None:
    _completed(play, resolved=False)
    play.put_back_completed()
    play.check_status("重复派单")
    play.dispatch_again(AREA_2)
    play.check_status("调度")


def _accepted(play: Play, customer_no: str = "111") -> None:
    play.generate(customer_no)
    play.open_dispatch()
    play.dispatch()
    play.accept()


def _completed(play: Play, *, resolved: bool = True) -> None:
    _accepted(play)
    play.open_pending()
    play.complete(resolved=resolved)


def _returned(play: Play) -> None:
    play.generate()
    play.open_dispatch()
    play.dispatch()
    play.give_back()

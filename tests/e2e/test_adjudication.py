"""Two returns, a decision of the supervisor, and a work area that cannot return it again."""

from playwright.sync_api import expect
from tests.acceptance.browser import Floor
from tests.acceptance.pages import OrderList, enter, message
from tests.acceptance.play import AREA_1, AREA_2, DISPATCHED, DONE, NOTE, Play

BASIS = "设备归属划分表第三条"


def test_returns_end_with_a_decision_that_binds(floor: Floor):
    play = Play(floor, "故障申报")
    play.generate()
    play.open_dispatch()
    play.dispatch()
    play.give_back()
    play.put_back("重复派单")
    play.dispatch_again(AREA_2)
    _return_again(play)
    play.left("反单列表", play.page_of("dispatcher", "反单"))

    page = play.seat("supervisor")
    enter(page, "裁定")
    decision = OrderList(page).open(play.number, "裁定")
    expect(page.locator("[data-dialog] [data-block=return]")).to_have_count(2)
    decision.choose("裁定")
    decision.pick("工区", AREA_1.name)
    decision.pick("维修人员", AREA_1.technician)
    decision.write("裁定依据", BASIS)
    decision.execute()
    play.seen.equal("提示", message(page), DISPATCHED)

    offered = play.area_list(AREA_1, "工区处理列表").open(play.number, "处理")
    dialog = offered.page.locator("[data-dialog]")
    expect(dialog).to_contain_text(BASIS)
    expect(dialog.locator("[data-bound]")).to_be_visible()
    expect(dialog.locator("select[name=action] option[value=return]")).to_be_disabled()
    expect(dialog.locator("select[name=action]")).to_have_value("accept")
    play.seen.equal("提示", offered.perform("处理"), DONE)
    assert not play.seen.faults


def _return_again(play: Play) -> None:
    dialog = play.area_list(AREA_2, "工区处理列表").open(play.number, "处理")
    dialog.choose("反单")
    dialog.write("误派说明", NOTE)
    dialog.execute()
    play.seen.equal("提示", message(dialog.page), DONE)

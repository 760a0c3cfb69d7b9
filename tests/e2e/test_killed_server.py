"""The server is killed while somebody works: nothing typed is lost, nothing is done twice."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect
from tests.acceptance.browser import Floor, sign_in
from tests.acceptance.pages import Intake
from tests.acceptance.play import tomorrow_at
from tests.acceptance.server import DemoServer
from tests.e2e.program import Program

from zuoxi.attachments.tests import samples

# Bytes a second. A part of an upload then takes longer than it takes to kill the server.
SLOW = 200_000
PATIENT = 60_000


@pytest.fixture
def mortal(demo: DemoServer) -> Iterator[DemoServer]:
    """Return the demo, which runs again when the test is over."""
    yield demo
    if not demo.is_running:
        demo.start()


@pytest.fixture
def desk(floor: Floor) -> Iterator[Page]:
    page = floor.new_window("all")
    sign_in(page, floor.url, "all")
    yield page
    page.context.close()


def slow_down(page: Page, bytes_a_second: int) -> None:
    """Limit what a page sends; 0 lifts the limit."""
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second or -1,
        },
    )


def found(program: Program, words: str) -> list[str]:
    """Return the numbers of the orders that a search finds."""
    return [
        each["number"] for each in program.call("GET", f"/work-orders?q={quote(words)}")[1]["items"]
    ]


def test_an_upload_goes_on_where_the_killed_server_had_it(
    desk: Page, mortal: DemoServer, tmp_path: Path
):
    program = Program(mortal.url, "all")
    number = program.call("GET", "/work-orders?list=pending")[1]["items"][0]["number"]
    sound = samples.wav(seconds=60) + os.urandom(16)
    file = tmp_path / f"录音{os.urandom(3).hex()}.wav"
    file.write_bytes(sound)
    desk.goto(f"/work-orders/{number}/")
    expect(desk.locator("[data-files-choose]")).to_be_visible()
    slow_down(desk, SLOW)
    parts = []
    desk.on("request", lambda each: parts.append(each.url) if each.method == "PUT" else None)
    with desk.expect_response(lambda each: each.request.method == "PUT"):
        desk.set_input_files("[data-files-input]", file)
    with desk.expect_event("requestfailed", lambda each: each.method == "PUT"):
        mortal.kill()
    expect(desk.locator(".files-row")).to_contain_text("连接中断")

    slow_down(desk, 0)
    mortal.start()

    expect(desk.locator("[data-files-list]")).to_contain_text(file.name, timeout=PATIENT)
    offsets = [int(each.split("offset=")[1]) for each in parts]
    assert offsets.count(0) == 1
    program = Program(mortal.url, "all")
    kept = program.call("GET", f"/work-orders/{number}/attachments")[1]["items"]
    mine = [each for each in kept if each["name"] == file.name]
    assert [each["sha256"] for each in mine] == [hashlib.sha256(sound).hexdigest()]


def test_what_stands_in_a_form_survives_and_an_order_is_made_once(desk: Page, mortal: DemoServer):
    words = f"合闸后又跳{os.urandom(3).hex()}"
    desk.goto("/intake/fault-reports/")
    form = Intake(desk)
    form.look_up("111")
    form.customer()
    form.fill(device="数字", request="测试", appointment=tomorrow_at(9), content=words)
    mortal.kill()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#toasts")).to_contain_text("无法连接服务器")
    expect(desk.locator("[name=description]")).to_have_value(words)
    mortal.start()

    def die_before_the_answer_arrives(route: Route) -> None:
        assert route.fetch(max_redirects=0).ok
        mortal.kill()
        route.abort("connectionreset")

    intake = "**/intake/fault-reports/"
    desk.route(intake, die_before_the_answer_arrives)
    with desk.expect_event("requestfailed"):
        desk.keyboard.press("Control+Enter")
    expect(desk.locator("[name=description]")).to_have_value(words)
    desk.unroute(intake)
    mortal.start()
    desk.keyboard.press("Control+Enter")
    created = desk.locator("[data-created]")
    expect(created).to_be_visible()

    assert found(Program(mortal.url, "all"), words) == [created.get_attribute("data-created")]

"""Files of an order, sent through the real server: by a person, and in parts by a program."""

import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.acceptance.browser import Floor, sign_in
from tests.e2e.program import Program

from zuoxi.attachments.tests import samples


@pytest.fixture
def program(server: str) -> Program:
    return Program(server, "all")


@pytest.fixture
def number(program: Program) -> str:
    return program.call("GET", "/work-orders?list=pending")[1]["items"][0]["number"]


def noise(side: int = 200) -> bytes:
    """Return a photo that was never sent before."""
    result = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(result, "PNG")
    return result.getvalue()


def test_a_file_beyond_the_limit_of_one_call_comes_in_parts(program: Program, number: str):
    sound = samples.wav(seconds=1800) + os.urandom(16)
    assert len(sound) > 26 * 1024 * 1024
    body = {"order": number, "name": "long.wav", "size": len(sound)}
    _status, upload = program.call("POST", "/uploads", body)
    offset = 0
    while offset < len(sound):
        part = sound[offset : offset + upload["most_at_once"]]
        path = f"/uploads/{upload['id']}?offset={offset}"
        status, state = program.call("PUT", path, part, "application/octet-stream")
        assert status == 200, state
        offset = state["received"]
    status, made = program.call("POST", f"/uploads/{upload['id']}/finish", {})

    assert status == 200, made
    assert made["sha256"] == hashlib.sha256(sound).hexdigest()
    path = f"/attachments/{made['id']}/content"
    assert program.call("GET", path)[1] == sound
    assert program.call("GET", path, Range="bytes=5-9") == (206, sound[5:10])


def test_files_are_added_shown_refused_and_withdrawn(
    floor: Floor, program: Program, number: str, tmp_path: Path
):
    name = f"现场{os.urandom(3).hex()}.png"
    good, bad = tmp_path / name, tmp_path / "evil.jpg"
    good.write_bytes(noise())
    bad.write_bytes(samples.SVG)
    page = floor.new_window("supervisor")
    sign_in(page, floor.url, "supervisor")
    page.goto(f"{floor.url}/work-orders/{number}/")
    expect(page.locator("[data-files-choose]")).to_be_visible()
    page.set_input_files("[data-files-input]", [good, bad])

    picture = page.locator(f'.files-grid img[alt="{name}"]')
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 200
    row = page.locator(".files-row.is-refused")
    expect(row).to_contain_text("不接受这种文件")
    row.get_by_role("button", name="取消").click()
    expect(page.locator(".files-row")).to_have_count(0)
    expect(page.locator("[data-files-choose]")).to_be_focused()

    page.get_by_role("link", name=f"撤回“{name}”").click()
    page.get_by_label("原因").filter(visible=True).fill("拍错了")
    page.get_by_role("button", name="撤回文件").click()
    expect(picture).to_have_count(0)
    page.context.close()


def test_sending_goes_on_by_itself_after_the_link_was_broken(
    floor: Floor, number: str, tmp_path: Path
):
    name = f"长录音{os.urandom(3).hex()}.wav"
    file = tmp_path / name
    file.write_bytes(samples.wav(seconds=120) + os.urandom(8))
    page = floor.new_window("supervisor")
    sign_in(page, floor.url, "supervisor")
    page.goto(f"{floor.url}/work-orders/{number}/")
    sent = []
    page.on("request", lambda each: sent.append(each.url) if each.method == "PUT" else None)
    page.route("**/api/v1/uploads/*", lambda route: _break(route, sent))
    expect(page.locator("[data-files-choose]")).to_be_visible()
    page.set_input_files("[data-files-input]", file)

    expect(page.locator("[data-files-list]")).to_contain_text(name, timeout=30_000)
    assert len(sent) > 3
    page.context.close()


def _break(route, sent):
    """Let the first part pass and lose the next two."""
    if route.request.method == "PUT" and 1 < len(sent) <= 3:
        route.abort("connectionreset")
    else:
        route.continue_()

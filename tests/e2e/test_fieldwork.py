"""The technician's telephone: without a network nothing is lost and nothing done twice."""

import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from tests.acceptance.browser import chromium

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.attachments.models import Attachment
from zuoxi.customers.models import ContactPoint
from zuoxi.fieldwork.models import SignOff
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import Place, act, order_in

PATIENT = 60_000
# The number is said until the page is fetched anew, which may be at once.
ALL_SENT = re.compile(r"已提交 \d 项操作|全部操作已提交")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NO_LIVE_UPDATES = "window.EventSource = class extends EventTarget { close() {} };"
IS_KEPT = """async (path) => {
    const cache = await caches.open("zuoxi-pages");
    return navigator.serviceWorker.controller !== null && (await cache.match(path)) !== undefined;
}"""
KEPT_PAGES = """async () => {
    if (!(await caches.has("zuoxi-pages"))) return [];
    const cache = await caches.open("zuoxi-pages");
    return (await cache.keys()).map((each) => new URL(each.url).pathname);
}"""
# As if the time of the reveal were over; a browser's clock cannot be set for its worker.
END_REVEALS = """async () => {
    const cache = await caches.open("zuoxi-clear");
    for (const each of await cache.keys()) {
        const kept = await cache.match(each);
        const headers = new Headers(kept.headers);
        headers.set("X-Until", String(Date.now() - 1));
        await cache.put(each, new Response(await kept.blob(), { headers }));
    }
}"""
CLEAR_AND_MASKED = """async (path) => {
    const [clear, masked] = await Promise.all(["zuoxi-clear", "zuoxi-pages"].map(
        async (name) => (await (await caches.open(name)).match(path))?.text()));
    return (clear ?? "").includes("13812345678") && masked && !masked.includes("13812345678");
}"""
NOTHING_KEPT = (
    """async () => !(await caches.has("zuoxi-pages")) && !(await caches.has("zuoxi-clear"))"""
)
TOO_SMALL = """() => [...document.querySelectorAll(".work-body .btn, .work-body summary")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
    .map((each) => each.textContent.trim())"""


@pytest.fixture(scope="module")
def browser():
    # Playwright's own event loop runs in this thread, which Django takes for a reason to refuse.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def place(transactional_db, settings, tmp_path):
    del transactional_db
    settings.FILES_DIR = tmp_path / "files"
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "in_progress")


@pytest.fixture
def phone(browser, live_server, place):
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(PATIENT)
    context.add_init_script(NO_LIVE_UPDATES)
    sign_in(context, live_server.url, place.users["area1"])
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, url: str, user) -> None:
    """Give the phone the session of somebody who has just signed in."""
    cookies = signed_in(user).cookies
    context.add_cookies(
        [{"name": n, "value": each.value, "url": url} for n, each in cookies.items()]
    )


def visit(page: Page, number: str) -> None:
    """Open an order and wait until the phone keeps it."""
    path = f"/field/orders/{number}/"
    page.goto("/field/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(path)
    page.wait_for_function(IS_KEPT, arg=path)


def fill_in(page: Page, notes: str) -> None:
    page.locator("#complete summary").click()
    page.locator("#complete [name=handler]").select_option(index=1)
    page.locator("#complete [name=resolution_notes]").fill(notes)


def draw(page: Page) -> None:
    canvas = page.locator("#complete canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 70, steps=4)
    page.mouse.up()


def photo(folder: Path) -> Path:
    result = BytesIO()
    Image.frombytes("RGB", (90, 60), os.urandom(90 * 60 * 3)).save(result, "PNG")
    path = folder / "现场.png"
    path.write_bytes(result.getvalue())
    return path


def times_completed(order) -> int:
    return Event.objects.filter(kind="workorders.completed", subject_id=order.pk).count()


def waiting(page: Page):
    return page.locator("[data-outbox-words]")


def test_a_completion_without_a_network_is_kept_over_a_reload_and_sent_once(phone, order, tmp_path):
    visit(phone, order.number)
    phone.context.set_offline(True)
    phone.reload()
    fill_in(phone, "已更换入户光缆")
    phone.locator("#complete [name=photos]").set_input_files(photo(tmp_path))
    phone.locator("#complete [name=signer]").fill("王小明")
    draw(phone)
    phone.locator("#complete [type=submit]").click()
    expect(waiting(phone)).to_contain_text("3 项操作待提交")
    phone.reload()
    expect(waiting(phone)).to_contain_text("3 项操作待提交")
    assert times_completed(order) == 0

    phone.context.set_offline(False)
    expect(waiting(phone)).to_contain_text(ALL_SENT, timeout=PATIENT)

    assert times_completed(order) == 1
    order.refresh_from_db()
    assert order.status == "completed"
    assert order.legs.get().resolution_notes == "已更换入户光缆"
    kinds = Attachment.objects.filter(order=order).values_list("kind", flat=True)
    assert sorted(kinds) == ["photo", "signature"]
    assert SignOff.objects.get().signer == "王小明"


def test_what_follows_an_acceptance_without_a_network_is_done_in_its_order(phone, place):
    order = order_in(place, "dispatched")
    visit(phone, order.number)
    phone.context.set_offline(True)
    phone.locator("[data-step=accept] [type=submit]").click()
    expect(waiting(phone)).to_contain_text("1 项操作待提交")
    fill_in(phone, "离线接单并完成")
    phone.locator("#complete [type=submit]").click()
    expect(waiting(phone)).to_contain_text("2 项操作待提交")
    phone.context.set_offline(False)
    expect(waiting(phone)).to_contain_text(ALL_SENT, timeout=PATIENT)

    order.refresh_from_db()
    assert order.status == "completed"


def test_when_the_answer_is_lost_the_repeat_gets_the_first_result(phone, order):
    visit(phone, order.number)
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    phone.context.route("**/actions/complete", lose)
    fill_in(phone, "已修复")
    with phone.context.expect_event("requestfailed", lambda each: "/complete" in each.url):
        phone.locator("#complete [type=submit]").click()
    assert lost == [200]
    expect(waiting(phone)).to_contain_text("1 项操作待提交")
    phone.locator("[data-outbox-send]").click()
    expect(waiting(phone)).to_contain_text(ALL_SENT)

    assert times_completed(order) == 1


def test_what_somebody_else_did_meanwhile_is_shown_and_the_person_decides(phone, place, order):
    visit(phone, order.number)
    phone.context.set_offline(True)
    fill_in(phone, "我写的处理结果")
    phone.locator("#complete [type=submit]").click()
    expect(waiting(phone)).to_contain_text("1 项操作待提交")
    act(place, order, "return")
    phone.context.set_offline(False)

    conflict = phone.locator("[data-outbox-list] li")
    expect(conflict).to_contain_text("我写的处理结果")
    expect(conflict).to_contain_text("已不在您的工区")
    phone.goto("/field/")
    expect(conflict).to_have_count(1)
    conflict.locator("[data-discard]").click()
    expect(conflict).to_have_count(0)
    assert times_completed(order) == 0


def test_a_session_that_ended_sends_nothing_until_its_owner_is_back(phone, place, order):
    visit(phone, order.number)
    fill_in(phone, "会话已失效")
    url = phone.url.partition("/field/")[0]
    phone.context.clear_cookies()
    phone.locator("#complete [type=submit]").click()
    expect(waiting(phone)).to_contain_text("1 项操作待重新登录后提交")
    sign_in(phone.context, url, place.users["area2"])
    phone.locator("[data-outbox-send]").click()
    expect(waiting(phone)).to_contain_text("1 项操作待重新登录后提交")
    assert times_completed(order) == 0
    phone.context.clear_cookies()
    sign_in(phone.context, url, place.users["area1"])
    phone.locator("[data-outbox-send]").click()
    expect(waiting(phone)).to_contain_text(ALL_SENT)
    assert times_completed(order) == 1


def test_another_person_at_the_same_phone_sees_nothing_of_the_first(phone, place, order):
    visit(phone, order.number)
    assert f"/field/orders/{order.number}/" in phone.evaluate(KEPT_PAGES)
    url = phone.url.partition("/field/")[0]
    # What the page still asks for without a session would bring cookies of its own.
    phone.goto("about:blank")
    phone.context.clear_cookies()
    sign_in(phone.context, url, place.users["area2"])
    phone.goto("/field/")
    phone.wait_for_function(IS_KEPT, arg="/field/")
    assert phone.evaluate(KEPT_PAGES) == ["/field/owner", "/field/"]
    assert order.number not in phone.content()
    # An answer to the first person may have come late, with a cookie that this page does not know.
    phone.reload()

    phone.locator(".person-toggle").click()
    phone.locator("form[data-sign-out] button").click()
    phone.locator("input[name=username]").wait_for(timeout=2 * PATIENT)
    assert phone.evaluate(KEPT_PAGES) == []


def test_what_was_opened_for_a_visit_ends_with_the_reveal_also_without_a_network(
    phone, place, order
):
    ContactPoint.objects.create(
        customer=place.customer,
        kind="mobile",
        raw="13812345678",
        normalised="+8613812345678",
        is_primary=True,
        position=0,
    )
    visit(phone, order.number)
    path = f"/field/orders/{order.number}/"
    token = phone.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))")
    phone.request.post(f"{path}contact", form={"for": "call"}, headers=token)
    phone.reload()
    phone.wait_for_function(CLEAR_AND_MASKED, arg=path)
    call = phone.locator("a[href='tel:+8613812345678']")
    phone.context.set_offline(True)
    phone.reload()
    expect(call).to_be_visible()
    phone.evaluate(END_REVEALS)
    phone.reload()

    expect(phone.locator(".field-contact")).to_contain_text("138****5678")
    expect(call).to_have_count(0)
    assert "138 1234 5678" not in phone.content()
    fill_in(phone, "到期后仍可填写")


@pytest.mark.parametrize("how", ["opens a page", "taps the call"])
def test_a_session_that_has_ended_leaves_no_page_but_what_was_not_sent(phone, order, how):
    visit(phone, order.number)
    phone.context.set_offline(True)
    fill_in(phone, "登录失效前完成")
    phone.locator("#complete [type=submit]").click()
    expect(waiting(phone)).to_contain_text("1 项操作待提交")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(waiting(phone)).to_contain_text("1 项操作待重新登录后提交")
    assert phone.evaluate(KEPT_PAGES) != []
    if how == "opens a page":
        phone.goto("/field/")
        expect(phone.locator("input[name=username]")).to_be_visible()
    else:
        phone.evaluate("fetch(`${location.pathname}contact`, {method: 'POST'}).catch(() => null)")
        phone.evaluate("fetch(location.href, {headers: {'HX-Request': 'true'}})")

    phone.wait_for_function(NOTHING_KEPT)
    databases = phone.evaluate("indexedDB.databases().then((all) => all.map((each) => each.name))")
    assert any(each.startswith("zuoxi-field-") for each in databases)


def test_what_somebody_else_left_unsent_on_the_phone_expires_too(phone, order):
    visit(phone, order.number)
    phone.evaluate(
        """([made]) => new Promise((done) => {
          const call = indexedDB.open("zuoxi-field-somebody", 1);
          call.onupgradeneeded = () =>
            call.result.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
          call.onsuccess = () => {
            const entries = call.result.transaction("entries", "readwrite").objectStore("entries");
            entries.add({ order: "1", state: "waiting", made, body: { text: "隐私" } });
            entries.transaction.oncomplete = () => (call.result.close(), done());
          };
        })""",
        [(timezone.now() - timedelta(days=8)).timestamp() * 1000],
    )
    phone.reload()

    phone.wait_for_function(
        """() => new Promise((done) => {
          const call = indexedDB.open("zuoxi-field-somebody", 1);
          call.onsuccess = () => {
            const all = call.result.transaction("entries").objectStore("entries").getAll();
            all.onsuccess = () => {
              const [entry] = all.result;
              call.result.close();
              done(entry.state === "expired" && !Object.keys(entry.body).length);
            };
          };
        })"""
    )


def test_the_pages_have_no_barrier_and_can_be_installed(phone, live_server, order):
    visit(phone, order.number)
    for step in phone.locator("main details > summary").all():
        step.click()
    for address in (f"/field/orders/{order.number}/", "/field/"):
        if address not in phone.url or address == "/field/":
            phone.goto(address)
        found = Axe().run(phone).response["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
        assert phone.evaluate(TOO_SMALL) == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    manifest = phone.request.get("/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["display"]) == ("/field/", "standalone")
    sizes = set()
    for icon in manifest["icons"]:
        picture = phone.request.get(live_server.url + icon["src"]).body()
        with Image.open(BytesIO(picture)) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
            sizes.add(image.width)
    assert sizes == {192, 512}

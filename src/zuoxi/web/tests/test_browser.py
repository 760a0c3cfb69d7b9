"""The behaviours in static/web/js, in a real Chromium: keys, selection, drafts, live updates."""

import os
from threading import Thread

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import expect, sync_playwright
from tests.acceptance.browser import chromium as chromium_path

from zuoxi.web.tests.conftest import ROLES_COOKIE

pytestmark = pytest.mark.browser

# What an input method's key events look like; Playwright has no input method.
COMPOSING = """key => document.dispatchEvent(
    new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true}))"""
# A stream whose events the test sends itself.
FAKE_STREAM = """window.EventSource = class extends EventTarget {
    constructor(url) { super(); window.stream = this; setTimeout(() => this.emit("open")); }
    emit(type, data) { this.dispatchEvent(Object.assign(new Event(type), {data})); }
    close() {}
}"""


@pytest.fixture(scope="module")
def chromium():
    # Playwright's own event loop runs in this thread, which Django takes for a reason to refuse.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def server(frame_alone):
    """Serve the sample pages; pytest-django's server has loaded the whole product's middleware."""
    httpd = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    httpd.set_app(StaticFilesHandler(WSGIHandler()))
    thread = Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture
def page(server, chromium):
    context = chromium.new_context(base_url=server, locale="en-GB")
    context.add_cookies([{"name": ROLES_COOKIE, "value": "dispatcher", "url": server}])
    context.add_init_script(FAKE_STREAM)
    context.set_default_timeout(5000)
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda each: faults.append(each.text) if "Security" in each.text else None)
    yield page
    context.close()
    assert not faults


def selected(page):
    return page.locator('[data-row][aria-selected="true"]')


def open_form(page):
    page.goto("/list")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_role("dialog", name="N1")).to_be_visible()


def test_keys_move_and_open_without_leaving_the_list(page):
    page.goto("/list")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(selected(page)).to_have_attribute("data-row", "N2")
    page.keyboard.press("k")
    expect(selected(page)).to_have_attribute("data-row", "N1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="N1")).to_be_visible()
    expect(page.locator("[name=action]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-dialog]")).to_have_count(0)
    expect(selected(page)).to_be_focused()


def test_keys_rest_while_an_input_method_composes(page):
    page.goto("/list")
    page.evaluate(COMPOSING, "j")
    expect(selected(page)).to_have_count(0)
    page.keyboard.press("j")
    expect(selected(page)).to_have_count(1)


def test_keys_rest_while_somebody_types(page):
    open_form(page)
    page.locator("[name=remark]").focus()
    page.keyboard.type("djk/?nx")
    expect(page.locator("[name=remark]")).to_have_value("djk/?nx")
    expect(selected(page)).to_have_attribute("data-row", "N1")


def test_keys_rest_with_a_modifier(page):
    page.goto("/list")
    page.keyboard.press("Alt+j")
    expect(selected(page)).to_have_count(0)


def test_the_list_of_keys(page):
    page.goto("/list")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("j")
    expect(selected(page)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_a_button_that_needs_a_row_says_so(page):
    page.goto("/list")
    page.get_by_role("button", name="Dispatch").click()
    expect(page.locator("#toasts")).to_contain_text("Select a row first.")
    expect(page.locator("[data-dialog]")).to_have_count(0)


def test_a_telephone_opens_the_page_itself(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/list")
    page.get_by_label("N3").check()
    page.get_by_role("button", name="Dispatch").click()
    page.wait_for_url("**/form/N3")


def test_closing_leads_back_on_a_page_of_its_own(page):
    page.goto("/list")
    page.goto("/form/N1")
    page.get_by_role("button", name="Close", exact=True).click()
    page.wait_for_url("**/list")


def test_only_the_fields_of_the_chosen_action_show_and_are_sent(page):
    open_form(page)
    expect(page.locator("[name=note]")).to_be_hidden()
    expect(page.locator("[name=note]")).to_be_disabled()
    page.locator("[name=action]").select_option("note")
    expect(page.locator("[name=note]")).to_be_enabled()


def test_people_of_the_chosen_area_only(page):
    open_form(page)
    people = page.locator("[name=person] option")
    expect(people).to_have_count(1)
    page.locator("[name=area]").select_option("a2")
    assert [each.get_attribute("value") for each in people.all()] == ["", "p2"]
    page.locator("[name=person]").select_option("p2")
    page.locator("[name=area]").select_option("a1")
    expect(page.locator("[name=person]")).to_have_value("")


def test_what_is_typed_survives_closing_and_reloading(page):
    open_form(page)
    page.locator("[name=area]").select_option("a1")
    page.locator("[name=person]").select_option("p1")
    page.locator("[name=remark]").fill("Call first")
    page.keyboard.press("Escape")
    expect(page.locator("#toasts")).to_contain_text("What you typed is kept.")
    open_form(page)
    expect(page.locator("[name=person]")).to_have_value("p1")
    expect(page.locator("[name=remark]")).to_have_value("Call first")


def test_signing_out_forgets_what_was_typed(page):
    drafts = 'Object.keys(sessionStorage).filter((key) => key.startsWith("zuoxi:draft:")).length'
    open_form(page)
    page.locator("[name=remark]").fill("Call first")
    assert page.evaluate(drafts) == 1

    page.evaluate("""() => {
        const form = document.body.appendChild(document.createElement("form"));
        form.dataset.signOut = "";
        form.dispatchEvent(new Event("submit", {bubbles: true, cancelable: true}));
    }""")

    assert page.evaluate(drafts) == 0


def test_what_was_sent_is_not_typed_again(page):
    open_form(page)
    page.locator("[name=area]").select_option("a1")
    page.locator("[name=person]").select_option("p1")
    page.locator("[name=remark]").fill("Call first")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("It is done.")
    open_form(page)
    expect(page.locator("[name=remark]")).to_have_value("")


def test_a_refused_form_keeps_its_text_and_gets_the_focus(page):
    open_form(page)
    page.locator("[name=remark]").fill("Call first")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-form-faults]")).to_be_focused()
    expect(page.locator("[name=remark]")).to_have_value("Call first")
    expect(page.locator("#id_area_error")).to_be_visible()


def test_a_form_is_sent_once(page):
    open_form(page)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.evaluate(
        """() => { const form = document.querySelector("[data-dialog] form");
        for (let i = 0; i < 3; i++) form.requestSubmit(); }"""
    )
    expect(page.locator("[data-form-faults]")).to_be_visible()
    assert len(sent) == 1


def test_a_session_that_ends_leaves_the_text_in_the_page(page):
    open_form(page)
    page.locator("[name=remark]").fill("Call first")
    cookies = page.context.cookies()
    page.context.clear_cookies(name=ROLES_COOKIE)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#session-ended")).to_be_visible()
    expect(page.locator("[name=remark]")).to_have_value("Call first")
    page.context.add_cookies([each for each in cookies if each["name"] == ROLES_COOKIE])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#session-ended")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-form-faults]")).to_be_visible()


def test_a_session_that_ends_in_the_background_waits_until_the_word_is_typed(page):
    open_form(page)
    page.locator("[name=remark]").fill("Call fi")
    page.context.clear_cookies(name=ROLES_COOKIE)
    with page.expect_response(lambda response: response.status == 401):
        page.evaluate("""stream.emit("change", '["list:sample"]')""")
    page.keyboard.type("rst")
    expect(page.locator("#session-ended")).to_be_hidden()
    expect(page.locator("[name=remark]")).to_have_value("Call first")
    page.keyboard.press("Tab")
    expect(page.locator("#session-ended")).to_be_visible()


def test_a_change_refreshes_the_list_and_keeps_the_row(page):
    page.goto("/list")
    page.keyboard.press("j")
    page.evaluate("document.querySelector('[data-row]').dataset.old = '1'")
    with page.expect_request(
        lambda request: request.headers.get("x-zuoxi-live") == "1" and "/list" in request.url
    ):
        page.evaluate("""stream.emit("change", '["list:other", "list:sample"]')""")
    expect(page.locator("[data-old]")).to_have_count(0)
    expect(selected(page)).to_have_attribute("data-row", "N1")
    expect(selected(page)).to_be_focused()


def test_a_change_elsewhere_refreshes_nothing(page):
    page.goto("/list")
    page.evaluate("document.querySelector('[data-row]').dataset.old = '1'")
    page.evaluate("""stream.emit("change", '["list:other"]')""")
    page.wait_for_timeout(700)
    expect(page.locator("[data-old]")).to_have_count(1)


def test_nothing_that_somebody_types_in_is_replaced(page):
    page.goto("/form/N1")
    page.evaluate(
        """() => { const part = document.querySelector("[data-dialog]");
        part.setAttribute("data-live", "order:N1"); }"""
    )
    page.locator("[name=remark]").fill("Call first")
    page.evaluate("""stream.emit("change", '["order:N1"]')""")
    expect(page.locator("[data-live-notice]")).to_contain_text("This has changed")
    expect(page.locator("[name=remark]")).to_have_value("Call first")


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_nothing_runs_over_the_edge(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("/list", "/form/N1", "/fail/404"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address

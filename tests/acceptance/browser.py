"""One headless Chromium, and in it one signed-in window for each person."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

PASSWORD = "zuoxi-demo"
# Height of the window for each width that people sit at.
HEIGHTS = {1440: 900, 1024: 768, 390: 844}
TIMEOUT = 40_000
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
LANGUAGES = {"zh": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}


# Live updates are what tests/e2e is about. Here they would only make every idle window fetch its
# list again after each of the hundreds of moves.
_NO_LIVE_UPDATES = "window.EventSource = class extends EventTarget { close() {} };"


@dataclass
class Watch:
    """What no page may produce: script errors, refused content, failed requests."""

    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page, who: str) -> None:
        """Note the faults of a page from now on."""
        page.on("console", lambda message: self._console(who, message))
        page.on("pageerror", lambda error: self.faults.append(f"{who}: {error}"))
        page.on("response", lambda response: self._response(who, response))

    def _console(self, who: str, message: ConsoleMessage) -> None:
        text = message.text
        # A refused form answers 4xx on purpose; the browser calls that an error of its own.
        if message.type == "error" and "Failed to load resource" not in text:
            self.faults.append(f"{who}: {text}")

    def _response(self, who: str, response: Response) -> None:
        missing = response.status == 404 and "/static/" in response.url
        if response.status >= 500 or missing:
            self.faults.append(f"{who}: {response.status} {response.url}")


@dataclass
class Floor:
    """The room with everybody's windows; each person signs in once and stays signed in."""

    browser: Browser
    url: str
    live: bool = True
    language: str = "zh"
    watch: Watch = field(default_factory=Watch)
    last: str = ""
    guests: dict[str, Page] = field(default_factory=dict)
    _seats: dict[str, Page] = field(default_factory=dict)

    def seat(self, username: str) -> Page:
        """Return the window of a person, signed in."""
        if username not in self._seats:
            page = self.new_window(username)
            sign_in(page, self.url, username)
            self._seats[username] = page
        self.last = username
        return self._seats[username]

    def keep_evidence(self, folder: Path, name: str) -> None:
        """Keep a picture of the window that was used last, for a case that failed."""
        folder.mkdir(parents=True, exist_ok=True)
        page = self._seats.get(self.last)
        if page is not None:
            page.screenshot(path=folder / f"{name}-{self.last}.png")

    def new_window(self, who: str, *, language: str = "", width: int = 1440) -> Page:
        """Open a window that shares nothing with the others."""
        context = self.context(language=language, width=width)
        page = context.new_page()
        self.watch.follow(page, who)
        return page

    def context(self, *, language: str = "", width: int = 1440) -> BrowserContext:
        """Return a fresh browser profile of a language (otherwise the floor's) and a width."""
        context = self.browser.new_context(
            base_url=self.url,
            locale=LANGUAGES[language or self.language],
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
        )
        context.set_default_timeout(TIMEOUT)
        if not self.live:
            context.add_init_script(_NO_LIVE_UPDATES)
        return context


def sign_in(page: Page, url: str, username: str, password: str = PASSWORD) -> None:
    """Go to the start page and sign in."""
    page.goto(f"{url}/")
    sign_in_here(page, username, password)


def sign_in_here(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page that is shown."""
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.locator("nav#rail").wait_for(state="attached")


def settle(page: Page) -> None:
    """Wait until a page that was opened has fetched the parts that it fetches by itself.

    Playwright's own wait, for a network without requests, takes half a second of every page.
    """
    # The last one is the spinner of Swagger UI.
    busy = ":has(.htmx-request, .loading-container)"
    page.locator(f"html:not(.is-loading, {busy})").wait_for(state="attached")


def dress(page: Page, width: int, scheme: Literal["light", "dark"], *, height: int = 0) -> None:
    """Give a window a width and a look, and wait until the page, if it has looks, wears it."""
    page.set_viewport_size({"width": width, "height": height or HEIGHTS[width]})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        """(scheme) => [undefined, scheme].includes(document.documentElement.dataset.bsTheme)
            && new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
                .then(() => true)""",
        arg=scheme,
    )


@contextmanager
def open_floor(
    url: str, *, headless: bool = True, live: bool = True, language: str = "zh"
) -> Iterator[Floor]:
    """Start Chromium and yield the floor; everything is closed afterwards.

    Without ``live`` the pages hear of no change by themselves.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(headless=headless), args=_ARGUMENTS, headless=headless
        )
        try:
            yield Floor(browser, url.rstrip("/"), live, language)
        finally:
            browser.close()


def chromium(*, headless: bool = True) -> str:
    """Return the path of Debian's Chromium, or whichever stands in its place.

    Without a screen the build without windows is preferred: it draws the same pages, and needs a
    third less of the machine.
    """
    for name in (*(["chromium-headless-shell"] if headless else []), "chromium", "google-chrome"):
        found = shutil.which(name)
        if found:
            return str(Path(found))
    raise FileNotFoundError("There is no Chromium. On Debian: apt-get install chromium")

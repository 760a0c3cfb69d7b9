"""A newly installed version is loaded while people go on working."""

import http.client
import threading
import time
from urllib.parse import urlsplit

from playwright.sync_api import expect
from tests.acceptance.browser import Floor, sign_in
from tests.acceptance.server import DemoServer

_PATIENCE = 60


class Caller(threading.Thread):
    """Asks without a pause, over one connection or over a new one each time; notes what fails."""

    def __init__(self, url: str, *, keeps_connection: bool) -> None:
        super().__init__(daemon=True)
        self._place = urlsplit(url).netloc
        self._keeps_connection = keeps_connection
        self.answers = 0
        self.faults: list[str] = []
        self.is_done = False

    def run(self) -> None:
        """Ask until told to stop."""
        connection = http.client.HTTPConnection(self._place, timeout=20)
        while not self.is_done:
            if not self._keeps_connection:
                connection.close()
            try:
                connection.request("GET", "/sign-in")
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(repr(error))
                connection.close()
                continue
            self.answers += 1
            if answer.status != 200:
                self.faults.append(str(answer.status))
        connection.close()


def test_a_reload_drops_no_request_and_live_pages_come_back(demo: DemoServer, floor: Floor):
    page = floor.new_window("dispatcher")
    sign_in(page, floor.url, "dispatcher")
    expect(page.locator("[data-live-state]")).to_be_hidden()
    before = demo.web_processes()
    assert len(before) == 2
    callers = [Caller(demo.url, keeps_connection=keeps) for keeps in (True, False)]
    for caller in callers:
        caller.start()

    demo.reload()
    end = time.monotonic() + _PATIENCE
    while demo.web_processes() & before or len(demo.web_processes()) < 2:
        assert time.monotonic() < end, "the old processes are still there"
        time.sleep(0.2)

    for caller in callers:
        caller.is_done = True
        caller.join()
        assert caller.faults == []
        assert caller.answers > 20
    expect(page.locator("[data-live-state]")).to_be_hidden()
    assert page.request.get(f"{floor.url}/dispatching/").status == 200
    page.context.close()

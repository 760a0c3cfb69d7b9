"""What Prometheus reads of the running server: all processes added up."""

import re
import urllib.request
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect
from tests.acceptance.browser import Floor, sign_in
from tests.acceptance.server import DemoServer


def read(demo: DemoServer) -> str:
    with urllib.request.urlopen(demo.metrics_url, timeout=20) as answer:  # noqa: S310 - our own
        return answer.read().decode()


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_calls_of_all_web_processes_are_counted_together(demo: DemoServer):
    count = 'zuoxi_request_seconds_count{call="GET /healthz",status="200"}'
    before = figure(read(demo), count)
    for _call in range(20):
        urllib.request.urlopen(f"{demo.url}/healthz", timeout=20).close()  # noqa: S310 - our own

    after = read(demo)
    assert figure(after, count) >= before + 20
    assert 'le="0.15"' in after


def test_methods_that_somebody_invents_make_no_figures(demo: DemoServer):
    for method in ("BREW", "POUR"):
        request = urllib.request.Request(f"{demo.url}/healthz", method=method)  # noqa: S310
        with pytest.raises(HTTPError):
            urllib.request.urlopen(request, timeout=20)  # noqa: S310 - our own

    text = read(demo)
    assert "BREW" not in text
    assert 'call="other"' in text


def test_jobs_workers_streams_and_the_database_are_there(demo: DemoServer, floor: Floor):
    page = floor.new_window("dispatcher")
    sign_in(page, floor.url, "dispatcher")
    page.wait_for_timeout(1000)
    expect(page.locator("[data-live-state]")).to_be_hidden()
    text = read(demo)
    page.context.close()

    assert figure(text, "zuoxi_database_up") == 1
    # More than one for a minute where another test has killed one.
    assert figure(text, "zuoxi_workers") >= 1
    assert figure(text, "zuoxi_live_streams") >= 1
    assert figure(text, "zuoxi_files_free_bytes") > 0
    for name in ('zuoxi_jobs{status="todo"}', "zuoxi_jobs_stalled", "zuoxi_jobs_oldest_seconds"):
        assert f"\n{name} " in text
    assert "zuoxi_info{version=" in text

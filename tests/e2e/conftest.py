"""One demo server for all browser tests of a run, and a browser for each module.

The browser ends with its module, because Django refuses the database to tests that run in the same
thread while Playwright's loop is alive.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.acceptance.browser import TIMEOUT, Floor, open_floor
from tests.acceptance.server import DemoServer, demo_server

# A busy machine is slow, not wrong.
expect.set_options(timeout=TIMEOUT)

_LONGEST = "tests/e2e/test_pages.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, and give a page its time; the demo takes its own.

    The walk through all pages takes longest: started first, it does not keep a run waiting alone.
    """
    items.sort(key=lambda item: not item.path.match(_LONGEST))
    for item in items:
        if "/tests/e2e/" in str(item.path):
            item.add_marker("browser")
            item.add_marker(pytest.mark.timeout(240, func_only=True))


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    """Return a demo of the tests' own."""
    with demo_server() as started:
        yield started


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> str:
    """Return the address of a demo; ``ZUOXI_E2E_URL`` names one that runs already."""
    running = os.environ.get("ZUOXI_E2E_URL")
    return running or request.getfixturevalue("demo").url


@pytest.fixture(scope="module")
def floor(server: str) -> Iterator[Floor]:
    """Return the room with everybody's windows."""
    with open_floor(server) as opened:
        yield opened

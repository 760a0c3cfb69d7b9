"""A walk through the product: every kind of page that somebody reaches by following links."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page
from tests.acceptance import gallery
from tests.acceptance.browser import Floor, settle

# Between them they hold every role and every place; the first to reach a page shows it.
PEOPLE = (
    "all",
    "supervisor",
    "admin",
    "auditor",
    "intake",
    "dispatcher",
    "area1",
    "area2",
    "department",
    "head",
    "product",
    "controller",
    "reviewer",
    "archiver",
)
_LINKS = """() => [...document.querySelectorAll('a[href]:not([download])')]
    .filter((link) => link.origin === location.origin)
    .map((link) => [link.pathname + link.search, link.matches('nav#rail *, #person-menu *')])"""


@dataclass(frozen=True)
class Stop:
    """One page as one person sees it."""

    username: str
    address: str

    @property
    def name(self) -> str:
        """Return a name for a file, the same for the same page of every walk."""
        return f"{self.username or 'nobody'}-{_slug(kind_of(self.address))}"


def kind_of(address: str) -> tuple[str, ...]:
    """Return the route and the names in the query: the pages of two orders are of one kind."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).view_name
    except Resolver404:
        route = "nowhere"
    names = {name for name, value in parse_qsl(parts.query) if value}
    # An earlier page of a list looks like a later one.
    return route, *sorted(names - {"cursor", "next"})


def every_stop(floor: Floor) -> Iterator[tuple[Stop, Page]]:
    """Yield a page of every kind with the window that shows it, each menu entry, and each picture.

    The walk only follows links. The window may be changed by whoever gets it.
    """
    stranger = floor.new_window("nobody")
    stranger.goto(f"{floor.url}/sign-in")
    yield Stop("", "/sign-in"), stranger
    stranger.context.close()
    walk = _Walk(floor)
    for username in PEOPLE:
        own = [each for each in gallery.PICTURES if each.username == username]
        yield from walk.follow(
            username, ["/", *(gallery.address_of(floor, picture) for picture in own)]
        )


class _Walk:
    """What was seen already, so that nothing is visited twice."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._addresses: set[str] = set()
        self._kinds: set[tuple[str, ...]] = set()

    def follow(self, username: str, addresses: list[str]) -> Iterator[tuple[Stop, Page]]:
        """Visit addresses, and from them by links every menu entry and kind of page that is new."""
        own = [address.removeprefix(self._floor.url) for address in addresses]
        waiting = deque((address, True) for address in own)
        while waiting:
            address, is_wanted = waiting.popleft()
            if is_wanted or kind_of(address) not in self._kinds:
                # What is listed there depends on whose page it is.
                if address in own:
                    own.remove(address)
                    self._addresses.discard(address)
                for stop, page in self._visit(username, address):
                    waiting.extend(page.evaluate(_LINKS))
                    yield stop, page

    def _visit(self, username: str, address: str) -> Iterator[tuple[Stop, Page]]:
        """Open an address and yield it, unless it was seen or is a file."""
        if address in self._addresses:
            return
        self._addresses.add(address)
        self._kinds.add(kind_of(address))
        page = self._floor.seat(username)
        try:
            answer = page.goto(self._floor.url + address)
        except Error as error:
            if "Download is starting" in str(error):
                return
            raise
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            return
        settle(page)
        yield Stop(username, address), page


def _slug(kind: tuple[str, ...]) -> str:
    return "-".join(kind).replace(":", "-").replace("_", "-")

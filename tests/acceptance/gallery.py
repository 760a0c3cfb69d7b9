"""A picture of every page, in three widths, from the state that the run has left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Page
from tests.acceptance.browser import HEIGHTS, Floor, settle, sign_in

WIDTHS = tuple(HEIGHTS)


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it. ``{number}`` in the address is that person's first order."""

    name: str
    username: str
    address: str
    # Also in English; the names of the pages that a README shows.
    english: bool = False


LISTS = "/work-orders/lists"

PICTURES: tuple[Picture, ...] = (
    Picture(
        "intake-service-request",
        "intake",
        "/intake/service-requests/?customer_no=111",
        english=True,
    ),
    Picture("intake-fault-report", "intake", "/intake/fault-reports/?customer_no=11111"),
    Picture("intake-empty", "intake", "/intake/service-requests/"),
    Picture("dispatch", "dispatcher", f"{LISTS}/dispatch/", english=True),
    Picture("dispatch-dialog", "dispatcher", f"{LISTS}/dispatch/?order={{number}}", english=True),
    Picture("returned", "dispatcher", f"{LISTS}/returned/"),
    Picture("returned-dialog", "dispatcher", f"{LISTS}/returned/?order={{number}}"),
    Picture("redispatch", "dispatcher", f"{LISTS}/re-dispatch/"),
    Picture("redispatch-dialog", "dispatcher", f"{LISTS}/re-dispatch/?order={{number}}"),
    Picture("area-service-request", "area1", "/work-area/service-requests/"),
    Picture("area-service-request-dialog", "area1", "/work-area/service-requests/?order={number}"),
    Picture("area-fault-report", "area1", "/work-area/fault-reports/", english=True),
    Picture("area-pending", "area1", "/work-area/fault-reports/pending/"),
    Picture("area-pending-dialog", "area1", "/work-area/fault-reports/pending/?order={number}"),
    Picture("completed", "controller", f"{LISTS}/completed/"),
    Picture("completed-dialog", "controller", f"{LISTS}/completed/?order={{number}}"),
    Picture("review", "reviewer", f"{LISTS}/review/"),
    Picture("review-dialog", "reviewer", f"{LISTS}/review/?order={{number}}"),
    Picture("archive", "archiver", f"{LISTS}/archive/"),
    Picture("petitions", "supervisor", "/petitions/"),
    Picture("inquiry", "auditor", "/inquiry/"),
    Picture("inquiry-result", "auditor", "/inquiry/?customer_no=111", english=True),
    Picture("inquiry-nothing", "auditor", "/inquiry/?customer_no=99999999"),
    Picture("flow-chart", "dispatcher", "/flow-chart/", english=True),
    Picture("imports", "supervisor", "/imports/"),
    Picture("downloads", "supervisor", "/downloads/"),
    Picture("templates", "supervisor", "/templates/?of=unit"),
    # Who changes what stands there sees more than who came first.
    Picture("calendar", "admin", "/settings/calendars/1"),
    Picture("limits", "supervisor", "/settings/limits"),
    Picture("limits-new", "supervisor", "/settings/limits/new"),
    Picture("limits-to-sign", "area2", "/settings/limits/1"),
    Picture("channels", "admin", "/settings/channels"),
    Picture("emergency-plan", "supervisor", "/emergencies/3/plan"),
    Picture("sharing-demands", "product", "/sharing/?q=资费&kind=demands"),
    Picture("sharing-handling", "product", "/sharing/?q=资费&kind=handling"),
    Picture("deadlines", "supervisor", "/deadlines/", english=True),
    Picture("request-fields", "supervisor", "/settings/request-types/goods_order/fields/"),
    Picture("api-docs", "supervisor", "/api/docs"),
    Picture("not-found", "auditor", "/work-orders/20200101-00000/"),
    Picture("forbidden", "intake", f"{LISTS}/dispatch/"),
)


def take(floor: Floor, folder: Path, *, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Take all pictures and return the names of the pages that could not be taken."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = []
    for picture, page in every_page(floor):
        try:
            address = address_of(floor, picture)
            for width in widths:
                _shoot(page, _at(address, width), width, folder / f"{picture.name}-{width}.png")
            if picture.english:
                _in_english(floor, picture.username, address, folder / f"{picture.name}-en.png")
        except Error as error:
            failed.append(f"{picture.name}: {str(error).splitlines()[0]}")
    return failed


def every_page(floor: Floor) -> Iterator[tuple[Picture, Page]]:
    """Yield every page with the window of a person who sees it."""
    stranger = floor.new_window("nobody")
    yield Picture("sign-in", "", "/sign-in"), stranger
    stranger.context.close()
    for picture in (*PICTURES, *_from_the_menu(floor)):
        yield picture, floor.seat(picture.username)


def _from_the_menu(floor: Floor) -> Iterator[Picture]:
    """Add every page of every person's menu that the table above does not have yet."""
    known = {picture.address for picture in PICTURES}
    for username in ("supervisor", "admin", "auditor", "all", "intake"):
        page = floor.seat(username)
        page.goto(f"{floor.url}/")
        links = page.locator("nav#rail a, #person-menu a")
        for address in links.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            if address and address.startswith("/") and address not in known:
                known.add(address)
                yield Picture(_slug(address), username, address)


def address_of(floor: Floor, picture: Picture) -> str:
    """Return where a picture is taken, with the first order of the list that it shows."""
    if "{number}" not in picture.address:
        return floor.url + picture.address
    page = floor.seat(picture.username)
    page.goto(floor.url + picture.address.split("?")[0])
    row = page.locator("[data-row]").first
    return floor.url + picture.address.format(number=row.get_attribute("data-number"))


def _at(address: str, width: int) -> str:
    """Where there is no room beside the list, a dialog is a page of its own."""
    before, _question, number = address.partition("?order=")
    if not number or width >= max(WIDTHS):
        return address
    root = "/".join(before.split("/")[:3])
    return f"{root}/work-orders/{number}/dialog/"


def _shoot(page: Page, address: str, width: int, path: Path) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.goto(address)
    settle(page)
    page.screenshot(path=path, full_page=width == min(WIDTHS))


def _in_english(floor: Floor, username: str, address: str, path: Path) -> None:
    who = f"{username} (English)"
    if who not in floor.guests:
        page = floor.new_window(who, language="en")
        sign_in(page, floor.url, username)
        floor.guests[who] = page
    _shoot(floor.guests[who], address, max(WIDTHS), path)


def _slug(address: str) -> str:
    return "-".join(part for part in address.partition("?")[0].split("/") if part) or "start"

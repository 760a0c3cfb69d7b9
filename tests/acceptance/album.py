"""Pictures of every page for somebody to look through: three widths, both looks, all languages."""

import sys
from pathlib import Path
from typing import Literal

import django
from playwright.sync_api import Page
from tests.acceptance.browser import HEIGHTS, LANGUAGES, dress, open_floor
from tests.acceptance.server import demo_address
from tests.acceptance.tour import every_stop, kind_of

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main(arguments: list[str]) -> int:
    """Take all pictures into a folder; return the exit code."""
    django.setup()
    folder = Path(arguments[0])
    with demo_address(*arguments[1:2]) as url:
        for language in LANGUAGES:
            with open_floor(url, live=False, language=language) as floor:
                seen = set()
                for stop, page in every_stop(floor):
                    # What somebody else sees on the same page looks the same.
                    kind = kind_of(stop.address)
                    if kind not in seen:
                        seen.add(kind)
                        _take(page, folder / language, stop.name)
                if floor.watch.faults:
                    print(*floor.watch.faults, sep="\n", file=sys.stderr)
                    return 1
    return 0


def _take(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for width in HEIGHTS:
        for scheme in SCHEMES:
            dress(page, width, scheme)
            page.screenshot(
                path=folder / f"{name}-{width}-{scheme}.png",
                full_page=width == min(HEIGHTS),
                animations="disabled",
            )
    dress(page, max(HEIGHTS), SCHEMES[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

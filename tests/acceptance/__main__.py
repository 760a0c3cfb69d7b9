"""``bin/accept``: play all cases for both form types, print the register, keep the pictures."""

import argparse
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.acceptance import cases, gallery, negative
from tests.acceptance.browser import Floor, open_floor
from tests.acceptance.cases import Case
from tests.acceptance.play import Play
from tests.acceptance.register import Findings, Register, Row, recorded
from tests.acceptance.server import demo_address

FORM_TYPES = ("业务受理", "故障申报")


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for."""

    url: str
    out: Path
    pictures: Path | None
    only: frozenset[str]
    form_types: tuple[str, ...]
    headless: bool
    width: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and return 0 if every case passed on pages without faults."""
    wishes = _wishes(arguments)
    register = Register()
    with _server(wishes) as url:
        # Each form type has a browser of its own; on two cores they hardly slow each other down.
        with ThreadPoolExecutor(len(wishes.form_types)) as both:
            for rows in both.map(partial(_play_all, url, wishes), wishes.form_types):
                register.rows += rows
        if wishes.pictures is not None:
            register.rows += _take_pictures(url, wishes.pictures, headless=wishes.headless)
    register.print_table(width=wishes.width)
    register.write(wishes.out)
    print(f"\n{register.summary()}。记录：{wishes.out / 'register.md'}")
    return 1 if register.failed else 0


def _play_all(url: str, wishes: Wishes, form_type: str) -> list[Row]:
    """Play the printed cases, then the negative ones, each chain with forms of its own."""
    rows = []
    with open_floor(url, headless=wishes.headless, live=False) as floor:
        for table in (cases.CASES, negative.CASES):
            play = Play(floor, form_type)
            for case in table:
                if wishes.only and case.number not in wishes.only:
                    continue
                rows.append(_play(case, play))
                print(_progress(rows[-1]), file=sys.stderr, flush=True)
                if not rows[-1].passed:
                    floor.keep_evidence(wishes.out / "failed", f"{form_type}-{case.number}")
        rows.append(_watch_row(floor, form_type))
    return rows


def _take_pictures(url: str, folder: Path, *, headless: bool) -> list[Row]:
    started = time.monotonic()
    with open_floor(url, headless=headless, live=False) as floor:
        findings = Findings()
        findings.equal("未能截图的页面", gallery.take(floor, folder), [])
        # A page that is meant to be refused is among the pictures, a fault in the browser is not.
        seconds = time.monotonic() - started
        steps = "每个页面，宽度1440、1024、390"
        picture = Row("页面截图", steps, "全部页面均有截图", findings, "全部", seconds)
        return [picture, _watch_row(floor, "全部")]


def _play(case: Case, play: Play) -> Row:
    play.seen = Findings()
    started = time.monotonic()
    with recorded(play.seen):
        case.play(play)
    seconds = time.monotonic() - started
    return Row(case.name, case.steps, case.expected, play.seen, play.form_type, seconds)


def _progress(row: Row) -> str:
    mark = "ok  " if row.passed else "FAIL"
    why = "" if row.passed else " | " + "；".join(row.findings.faults)
    return f"{mark} {row.form_type} {row.case} ({row.seconds:.1f} s){why}"


def _watch_row(floor: Floor, form_type: str) -> Row:
    findings = Findings()
    findings.equal("页面错误", list(dict.fromkeys(floor.watch.faults)), [])
    expected = "没有脚本错误、被拦截的内容或服务器错误"
    return Row("页面检查", "用到的全部页面", expected, findings, form_type, 0.0)


@contextmanager
def _server(wishes: Wishes) -> Iterator[str]:
    with demo_address(wishes.url) as url:
        yield url


def _wishes(arguments: Sequence[str] | None) -> Wishes:
    parser = argparse.ArgumentParser(
        prog="bin/accept",
        description="Plays the printed test cases TC-01 to TC-38 and the negative cases in a real "
        "browser, once per form type, and prints the register.",
    )
    parser.add_argument("--url", default="", help="a running demo; without it one is started")
    parser.add_argument(
        "--out", type=Path, default=Path(".cache/acceptance"), help="for the register"
    )
    parser.add_argument(
        "--keep-screenshots", type=Path, metavar="DIR", help="where pictures go (OUT/screens)"
    )
    parser.add_argument("--no-screenshots", action="store_true", help="take no pictures")
    parser.add_argument("--only", default="", help="cases to play, such as TC-01,N-05")
    parser.add_argument("--form-type", choices=FORM_TYPES, action="append", help="one form type")
    parser.add_argument("--headed", action="store_true", help="show the browser")
    parser.add_argument("--wide", action="store_true", help="do not shorten cells on the screen")
    given = parser.parse_args(arguments)
    pictures = None if given.no_screenshots else given.keep_screenshots or given.out / "screens"
    return Wishes(
        url=given.url,
        out=given.out,
        pictures=pictures,
        only=frozenset(filter(None, given.only.split(","))),
        form_types=tuple(given.form_type or FORM_TYPES),
        headless=not given.headed,
        width=0 if given.wide else max(24, (shutil.get_terminal_size((160, 24)).columns - 12) // 5),
    )


if __name__ == "__main__":
    sys.exit(main())

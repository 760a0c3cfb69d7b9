"""The acceptance robot itself: its table is complete, and a failure cannot look like a pass."""

import csv

from tests.acceptance import cases, negative
from tests.acceptance.__main__ import _play
from tests.acceptance.cases import Case
from tests.acceptance.register import COLUMNS, Findings, Register, Row


def test_the_table_has_every_printed_case_in_order():
    numbers = [case.number for case in cases.CASES]
    assert numbers == [f"TC-{place:02}" for place in range(1, 39)]


def test_no_case_is_numbered_twice():
    numbers = [case.number for case in (*cases.CASES, *negative.CASES)]
    assert len(numbers) == len(set(numbers))


def test_a_wrong_value_fails_the_row_and_shows_both_values():
    findings = Findings()
    findings.equal("状态", "调度", "处理")
    row = Row("TC-06", "steps", "状态为：处理", findings, "业务受理", 0.1)
    assert not row.passed
    assert row.cells()[3] == "状态：调度"
    assert "应为处理" in row.cells()[4]


def test_a_case_that_breaks_is_a_failed_row_and_not_a_crash():
    class Broken:
        form_type = "业务受理"
        seen = Findings()

    def play(_play):
        raise TimeoutError("no such button")

    row = _play(Case("TC-00", "x", "y", "z", play), Broken())
    assert not row.passed
    assert "no such button" in row.cells()[4]


def test_the_files_have_the_five_columns(tmp_path):
    findings = Findings()
    findings.equal("状态", "调度", "调度")
    register = Register([Row("TC-06", "a|b", "c", findings, "故障申报", 1.0)])
    register.write(tmp_path)
    with (tmp_path / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1][3] == "状态：调度"
    assert "a\\|b" in (tmp_path / "register.md").read_text(encoding="utf-8")

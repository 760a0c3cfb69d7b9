"""What a file may be, what a cell may hold, and what is refused without being unpacked."""

import io
import tracemalloc
import zipfile
from datetime import datetime

import openpyxl
import pytest
from django.utils import timezone, translation

from zuoxi.kernel.errors import InvalidInput
from zuoxi.sheets import cells, mapping, reading
from zuoxi.sheets.cells import CellFault
from zuoxi.sheets.columns import Holds
from zuoxi.sheets.reading import Cell, Limits

LIMITS = Limits(megabytes=1, unpacked_megabytes=10, rows=100)
ROOMY = Limits(megabytes=10, unpacked_megabytes=10, rows=1000)
FIRST_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
NAIVE = datetime(2026, 11, 21, 15, 30)  # noqa: DTZ001 - as a sheet has it


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def made(tmp_path):
    def make(raw, name="rows.csv"):
        path = tmp_path / name
        path.write_bytes(raw)
        return path

    return make


def workbook(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def replaced(raw, part, new):
    """Return a workbook with another content of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for name in source.namelist():
            target.writestr(name, new if name == part else source.read(name))
    return out.getvalue()


def read(path, name="", limits=LIMITS):
    shape = reading.shape_of(path, name or path.name, limits)
    return [
        (number, [cell.value for cell in line])
        for number, line in reading.lines(path, shape, limits)
    ]


def refusal(path, name="", limits=LIMITS):
    with pytest.raises(InvalidInput) as refused:
        read(path, name, limits)
    return str(refused.value.fields["file"][0])


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_encoding_and_delimiter_are_found_out(self, made, encoding, delimiter):
        text = f"姓名{delimiter}手机\r\n王小明{delimiter}15400000001\r\n"

        assert read(made(text.encode(encoding))) == [
            (1, ["姓名", "手机"]),
            (2, ["王小明", "15400000001"]),
        ]

    def test_empty_lines_are_passed_over_and_numbers_stay(self, made):
        assert read(made(b"a,b\n\n,\n1,2\n")) == [(1, ["a", "b"]), (4, ["1", "2"])]

    def test_an_apostrophe_before_a_risky_start_is_taken_away(self, made):
        assert read(made(b"a\n'=1+1\n'-x\n'tis\n"))[1:] == [
            (2, ["=1+1"]),
            (3, ["-x"]),
            (4, ["'tis"]),
        ]

    @pytest.mark.parametrize(
        "raw", [b"", b"\x00\x01\x02\x03", "a,b\n1,2".encode("utf-16"), b"\xff\xfe\xfa\xfb\xff\xff"]
    )
    def test_what_is_no_text_is_refused(self, made, raw):
        assert refusal(made(raw))

    def test_a_quotation_mark_that_never_ends_is_refused(self, made):
        assert "cannot be read" in refusal(made(b'a,b\n"' + b"x" * 200_000))


class TestWorkbook:
    def test_values_keep_their_kind(self, made):
        path = made(workbook(("a", "b", "c"), ("x", 13800000000, NAIVE)), "rows.xlsx")

        assert read(path)[1] == (2, ["x", 13800000000, NAIVE])

    def test_a_formula_is_told_from_a_value(self, made):
        path = made(workbook(("a",), ("=1+1",)), "rows.xlsx")
        shape = reading.shape_of(path, path.name, LIMITS)

        *_rest, (_number, line) = reading.lines(path, shape, LIMITS)

        assert line == [Cell(is_formula=True)]

    @pytest.mark.parametrize(
        ("raw", "name"),
        [
            (workbook(("a",)), "rows.csv"),
            (b"a,b\n1,2\n", "rows.xlsx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "rows.xlsx"),
            (b"PK\x03\x04 and nothing more", "rows.xlsx"),
            (b"<html></html>", "rows.html"),
            (b"x", "rows"),
            (b"MZ\x90", "rows.exe"),
        ],
    )
    def test_a_file_that_is_not_what_it_says_is_refused(self, made, raw, name):
        assert refusal(made(raw, name))

    def test_an_archive_without_a_workbook_is_refused(self, made):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("hello.txt", "hello")

        assert "not an Excel workbook" in refusal(made(out.getvalue(), "rows.xlsx"))

    def test_a_bomb_is_refused_before_it_is_unpacked(self, made):
        raw = workbook(("a",))
        bomb = replaced(raw, "xl/worksheets/sheet1.xml", b"<x>" + b" " * 50_000_000)
        path = made(bomb, "rows.xlsx")
        assert path.stat().st_size < 200_000
        tracemalloc.start()

        assert "Unpacked" in refusal(path)

        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 5_000_000

    @pytest.mark.parametrize(
        ("part", "before", "filler"),
        [
            ("xl/styles.xml", b"</cellXfs>", b"<xf/>"),
            ("xl/workbook.xml", b"</workbook>", b'<definedName name="a"/>'),
            ("xl/_rels/workbook.xml.rels", b"</Relationships>", b"<Relationship/>"),
        ],
    )
    def test_a_part_that_is_unfolded_whole_is_refused_above_a_megabyte(
        self, made, part, before, filler
    ):
        raw = workbook(("a",))
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            head, tail = archive.read(part).split(before)
        bomb = head + filler * (1_000_000 // len(filler)) + before + tail
        path = made(replaced(raw, part, bomb), "rows.xlsx")
        assert path.stat().st_size < 50_000

        assert "Unpacked" in refusal(path)

    def test_rows_may_take_more_than_a_megabyte(self, made):
        lines = [(f"{number:06}" * 300,) for number in range(800)]

        assert len(read(made(workbook(*lines), "rows.xlsx"), limits=ROOMY)) == 800

    def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further(self, made):
        part = "xl/worksheets/sheet1.xml"
        bomb = replaced(workbook(("a",)), part, b"<x>" + b" " * 50_000_000)
        true, told = (50_000_003).to_bytes(4, "little"), (1000).to_bytes(4, "little")
        assert bomb.count(true) == 2
        tracemalloc.start()

        assert refusal(made(bomb.replace(true, told), "rows.xlsx"))

        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 10_000_000

    def made_of(self, made, data):
        head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        sheet = f"{head}{data}</sheetData></worksheet>".encode()
        return made(replaced(workbook(("a",)), "xl/worksheets/sheet1.xml", sheet), "rows.xlsx")

    def test_a_sheet_that_claims_ten_million_rows_is_read_as_far_as_it_goes(self, made):
        claim = '<dimension ref="A1:XFD10000000"/><sheetData>'

        assert read(self.made_of(made, f"{claim}{FIRST_ROW}")) == [(1, [1])]

    def test_a_row_ten_million_lines_below_is_refused_in_a_moment(self, made):
        last = '<row r="10000000"><c r="A10000000"><v>1</v></c></row>'

        found = refusal(self.made_of(made, f"<sheetData>{FIRST_ROW}{last}"))

        assert "more than 100 rows" in found

    def test_too_many_rows_or_columns_or_megabytes_are_refused(self, made):
        rows = made(b"a\n" * 102)
        assert "more than 100 rows" in refusal(rows)
        assert len(read(made(b"a\n" * 101))) == 101
        assert "columns" in refusal(made(b"," * 100 + b"a\n"))
        assert "larger than 1 MB" in refusal(made(b"a\n" * 600_000))

    def test_entities_are_not_expanded_without_end(self, made):
        bomb = (
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
            + b"]><worksheet>&m;</worksheet>"
        )
        path = made(replaced(workbook(("a",)), "xl/worksheets/sheet1.xml", bomb), "rows.xlsx")

        assert "damaged" in refusal(path)


class TestCells:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (13800000000, "13800000000"),
            (13800000000.0, "13800000000"),
            (999_999_999_999_999, "999999999999999"),
            ("1.38E+10", None),
            ("1.3812345678E+10", "13812345678"),
            ("1.38E+2", "138"),
            (360000000000000123, None),
            (3.6e17, None),
            (float("inf"), None),
            (NAIVE, None),
            ("0791-60000001", "0791-60000001"),
        ],
    )
    def test_digits_are_taken_where_all_of_them_are_there(self, value, text):
        if text is None:
            with pytest.raises(CellFault):
                cells.text_of(Cell(value), Holds.DIGITS)
        else:
            assert cells.text_of(Cell(value), Holds.DIGITS) == text

    @pytest.mark.parametrize("cell", [Cell(is_formula=True), Cell(is_error=True)])
    def test_formulas_and_errors_are_refused(self, cell):
        with pytest.raises(CellFault):
            cells.text_of(cell, Holds.TEXT)
        with pytest.raises(CellFault):
            cells.moment_of(cell)

    @pytest.mark.parametrize(
        "value",
        [
            NAIVE,
            46347.645833333336,
            "2026-11-21 15:30",
            "2026/11/21 15:30:00",
            "2026年11月21日 15:30",
            "2026-11-21T15:30",
            "2026.11.21 15时30分",
        ],
    )
    def test_a_day_and_time_is_read_in_the_usual_writings(self, value):
        assert cells.moment_of(Cell(value)) == timezone.make_aware(NAIVE)

    @pytest.mark.parametrize(
        "value", ["tomorrow", "03/04/2026", "2026-13-01 10:00", 7, True, "2026-02-30 10:00", 1e300]
    )
    def test_what_is_no_day_and_time_is_refused(self, value):
        with pytest.raises(CellFault):
            cells.moment_of(Cell(value))


class TestMapping:
    @pytest.mark.parametrize(
        ("heading", "column"),
        [
            ("用户证号", "customer_no"),
            ("用戶證號", "customer_no"),
            ("Subscriber number", "customer_no"),
            (" 手机号码* ", "mobile"),
            ("联系电话", "phone"),
            ("E-MAIL", "email"),
            ("Lieblingsfarbe", ""),
        ],
    )
    def test_headings_are_understood_in_any_of_our_languages(self, heading, column):
        assert mapping.guess("customers", [heading]) == [column]

    def test_each_column_is_given_once(self):
        assert mapping.guess("customers", ["姓名", "客户姓名"]) == ["name", ""]

"""Workbooks whose parts are not what they are called, and others that only look plain."""

import io
import zipfile

import openpyxl
import pytest
from django.utils import translation

from zuoxi.kernel.errors import InvalidInput
from zuoxi.sheets import reading
from zuoxi.sheets.reading import Limits
from zuoxi.sheets.tests.test_reading import read

LIMITS = Limits(megabytes=10, unpacked_megabytes=20, rows=100)
TYPES, BOOK, LINKS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
BIG = "xl/worksheets/big.xml"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def plain(*titles):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    for title in titles:
        book.create_sheet(title).append([title])
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


@pytest.fixture
def bent(tmp_path):
    """Return a workbook with changes: texts of parts replaced, parts added, a method of packing."""

    def make(*changes, raw=None, added=None, method=zipfile.ZIP_DEFLATED):
        path = tmp_path / "rows.xlsx"
        with (
            zipfile.ZipFile(io.BytesIO(raw or plain())) as source,
            zipfile.ZipFile(path, "w", method) as target,
        ):
            for name in source.namelist():
                text = source.read(name).decode()
                for part, old, new in changes:
                    if part == name:
                        assert old in text
                        text = text.replace(old, new)
                target.writestr(name, text)
            for name, content in (added or {}).items():
                target.writestr(name, content)
        return path

    return make


def refusal(path):
    with pytest.raises(InvalidInput) as found:
        read(path, limits=LIMITS)
    return str(found.value.fields["file"][0])


def names(count):
    """Return a heavy list of names, as a workbook may hold it, as if it were rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    each = '<definedName name="a">1</definedName>'
    return f'<workbook xmlns="{space}"><definedNames>{each * count}</definedNames></workbook>'


def test_a_plain_one_is_read(bent):
    assert read(bent(), limits=LIMITS) == [(1, ["a"])]


@pytest.mark.parametrize("kind", [MACROS, TEMPLATE])
def test_macros_and_templates_under_another_name_are_refused(bent, kind):
    assert "macros or is a template" in refusal(bent((TYPES, MAIN, kind)))


def test_macros_that_are_told_by_the_ending_alone_are_refused(bent):
    override = f'<Override PartName="/{BOOK}" ContentType="{MAIN}" />'
    default = f'<Default Extension="xml" ContentType="{MACROS}" />'
    raw = zipfile.ZipFile(io.BytesIO(plain())).read(TYPES).decode()
    types = raw.replace('ContentType="application/xml"', f'ContentType="{MACROS}"')
    assert types != raw
    without = types.replace(override, default).replace(override.replace(" />", "/>"), default)
    assert MAIN not in without

    assert "macros or is a template" in refusal(bent((TYPES, raw, without)))


def test_a_workbook_behind_the_name_of_rows_is_not_unfolded(bent):
    """The size of what is unfolded whole is bounded by its name; the types may name another one."""
    path = bent((TYPES, f"/{BOOK}", f"/{BIG}"), added={BIG: names(100_000)})
    assert path.stat().st_size < 100_000

    assert "damaged" in refusal(path)


def test_two_workbooks_are_refused(bent):
    override = f'<Override PartName="/{BIG}" ContentType="{MAIN}" />'
    path = bent((TYPES, "</Types>", f"{override}</Types>"), added={BIG: names(1)})

    assert "damaged" in refusal(path)


def test_rows_that_are_called_a_chart_are_not_unfolded(bent):
    path = bent((LINKS, "relationships/worksheet", "relationships/chartsheet"))

    assert "damaged" in refusal(path)


def test_one_part_that_is_many_sheets_is_refused(bent):
    entry = '<sheet name="n{0}" sheetId="{0}" state="visible" r:id="rId1" />'
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    opened = f'<sheets xmlns:r="{space}">'
    many = opened + "".join(entry.format(number) for number in range(1000, 1250))
    twice = opened + "".join(entry.format(number) for number in (1000, 1001))

    assert "more than 200 sheets" in refusal(bent((BOOK, "<sheets>", many)))
    assert "damaged" in refusal(bent((BOOK, "<sheets>", twice)))


def test_a_sheet_elsewhere_is_never_fetched_and_the_next_one_is_taken(bent):
    raw = plain("second")
    first = 'Target="/xl/worksheets/sheet1.xml"'
    for target in ("http://127.0.0.1:9/rows.xml", "file:///etc/passwd", "../../../etc/passwd"):
        elsewhere = f'TargetMode="External" Target="{target}"'
        assert read(bent((LINKS, first, elsewhere), raw=raw), limits=LIMITS) == [(1, ["second"])]
        assert refusal(bent((LINKS, first, elsewhere)))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_rows_that_nobody_sees_in_excel_are_not_brought_in(bent, state):
    path = bent((BOOK, 'name="Sheet" sheetId="1" state="visible"', f'name="S" sheetId="1" state="{state}"'), raw=plain("second"))  # fmt: skip # noqa: E501

    assert read(path, limits=LIMITS) == [(1, ["second"])]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_no_spreadsheet_program_packs_like_this_is_refused(bent, method):
    assert "damaged" in refusal(bent(method=method))


def test_the_same_name_twice_is_refused(bent):
    path = bent()
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(BOOK, "<workbook/>")

    assert "damaged" in refusal(path)


def test_links_are_bounded_together(bent):
    added = {f"xl/worksheets/_rels/s{number}.xml.rels": " " * 900_000 for number in range(3)}

    assert "Unpacked" in refusal(bent(added=added))


def test_a_formula_that_leads_elsewhere_is_no_value(bent):
    sheet = "xl/worksheets/sheet1.xml"
    cell = '<c r="A2"><f>[1]Sheet1!A1</f><v>42</v></c>'
    path = bent((sheet, "</sheetData>", f'<row r="2">{cell}</row></sheetData>'))
    shape = reading.shape_of(path, path.name, LIMITS)

    (_first, (_number, cells)) = reading.lines(path, shape, LIMITS)
    assert [(each.is_formula, each.value) for each in cells] == [(True, None)]

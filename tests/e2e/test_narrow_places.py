"""Where room is short, what matters gives way last: marks in lists, fields that nobody needs."""

import pytest
from playwright.sync_api import expect
from tests.acceptance.browser import Floor, sign_in

# Marks that stick out of their cell, and those that are not shown at all.
_MARKS = "td.col-status .order-mark:not(.only-narrow)"
_CUT = """(marks) => marks.filter((mark) => {
    const inner = mark.getBoundingClientRect();
    const outer = mark.closest("td").getBoundingClientRect();
    return !inner.width || inner.right > outer.right + 0.5;
}).map((mark) => mark.title)"""


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_mark_of_a_row_is_cut(floor: Floor, width: int, language: str):
    page = floor.new_window("all", language=language, width=width)
    sign_in(page, floor.url, "all")
    for address in ("/inquiry/?source=superior", "/petitions/", "/work-orders/lists/completed/"):
        page.goto(f"{floor.url}{address}")
        expect(page.locator(_MARKS).first).to_be_attached()
        assert page.locator(_MARKS).evaluate_all(_CUT) == [], address
    page.context.close()


def test_a_view_asks_for_the_unit_and_a_download_for_the_encoding_only_where_it_matters(
    floor: Floor,
):
    page = floor.new_window("supervisor")
    sign_in(page, floor.url, "supervisor")
    page.goto(f"{floor.url}/views/new/?address=/inquiry/%3Fsource%3Dsuperior")
    unit = page.locator("[data-field=unit]")
    expect(unit).to_be_hidden()
    page.locator("select[name=visibility]").select_option("unit")
    expect(unit).to_be_visible()

    page.goto(f"{floor.url}/downloads/new/?address=/inquiry/%3Fsource%3Dsuperior")
    encoding = page.locator("[data-field=encoding]")
    expect(encoding).to_be_hidden()
    page.locator("[name=format][value=csv]").check()
    expect(encoding).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("width", [1024, 390])
def test_stacked_fields_of_an_action_stand_apart(floor: Floor, width: int):
    page = floor.new_window("dispatcher", width=width)
    sign_in(page, floor.url, "dispatcher")
    page.goto(f"{floor.url}/work-orders/lists/dispatch/")
    number = page.locator("#orders [data-row]").first.get_attribute("data-row")
    page.goto(f"{floor.url}/work-orders/{number}/")
    area, person = (
        page.locator(f"[data-field={name}]").bounding_box() for name in ("work_area", "technician")
    )
    assert area
    assert person
    assert person["y"] == area["y"] or person["y"] - area["y"] - area["height"] >= 8
    page.context.close()

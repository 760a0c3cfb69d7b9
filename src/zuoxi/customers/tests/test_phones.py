"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuoxi.customers import phones
from zuoxi.customers.phones import Line, PhoneError, PhoneFault

WRITTEN = [
    # as typed, stored, kind of line, shown
    ("13812341234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("138 1234 1234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("138-1234-1234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("013812341234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("+86 138 1234 1234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("+8613812341234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("008613812341234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("86 13812341234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("\uff11\uff13812341234", "+8613812341234", Line.MOBILE, "138 1234 1234"),
    ("16512341234", "+8616512341234", Line.MOBILE, "165 1234 1234"),
    ("19912341234", "+8619912341234", Line.MOBILE, "199 1234 1234"),
    ("010-12345678", "+861012345678", Line.LANDLINE, "010-12345678"),
    ("0791-86665598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("079186665598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("0791 8666 5598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("(0791)86665598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("\uff080791\uff0986665598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("0791—86665598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("+86 791 8666 5598", "+8679186665598", Line.LANDLINE, "0791-86665598"),
    ("02065551234", "+862065551234", Line.LANDLINE, "020-65551234"),
    ("0791-86665598转8001", "+8679186665598", Line.LANDLINE, "0791-86665598-8001"),
    ("0791-86665598 转 8001", "+8679186665598", Line.LANDLINE, "0791-86665598-8001"),
    ("0791-86665598轉8001", "+8679186665598", Line.LANDLINE, "0791-86665598-8001"),
    ("0791-86665598 ext. 8001", "+8679186665598", Line.LANDLINE, "0791-86665598-8001"),
    ("0791-86665598-8001", "+8679186665598", Line.LANDLINE, "0791-86665598-8001"),
    ("4008001234", "+864008001234", Line.SERVICE, "400 800 1234"),
    ("400-800-1234", "+864008001234", Line.SERVICE, "400 800 1234"),
    ("8008001234", "+868008001234", Line.SERVICE, "800 800 1234"),
    ("95598", "95598", Line.SHORT, "95598"),
    ("12345", "12345", Line.SHORT, "12345"),
    ("96266", "96266", Line.SHORT, "96266"),
    ("10086", "10086", Line.SHORT, "10086"),
    ("955 98", "95598", Line.SHORT, "95598"),
    ("+852 2123 4567", "+85221234567", Line.FOREIGN, "+852 21234567"),
]


@pytest.mark.parametrize(("raw", "stored", "line", "shown"), WRITTEN)
def test_a_number_is_read_in_every_usual_writing(raw, stored, line, shown):
    phone = phones.parse(raw)

    assert (phone.normalised, phone.line, phone.display) == (stored, line, shown)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("", PhoneFault.EMPTY),
        ("   ", PhoneFault.EMPTY),
        ("86665598", PhoneFault.NO_AREA_CODE),
        ("6665598", PhoneFault.NO_AREA_CODE),
        ("anonymous", PhoneFault.NOT_A_NUMBER),
        ("138", PhoneFault.NOT_A_NUMBER),
        ("1381234123", PhoneFault.NOT_A_NUMBER),
        ("138123412345", PhoneFault.NOT_A_NUMBER),
        ("138****1234", PhoneFault.NOT_A_NUMBER),
        ("call 13812341234", PhoneFault.NOT_A_NUMBER),
        ("<script>", PhoneFault.NOT_A_NUMBER),
        (" " * 100_000 + "13812341234", PhoneFault.NOT_A_NUMBER),
    ],
)
def test_anything_else_is_refused_with_its_reason(raw, fault):
    with pytest.raises(PhoneError) as caught:
        phones.parse(raw)

    assert caught.value.fault is fault


@pytest.mark.parametrize("area_code", ["0791", "791"])
def test_the_area_code_of_the_house_completes_a_local_number(area_code):
    assert phones.parse("8666 5598", area_code=area_code).normalised == "+8679186665598"


def test_an_extension_is_kept_apart_and_dialled():
    phone = phones.parse("0791-86665598转8001")

    assert phone.extension == "8001"
    assert phone.uri == "tel:+8679186665598;ext=8001"


class TestCandidates:
    def test_hold_the_stored_form_with_and_without_the_area_code_of_the_house(self):
        assert phones.candidates("86665598", area_code="0791") == ("+8679186665598",)
        assert phones.candidates("0791-86665598", area_code="010") == ("+8679186665598",)

    def test_are_none_for_what_is_no_number(self):
        assert phones.candidates("anonymous") == ()

    def test_a_local_number_is_told_from_all_others(self):
        assert phones.local_digits("8666-5598 转 12") == "86665598"
        assert phones.local_digits("079186665598") == ""


@given(st.sampled_from([row[1] for row in WRITTEN]))
def test_reading_a_stored_form_changes_nothing(stored):
    assert phones.parse(stored).normalised == stored


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.data())
def test_a_mobile_number_survives_any_grouping(digits, data):
    marks = data.draw(st.lists(st.sampled_from(["", " ", "-", " "]), min_size=11, max_size=11))

    typed = "".join(digit + mark for digit, mark in zip(digits, marks, strict=True))

    assert phones.parse(typed.strip("- ")).normalised == f"+86{digits}"


@pytest.mark.parametrize("typed", ["17912005096", "+86 179 1200 5096", "0086-17912005096"])
def test_the_code_of_a_carrier_at_the_front_of_a_mobile_number_is_part_of_it(typed):
    assert phones.parse(typed).normalised == "+8617912005096"


@given(st.text(max_size=40))
def test_no_text_does_anything_but_parse_or_be_refused(text):
    try:
        phone = phones.parse(text)
    except PhoneError:
        return
    assert phones.parse(phone.normalised).normalised == phone.normalised

"""Masks show exactly what domain-standards 3.5 lets them show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuoxi.customers import masks


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+8613812341234", "138****1234"),
        ("0791-86665598", "0791-****5598"),
        ("+861012345678", "010-****5678"),
        ("0791-86665598转8001", "0791-****5598-****"),
        ("95598", "95598"),
        ("400-800-1234", "400 800 1234"),
        ("+852 2123 4567", "+852 ****4567"),
        ("what", "****"),
    ],
)
def test_phone(number, shown):
    assert masks.mask_phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳震华", "欧阳**"),
        ("歐陽震華", "歐陽**"),
        ("司马懿", "司马*"),
        ("欧阳", "欧*"),
        ("张", "张*"),
        ("阿卜杜拉·艾山", "阿***"),
        ("Mary", "M***"),
        ("", ""),
    ],
)
def test_name(name, shown):
    assert masks.mask_name(name) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("江西省南昌市东湖区八一大道123号5栋2单元301室", "江西省南昌市东湖区八一大道***"),
        ("北京市朝阳区建国路88号", "北京市朝阳区建国路***"),
        ("台州市路桥区路南街道3号", "台州市路桥区路南街道***"),
        ("广东省东莞市长安镇乌沙村1号", "广东省东莞市长安镇***"),
        ("上海市浦东新区世纪大道100号", "上海市浦东新区世纪大道***"),
        ("台北市大安區忠孝東路四段1號", "台北市大安區忠孝東路***"),
        ("幸福小区3号楼502", "幸福小区***"),
        ("3号楼502室", "***"),
        ("12 Main Street", "***"),
        ("", ""),
    ],
)
def test_address(address, shown):
    assert masks.mask_address(address) == shown


@given(st.text(max_size=30))
def test_an_address_never_shows_a_digit(text):
    assert not any(each in masks.mask_address(text) for each in "0123456789")


def test_account():
    assert masks.mask_account("6222021234") == "****1234"
    assert masks.mask_account("111") == "****"


def test_email():
    assert masks.mask_email("zhang@example.com") == "z***@example.com"
    assert masks.mask_email("broken") == "***"


def test_identity_card():
    assert masks.mask_id("11010519491231002X") == "110***********002X"


class TestFreeText:
    def test_masks_mobile_identity_card_and_bank_card_numbers(self):
        text = "电话13812341234,身份证11010519491231002X,卡4111 1111 1111 1111。"

        assert masks.sweep_text(text) == "电话138****1234,身份证110***********002X,卡****1111。"

    @pytest.mark.parametrize(
        "text",
        [
            "单号20261120000010001",
            "身份证110105194912310021",
            "卡4111 1111 1111 1112",
            "金额12345678901",
            "请尽快上门 😀",
        ],
    )
    def test_leaves_other_numbers_alone(self, text):
        assert masks.sweep_text(text) == text

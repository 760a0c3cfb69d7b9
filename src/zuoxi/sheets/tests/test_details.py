"""What a request type asks for, in one cell of a sheet."""

import pytest

from zuoxi.sheets.tests.factories import bring_in, faults_of, sheet
from zuoxi.workorders.models import CodeItem, RequestField, WorkOrder
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db

ORDER_HEADINGS = ("表单类型", "用户证号", "设备类型", "需求类型", "预约时间", "受理内容")


@pytest.fixture
def place():
    return Place()


DETAILS = {
    "note": "第一行：甲\n第二行: a|b;c\\n",
    "paid": "yes",
    "sum": "12.50",
    "day": "2027-01-15",
    "goods": [
        {"name": "机顶盒; 4K|HDR", "quantity": "2", "price": "199.00"},
        {"name": "遥控器", "quantity": "1", "price": ""},
    ],
}


def ask_for_details():
    item = CodeItem.objects.get(list="request_type", code="test")
    # Two are called alike: their codes tell them apart.
    asked = {
        "note": ("long_text", "说明:补充"),
        "paid": ("yes_no", "已付款"),
        "sum": ("money", "金额"),
        "day": ("date", "金额"),
        "goods": ("lines", "商品"),
    }
    for position, (code, (kind, label)) in enumerate(asked.items()):
        RequestField.objects.create(
            request_type=item,
            code=code,
            kind=kind,
            label_zh_hans=label,
            position=position,
            source="test",
        )


class TestDetails:
    def test_they_are_read_as_people_write_them(self, place):
        ask_for_details()
        headings = (*ORDER_HEADINGS, "附加信息", "事项来源")
        row = ("故障申报", "111", "digital", "test", "2027-01-15 09:30", "无信号")
        cell = "已付款：是\n商品: 遥控器 | 2; 电池\nday: 2027-01-16"

        done = bring_in(place, sheet(headings, (*row, cell, "网站")), kind="orders")

        assert faults_of(done) == {}
        order = WorkOrder.objects.get()
        assert order.source == "web"
        assert order.details == {
            "paid": True,
            "day": "2027-01-16",
            "goods": [
                {"name": "遥控器", "quantity": "2", "price": ""},
                {"name": "电池", "quantity": "1", "price": ""},
            ],
        }

    def test_what_the_request_type_does_not_ask_for_is_an_error_of_its_row(self, place):
        ask_for_details()
        headings = (*ORDER_HEADINGS, "附加信息", "事项来源", "反馈时限")
        row = ("故障申报", "111", "digital", "test", "2027-01-15 09:30", "无信号")
        good = (*row, "", "", "")
        bad = [
            (*row, "颜色: 红", "", ""),
            (*row, "已付款: 也许", "", ""),
            (*row, "", "飞鸽", ""),
            (*row, "", "", "2027-01-20 12:00"),
        ]

        done = bring_in(place, sheet(headings, good, *bad), kind="orders")

        assert {number: set(found) for number, found in faults_of(done).items()} == {
            3: {"details"},
            4: {"details"},
            5: {"source"},
            6: {"feedback_due_at"},
        }
        assert WorkOrder.objects.count() == 1

"""The code values of the demo beyond those that every installation has."""

from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.reference import Code

_SOURCE = "demo"

_DEVICE_TYPES = (
    Code(CodeList.DEVICE_TYPE, code, zh_hans, zh_hant, en, _SOURCE)
    for code, zh_hans, zh_hant, en in (
        ("analog", "模拟", "類比", "Analogue"),
        ("broadband", "宽带", "寬頻", "Broadband"),
        ("meter", "电表", "電錶", "Electricity meter"),
        ("transformer", "配电变压器", "配電變壓器", "Distribution transformer"),
        ("lv_line", "低压线路", "低壓線路", "Low-voltage line"),
        ("street_light", "路灯", "路燈", "Street light"),
        ("municipal", "市政设施", "市政設施", "Municipal facility"),
        ("none", "不涉及设备", "不涉及設備", "No device"),
    )
)
_TEST = Code(CodeList.REQUEST_TYPE, "test", "测试", "測試", "Test", "requirements W-027")

CODES = (*_DEVICE_TYPES, _TEST)

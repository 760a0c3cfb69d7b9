"""The code values that every installation starts with; a supervisor may change them afterwards."""

from dataclasses import dataclass

from zuoxi.workorders.choices import CodeList


@dataclass(frozen=True)
class Code:
    """One shipped value of a code list, with its label in each language and where it comes from."""

    list: CodeList
    code: str
    zh_hans: str
    zh_hant: str
    en: str
    source: str


_SERVICES = "requirements W-021"
_SEED_DEVICE = "requirements W-026"
_REASONS = "domain-standards 7.2"

DEVICE_TYPES = (Code(CodeList.DEVICE_TYPE, "digital", "数字", "數位", "Digital", _SEED_DEVICE),)

REQUEST_TYPES = tuple(
    Code(CodeList.REQUEST_TYPE, code, zh_hans, zh_hant, en, _SERVICES)
    for code, zh_hans, zh_hant, en in (
        ("outage_information", "停电信息", "停電資訊", "Outage information"),
        ("fault_repair", "故障报修", "故障報修", "Fault repair"),
        ("service_complaint", "服务质量投诉", "服務品質投訴", "Service-quality complaint"),
        ("usage_query", "用电信息查询", "用電資訊查詢", "Usage-information query"),
        ("consultation", "咨询", "諮詢", "Consultation"),
        ("business_acceptance", "业务受理", "業務受理", "Business acceptance"),
    )
)

RETURN_REASONS = tuple(
    Code(CodeList.RETURN_REASON, code, zh_hans, zh_hant, en, _REASONS)
    for code, zh_hans, zh_hant, en in (
        ("R01", "非本单位职责", "非本單位職責", "Not this unit's duty"),
        ("R02", "非本辖区", "非本轄區", "Outside this unit's district"),
        ("R03", "类型错误", "類型錯誤", "Wrong type"),
        ("R04", "信息不全无法办理", "資訊不全無法辦理", "Too little information to act on"),
        ("R05", "重复工单", "重複工單", "Duplicate work order"),
        ("R06", "已进入法定程序", "已進入法定程序", "Already in legal proceedings"),
        ("R07", "已办结无新情况", "已辦結無新情況", "Already closed, nothing new"),
        ("R08", "无法联系诉求人", "無法聯絡訴求人", "The customer cannot be reached"),
        ("R09", "其他", "其他", "Other"),
    )
)

CODES = (*DEVICE_TYPES, *REQUEST_TYPES, *RETURN_REASONS)

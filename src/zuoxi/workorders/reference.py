"""The code values that every installation starts with; a supervisor may change them afterwards."""

from dataclasses import dataclass

from zuoxi.workorders.choices import AmountRule, CodeList, FieldKind


@dataclass(frozen=True)
class Code:
    """One shipped value of a code list, with its label in each language and where it comes from."""

    list: CodeList
    code: str
    zh_hans: str
    zh_hant: str
    en: str
    source: str
    script: str = ""


@dataclass(frozen=True)
class Field:
    """One shipped field of a request type, with its label in each language."""

    request_type: str
    code: str
    kind: FieldKind
    zh_hans: str
    zh_hant: str
    en: str
    is_required: bool = False
    is_searchable: bool = False
    # In the order of the labels.
    rule: AmountRule | None = None
    choices: tuple[tuple[str, str, str], ...] = ()
    source: str = "requirements W-022"


_SERVICES = "requirements W-021"
_ORDERS = "requirements W-022"
_SEED_DEVICE = "requirements W-026"
_REASONS = "domain-standards 7.2"

DEVICE_TYPES = (Code(CodeList.DEVICE_TYPE, "digital", "数字", "數位", "Digital", _SEED_DEVICE),)

# What to ask first; in the callers' language, to be adapted by the supervisor.
_SCRIPTS = {
    "outage_information": "请问您所在的小区和楼栋是哪里？从什么时候开始停电？",
    "fault_repair": "请问是整栋楼停电还是只有您家停电？家里的开关跳闸了吗？方便什么时间上门？",
    "service_complaint": "很抱歉给您带来不便。请问是什么时间、在哪里、哪位工作人员为您服务的？",
    "usage_query": "请问您要查询哪个月份的用电情况？",
    "consultation": "请问您想咨询哪方面的业务？",
    "business_acceptance": "请问您要办理什么业务？相关证件是否已经备齐？",
}

REQUEST_TYPES = tuple(
    Code(CodeList.REQUEST_TYPE, code, zh_hans, zh_hant, en, _SERVICES, _SCRIPTS.get(code, ""))
    for code, zh_hans, zh_hant, en in (
        ("outage_information", "停电信息", "停電資訊", "Outage information"),
        ("fault_repair", "故障报修", "故障報修", "Fault repair"),
        ("service_complaint", "服务质量投诉", "服務品質投訴", "Service-quality complaint"),
        ("usage_query", "用电信息查询", "用電資訊查詢", "Usage-information query"),
        ("consultation", "咨询", "諮詢", "Consultation"),
        ("business_acceptance", "业务受理", "業務受理", "Business acceptance"),
    )
)

ORDER_TYPES = tuple(
    Code(CodeList.REQUEST_TYPE, code, zh_hans, zh_hant, en, _ORDERS)
    for code, zh_hans, zh_hant, en in (
        ("goods_order", "商品订购", "商品訂購", "Goods order"),
        ("order_payment", "订单付款", "訂單付款", "Payment of an order"),
        ("order_tracking", "订单查询", "訂單查詢", "Order tracking"),
        ("order_change", "订单变更", "訂單變更", "Change of an order"),
        ("order_cancellation", "订单取消", "訂單取消", "Cancellation of an order"),
        ("goods_return", "退货", "退貨", "Return of goods"),
        ("refund", "退款", "退款", "Refund"),
    )
)

# What customers propose is a demand as much as what they ask and complain about.
SUGGESTIONS = (
    Code(CodeList.REQUEST_TYPE, "suggestion", "建议", "建議", "Suggestion", "requirements L-021"),
)

_ARTICLES = ("articles", FieldKind.LINES, "商品明细", "商品明細", "Articles")
_AMOUNT = ("amount", FieldKind.MONEY, "金额（元）", "金額（元）", "Amount (CNY)")
_EARLIER = ("earlier_order", FieldKind.EARLIER_ORDER, "原工单", "原工單", "Earlier work order")
_NOTE = ("payment_note", FieldKind.TEXT, "付款说明", "付款說明", "Payment note")

FIELDS = (
    Field("goods_order", *_ARTICLES, is_required=True, is_searchable=True),
    Field("goods_order", *_AMOUNT, is_required=True, rule=AmountRule.TOTAL),
    Field("goods_order", *_NOTE),
    Field(
        "goods_order",
        "delivery_promise",
        FieldKind.DATE,
        "承诺送达日期",
        "承諾送達日期",
        "Promised delivery",
    ),
    Field("order_payment", *_EARLIER, is_required=True),
    Field("order_payment", *_AMOUNT, is_required=True, rule=AmountRule.PAID),
    Field(
        "order_payment",
        "payment_method",
        FieldKind.CHOICE,
        "付款方式",
        "付款方式",
        "Method of payment",
        is_required=True,
        choices=(
            ("微信支付", "微信支付", "WeChat Pay"),
            ("支付宝", "支付寶", "Alipay"),
            ("银行卡", "銀行卡", "Bank card"),
            ("现金", "現金", "Cash"),
            ("对公转账", "對公轉帳", "Bank transfer by a company"),
        ),
    ),
    Field("order_payment", *_NOTE, is_searchable=True),
    Field("order_tracking", *_EARLIER),
    Field("order_change", *_EARLIER, is_required=True),
    Field(
        "order_change",
        "wanted_change",
        FieldKind.LONG_TEXT,
        "变更内容",
        "變更內容",
        "What is to be changed",
        is_required=True,
        is_searchable=True,
    ),
    Field("order_cancellation", *_EARLIER, is_required=True),
    Field(
        "order_cancellation",
        "cancellation_reason",
        FieldKind.TEXT,
        "取消原因",
        "取消原因",
        "Reason for cancelling",
        is_required=True,
    ),
    Field("goods_return", *_EARLIER, is_required=True),
    Field("goods_return", *_ARTICLES, is_required=True, is_searchable=True),
    Field(
        "goods_return",
        "return_cause",
        FieldKind.TEXT,
        "退货原因",
        "退貨原因",
        "Reason for returning the goods",
        is_required=True,
    ),
    Field("refund", *_EARLIER, is_required=True),
    Field("refund", *_AMOUNT, is_required=True, rule=AmountRule.REFUND),
    Field(
        "refund", "refund_reason", FieldKind.TEXT, "退款原因", "退款原因", "Reason for the refund"
    ),
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

# How important and urgent a matter is; limits are agreed for each.
GRADES = tuple(
    Code(CodeList.GRADE, code, zh_hans, zh_hant, en, _REASONS)
    for code, zh_hans, zh_hant, en in (
        ("critical", "特急", "特急", "Critical"),
        ("urgent", "紧急", "緊急", "Urgent"),
        ("normal", "一般", "一般", "Normal"),
        ("low", "较低", "較低", "Low"),
    )
)

REGION_CLASSES = tuple(
    Code(CodeList.REGION_CLASS, code, zh_hans, zh_hant, en, "domain-standards 1.1")
    for code, zh_hans, zh_hant, en in (
        ("urban", "城区", "城區", "Urban"),
        ("rural", "农村", "農村", "Rural"),
        ("remote", "特殊边远", "特殊邊遠", "Remote"),
    )
)

CODES = (
    *DEVICE_TYPES,
    *REQUEST_TYPES,
    *ORDER_TYPES,
    *SUGGESTIONS,
    *RETURN_REASONS,
    *GRADES,
    *REGION_CLASSES,
)

"""The columns of a sheet of customers."""

from collections.abc import Callable, Iterable

from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import ContactKind
from zuoxi.customers.drafts import AREA_LEVELS
from zuoxi.customers.presenters import AddressCard, ContactCard, CustomerCard
from zuoxi.sheets.columns.column import Column, Holds

# Between the parts of one entry, and between the entries of one cell.
PART = " | "
ENTRY = "\n"


def _contacts(kind: str) -> Callable[[CustomerCard], str]:
    def value(card: CustomerCard) -> str:
        points = [each for each in card.contact_points if each.kind == kind]
        points.sort(key=lambda each: not each.is_primary)
        return ENTRY.join(_contact(each) for each in points)

    return value


def _contact(point: ContactCard) -> str:
    return _joined([point.text, point.contact_name, point.label])


def _joined(parts: Iterable[str]) -> str:
    written = [part.replace("|", "｜").replace("\n", " ") for part in parts]
    while len(written) > 1 and not written[-1]:
        written.pop()
    return PART.join(written)


def _main(name: str) -> Callable[[CustomerCard], str]:
    def value(card: CustomerCard) -> str:
        return str(getattr(card.address, name)) if card.address else ""

    return value


def _other_addresses(card: CustomerCard) -> str:
    rest = [each for each in card.addresses if not each.is_primary]
    return ENTRY.join(_joined(_parts(each)) for each in rest)


def _parts(address: AddressCard) -> list[str]:
    levels = [str(getattr(address, name)) for name in AREA_LEVELS]
    return [*levels, address.detail, address.region_code, address.label]


CUSTOMERS = (
    Column(
        "customer_no",
        pgettext_lazy("field", "Subscriber number"),
        Holds.DIGITS,
        lambda card: card.customer_no,
        is_read=True,
        also=("用户编号", "客户编号", "客户号", "证号", "户号", "customer number", "customer no"),
        example="3600100007",
    ),
    Column(
        "centre",
        pgettext_lazy("field", "Service centre"),
        Holds.TEXT,
        lambda card: card.centre,
        is_read=True,
        also=("中心", "中心代码", "center"),
    ),
    Column(
        "kind",
        pgettext_lazy("customer", "Type"),
        Holds.TEXT,
        lambda card: card.kind_label,
        is_read=True,
        also=("用户类型", "客户类型", "customer type", "kind"),
        example="个人",
    ),
    Column(
        "customer_class",
        pgettext_lazy("customer", "Class"),
        Holds.TEXT,
        lambda card: card.class_label,
        is_read=True,
        also=("用户类别", "客户类别", "客户等级", "customer class"),
    ),
    Column(
        "name",
        pgettext_lazy("customer", "Name"),
        Holds.TEXT,
        lambda card: card.name,
        is_read=True,
        also=("用户名", "用户姓名", "客户姓名", "客户名称", "姓名", "customer name"),
        example="王小明",
    ),
    Column(
        "company_name",
        pgettext_lazy("customer", "Company name"),
        Holds.TEXT,
        lambda card: card.company_name,
        width=24,
        is_read=True,
        also=("单位", "公司", "单位名称", "企业名称", "company"),
    ),
    Column(
        "mobile",
        pgettext_lazy("contact point", "Mobile phone"),
        Holds.DIGITS,
        _contacts(ContactKind.MOBILE),
        is_read=True,
        also=("手机号", "手机号码", "移动电话", "mobile", "cell phone"),
        example="15400000111",
    ),
    Column(
        "phone",
        pgettext_lazy("contact point", "Telephone"),
        Holds.DIGITS,
        _contacts(ContactKind.PHONE),
        is_read=True,
        also=("固定电话", "固话", "座机", "联系电话", "电话号码", "phone"),
        example="0791-60000111",
    ),
    Column(
        "fax",
        pgettext_lazy("contact point", "Fax"),
        Holds.DIGITS,
        _contacts(ContactKind.FAX),
        is_read=True,
        also=("传真号码",),
    ),
    Column(
        "email",
        pgettext_lazy("contact point", "E-mail"),
        Holds.TEXT,
        _contacts(ContactKind.EMAIL),
        width=22,
        is_read=True,
        also=("邮箱", "电子邮件", "email", "mail"),
    ),
    Column(
        "province",
        pgettext_lazy("address", "Province"),
        Holds.TEXT,
        _main("province"),
        is_read=True,
        example="江西省",
    ),
    Column(
        "city",
        pgettext_lazy("address", "City"),
        Holds.TEXT,
        _main("city"),
        is_read=True,
        example="南昌市",
    ),
    Column(
        "district",
        pgettext_lazy("address", "District"),
        Holds.TEXT,
        _main("district"),
        is_read=True,
        also=("区", "县"),
        example="东湖区",
    ),
    Column(
        "street",
        pgettext_lazy("address", "Street or town"),
        Holds.TEXT,
        _main("street"),
        is_read=True,
        also=("街道", "乡镇", "street"),
        example="阳明路",
    ),
    Column(
        "address",
        pgettext_lazy("customer", "Address"),
        Holds.TEXT,
        _main("detail"),
        width=36,
        is_read=True,
        also=("详细地址", "用户地址", "客户地址", "住址"),
        example="18号3栋2单元502室",
    ),
    Column(
        "region_code",
        pgettext_lazy("address", "Region code"),
        Holds.DIGITS,
        _main("region_code"),
        is_read=True,
        also=("行政区划代码",),
    ),
    Column(
        "address_label",
        pgettext_lazy("address", "Address label"),
        Holds.TEXT,
        _main("label"),
        is_read=True,
    ),
    Column(
        "other_addresses",
        pgettext_lazy("address", "Further addresses"),
        Holds.TEXT,
        _other_addresses,
        width=36,
        is_read=True,
    ),
    Column(
        "note",
        pgettext_lazy("customer", "Note"),
        Holds.TEXT,
        lambda card: card.note,
        width=36,
        is_read=True,
        also=("备注", "說明", "说明", "remark", "remarks"),
    ),
    Column(
        "is_active",
        pgettext_lazy("customer", "In business?"),
        Holds.YES_NO,
        lambda card: card.is_active,
    ),
    Column(
        "created_at",
        pgettext_lazy("customer", "Registered at"),
        Holds.MOMENT,
        lambda card: card.created_at,
    ),
)

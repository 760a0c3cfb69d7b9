"""Who can sign in to the demo; the sign-in page and ``bin/demo`` print this table."""

from dataclasses import dataclass

from zuoxi.accounts.choices import Role
from zuoxi.accounts.passwords import DEMO_PASSWORD

PASSWORD = DEMO_PASSWORD

COMPANY = "company"
CENTRE = "centre"
AREA_1 = "area-1"
AREA_2 = "area-2"
DEPARTMENT = "dept-business"
OPERATIONS = "team-operations"


@dataclass(frozen=True)
class DemoAccount:
    """One account. ``places`` maps each role to the codes of the units it is held at."""

    username: str
    name: str
    staff_no: str
    places: dict[Role, tuple[str, ...]]
    purpose_en: str
    purpose_zh: str

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of the account, in the order of the work."""
        return tuple(self.places)


def _one(
    username: str,
    name: str,
    staff_no: str,
    role: Role,
    purpose_en: str,
    purpose_zh: str,
    *,
    unit: str = CENTRE,
) -> DemoAccount:
    return DemoAccount(username, name, staff_no, {role: (unit,)}, purpose_en, purpose_zh)


_EVERY_BUSINESS_ROLE: dict[Role, tuple[str, ...]] = {
    role: (AREA_1, AREA_2, DEPARTMENT) if role is Role.WORK_AREA_STAFF else (CENTRE,)
    for role in Role
    if role is not Role.ADMINISTRATOR
} | {Role.UNIT_HEAD: (CENTRE, OPERATIONS)}

ACCOUNTS: tuple[DemoAccount, ...] = (
    _one(
        "intake",
        "林晓彤",
        "1001",
        Role.INTAKE_AGENT,
        "Answers customers and creates work orders",
        "受理来电，登记客户，生成表单",
    ),
    _one(
        "dispatcher",
        "周明远",
        "1002",
        Role.DISPATCHER,
        "Dispatches to work areas, handles returned orders",
        "调度派单，处理反单与重复派单",
    ),
    _one(
        "area1",
        "陈建军",
        "2001",
        Role.WORK_AREA_STAFF,
        "Accepts, completes or returns the orders of work area one",
        "工区一：接单处理，完成或反单",
        unit=AREA_1,
    ),
    _one(
        "area2",
        "欧阳静",
        "2002",
        Role.WORK_AREA_STAFF,
        "The same for work area two; neither sees the other's orders",
        "工区二：接单处理，完成或反单",
        unit=AREA_2,
    ),
    _one(
        "department",
        "何思远",
        "2003",
        Role.WORK_AREA_STAFF,
        "The same for the business department: bills, contracts, goods",
        "营业部：办理电费、合同、商品等跨部门工单",
        unit=DEPARTMENT,
    ),
    _one(
        "controller",
        "吴雅琴",
        "1003",
        Role.FORM_CONTROLLER,
        "Checks completed orders, submits them for review",
        "核对完成的表单，提交审核",
    ),
    _one(
        "reviewer",
        "郑志强",
        "1004",
        Role.REVIEWER,
        "Reviews what was submitted",
        "审核表单",
    ),
    _one(
        "archiver",
        "孙丽华",
        "1005",
        Role.ARCHIVER,
        "Archives orders for good",
        "归档表单",
    ),
    DemoAccount(
        "supervisor",
        "黄国梁",
        "1006",
        {Role.SUPERVISOR: (CENTRE,), Role.UNIT_HEAD: (CENTRE,)},
        "Sees every list, maintains code lists and work areas; head of the centre",
        "查看全部列表，维护代码表与工区；中心负责人",
    ),
    _one(
        "head",
        "沈慧敏",
        "2004",
        Role.UNIT_HEAD,
        "Head of the business department: agrees limits and processes with the centre",
        "营业部负责人：与中心商定时限和处理流程",
        unit=DEPARTMENT,
    ),
    _one(
        "auditor",
        "徐文清",
        "1007",
        Role.AUDITOR,
        "Reads everything, changes nothing",
        "只读查看全部业务与操作记录",
    ),
    _one(
        "admin",
        "系统管理员",
        "9001",
        Role.ADMINISTRATOR,
        "Manages people and rights, sees no business data",
        "管理人员与权限，不接触业务数据",
        unit=COMPANY,
    ),
    DemoAccount(
        "all",
        "司徒敏",
        "1008",
        _EVERY_BUSINESS_ROLE,
        "Every business role at once, for a first look",
        "拥有全部业务角色，适合先睹为快",
    ),
)

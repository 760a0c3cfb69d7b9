"""The organisation of the demo and the people in it."""

from datetime import datetime

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.models import User
from zuoxi.demo.accounts import (
    ACCOUNTS,
    AREA_1,
    AREA_2,
    CENTRE,
    COMPANY,
    DEPARTMENT,
    OPERATIONS,
    DemoAccount,
)
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.org import actions as org
from zuoxi.org import queries
from zuoxi.org.choices import UnitKind

# Kind, code, name, code of the unit above.
UNITS: tuple[tuple[UnitKind, str, str, str], ...] = (
    (UnitKind.COMPANY, COMPANY, "江城公用事业服务有限公司", ""),
    (UnitKind.REGION, "region", "江城大区", COMPANY),
    (UnitKind.CENTRE, CENTRE, "江城客户服务中心", "region"),
    (UnitKind.TEAM, OPERATIONS, "客服运营部", CENTRE),
    (UnitKind.TEAM, "team-intake", "受理班", CENTRE),
    (UnitKind.TEAM, "team-dispatch", "调度班", CENTRE),
    (UnitKind.TEAM, "team-review", "回单审核班", CENTRE),
    (UnitKind.WORK_AREA, AREA_1, "工区一", CENTRE),
    (UnitKind.WORK_AREA, AREA_2, "工区二", CENTRE),
    (UnitKind.DEPARTMENT, DEPARTMENT, "营业部", CENTRE),
)

# Code, name, code of the work area.
TECHNICIANS: tuple[tuple[str, str, str], ...] = (
    ("tech-a", "维修员甲", AREA_1),
    ("tech-b", "维修员乙", AREA_1),
    ("tech-c", "维修员丙", AREA_2),
    ("tech-d", "维修员丁", AREA_2),
    ("clerk-a", "业务员甲", DEPARTMENT),
    ("clerk-b", "业务员乙", DEPARTMENT),
)
# Who has an account finds the own orders on site; area2 is staff that nobody is dispatched to.
_ACCOUNT_OF = {"tech-a": "area1"}


def found_organisation(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Create the units; return their ids by code."""
    ids: dict[str, int] = {}
    for kind, code, name, above in UNITS:
        unit = org.create_unit(
            actor=actor,
            kind=kind.value,
            code=code,
            name=name,
            parent_id=ids.get(above),
            now=now,
        )
        ids[code] = unit.pk
    return ids


def employ_technicians(*, actor: Actor, unit_ids: dict[str, int], now: datetime) -> None:
    """Create those to whom orders are dispatched, some of them with one of the accounts."""
    for place, (code, name, area) in enumerate(TECHNICIANS):
        org.create_technician(
            actor=actor,
            work_area_id=unit_ids[area],
            code=code,
            name=name,
            phone=f"1540000200{place}",
            username=_ACCOUNT_OF.get(code, ""),
            now=now,
        )


def open_accounts(*, actor: Actor, unit_ids: dict[str, int], now: datetime) -> dict[str, Actor]:
    """Open the demo accounts with their roles; return who acts under each user name."""
    users = {
        each.username: _open(each, actor=actor, unit_ids=unit_ids, now=now) for each in ACCOUNTS
    }
    return {name: queries.actor_for(user, Origin("web")) for name, user in users.items()}


def _open(account: DemoAccount, *, actor: Actor, unit_ids: dict[str, int], now: datetime) -> User:
    user, _password = accounts.create_user(
        actor=actor,
        username=account.username,
        name=account.name,
        staff_no=account.staff_no,
        now=now,
    )
    for role, codes in account.places.items():
        for code in codes:
            org.assign_role(
                actor=actor, user_id=user.pk, role=role.value, unit_id=unit_ids[code], now=now
            )
    return accounts.accept_demo_password(actor=actor, user_id=user.pk, now=now)

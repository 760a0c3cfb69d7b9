"""Centres with one person per role, and customers made by the action that people use."""

from datetime import UTC, datetime
from itertools import count

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.customers import actions
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerDraft
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor, Origin
from zuoxi.org import queries as org
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment, Unit

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ORIGIN = Origin(channel="web", request_id="test", address="127.0.0.1")

_serial = count(1)


class Centre:
    """One service centre with a work area, and one person for every role."""

    def __init__(self, code: str = "south") -> None:
        company = Unit.objects.filter(kind=UnitKind.COMPANY).first() or self._unit(
            UnitKind.COMPANY, "company", None
        )
        self.unit = self._unit(UnitKind.CENTRE, code, company)
        self.area = self._unit(UnitKind.WORK_AREA, f"{code}-area", self.unit)
        self.users = {role: self.user(role) for role in Role}

    def user(self, *roles: Role) -> User:
        name = f"{self.unit.code}-{'-'.join(roles)}-{next(_serial)}"
        user = User.objects.create(
            username=name, name=name, must_change_password=False, password_changed_at=NOW
        )
        Assignment.objects.bulk_create(
            Assignment(
                user=user,
                role=role,
                unit=self.area if role == Role.WORK_AREA_STAFF else self.unit,
            )
            for role in roles
        )
        return user

    def actor(self, role: Role = Role.INTAKE_AGENT) -> Actor:
        return org.actor_for(self.users[role], ORIGIN)

    def customer(self, *, name: str = "王小明", phone: str = "", **fields) -> Customer:
        """Register a customer; ``phone`` stands for one contact point."""
        fields.setdefault("customer_no", f"T{next(_serial)}")
        if phone:
            fields["contact_points"] = [contact(phone)]
        return actions.register_customer(
            actor=self.actor(),
            draft=CustomerDraft(name=name, **fields),
            now=NOW,
            allow_duplicate_phone=True,
        )

    def _unit(self, kind: UnitKind, code: str, parent: Unit | None) -> Unit:
        unit = Unit.objects.create(
            kind=kind,
            code=code,
            name=code,
            parent=parent,
            centre=parent if kind == UnitKind.WORK_AREA else None,
            path="",
        )
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        return unit


def contact(value: str, *, kind: str = "phone", **fields) -> ContactDraft:
    return ContactDraft(kind=kind, value=value, **fields)


def address(text: str, **fields) -> AddressDraft:
    return AddressDraft(text=text, **fields)

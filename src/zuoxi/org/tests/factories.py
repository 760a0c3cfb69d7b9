"""A small organisation with one person per role, made by the actions that people use."""

from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import patch

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.kernel import events as kernel_events
from zuoxi.kernel.actors import SYSTEM, Actor, Origin
from zuoxi.org import actions, queries
from zuoxi.org.events import UnitCreated
from zuoxi.org.models import Technician, Unit

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ORIGIN = Origin(channel="web", request_id="req-1", address="192.0.2.7")
PASSWORD = "Korrekt-Pferd-7"


def unit(kind: str, code: str, parent: Unit | None = None, **fields) -> Unit:
    """Add a unit as the system does."""
    fields = {"name": code.title(), "parent_id": parent.pk if parent else None} | fields
    return actions.create_unit(actor=SYSTEM, kind=kind, code=code, now=NOW, **fields)


def person(username: str, *held: tuple[Role, Unit], **fields) -> User:
    """Open an account whose password needs no change, and give it the roles."""
    user, _one_time = accounts.create_user(actor=SYSTEM, username=username, name=username, now=NOW)
    user.set_password(PASSWORD)
    for name, value in ({"must_change_password": False} | fields).items():
        setattr(user, name, value)
    user.save()
    for role, place in held:
        actions.assign_role(actor=SYSTEM, user_id=user.pk, role=role, unit_id=place.pk, now=NOW)
    return user


def actor(user: User) -> Actor:
    """Return the user as the middleware would."""
    return queries.actor_for(user, ORIGIN)


@dataclass
class Organisation:
    """Company → north → centre (team, two areas) and a second centre with one area."""

    company: Unit
    region: Unit
    centre: Unit
    other_centre: Unit
    team: Unit
    area: Unit
    area_2: Unit
    other_area: Unit
    admin: User
    supervisor: User

    def technician(self, code: str = "t1", **fields) -> Technician:
        """Add a technician to the first work area."""
        fields = {"name": code, "work_area_id": self.area.pk} | fields
        return actions.create_technician(actor=SYSTEM, code=code, now=NOW, **fields)


def organisation() -> Organisation:
    """Build the tree and its two maintainers.

    What higher packages make of a new centre is theirs to test: here it stays as it is built.
    """
    with patch.dict(kernel_events._reactions, {UnitCreated: []}):
        return _organisation()


def _organisation() -> Organisation:
    company = unit("company", "co")
    region = unit("region", "north", company)
    centre = unit("centre", "centre", region, time_zone="Asia/Urumqi")
    other_centre = unit("centre", "other", company)
    return Organisation(
        company=company,
        region=region,
        centre=centre,
        other_centre=other_centre,
        team=unit("team", "team", centre),
        area=unit("work_area", "area-1", centre),
        area_2=unit("work_area", "area-2", centre),
        other_area=unit("work_area", "area-9", other_centre),
        admin=person("boss", (Role.ADMINISTRATOR, company)),
        supervisor=person("sup", (Role.SUPERVISOR, centre)),
    )

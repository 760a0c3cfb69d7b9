"""A centre with a team for each of its works, a department, and everybody who sits in a group."""

from datetime import timedelta

from zuoxi.accounts.choices import Role
from zuoxi.groups import actions
from zuoxi.groups.actions import WantedGroup
from zuoxi.org.choices import UnitKind
from zuoxi.workorders.tests.factories import NOW, Place, make_unit

# Friday morning by the clock of the centre.
AT_WORK = NOW + timedelta(days=28)


class GroupPlace(Place):
    """Two teams, a department with head and staff, and the head of the centre."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        self.operations, self.quality = (
            make_unit(UnitKind.TEAM, f"{prefix}{code}", name=name, parent=self.centre)
            for code, name in (("operations", "客服运营部"), ("quality", "质检组"))
        )
        self.department = make_unit(
            UnitKind.DEPARTMENT, f"{prefix}dept", name=f"{prefix}产品部", parent=self.centre
        )
        self.users |= self._people(
            {
                "manager": [(Role.UNIT_HEAD, self.centre)],
                "lead": [(Role.SUPERVISOR, self.operations)],
                "checker": [(Role.REVIEWER, self.quality)],
                "dept_head": [(Role.UNIT_HEAD, self.department)],
                "staff": [(Role.WORK_AREA_STAFF, self.department)],
                "other_staff": [(Role.WORK_AREA_STAFF, self.department)],
                "second_head": [(Role.UNIT_HEAD, self.areas[1])],
            }
        )

    def leadership(self, **changes) -> WantedGroup:
        """Return a leadership group that follows its rules."""
        values = {
            "head": self.users["manager"].username,
            "members": [
                (self.users["dept_head"].username, self.department.pk),
                (self.users["head"].username, self.areas[0].pk),
            ],
        }
        return WantedGroup(**(values | changes))

    def working(self, **changes) -> WantedGroup:
        """Return a working group that follows its rules."""
        values = {
            "head": self.users["lead"].username,
            "operations_id": self.operations.pk,
            "members": [
                (self.users["checker"].username, self.quality.pk),
                (self.users["area1"].username, self.areas[0].pk),
                (self.users["area2"].username, self.areas[1].pk),
                (self.users["staff"].username, self.department.pk),
            ],
        }
        return WantedGroup(**(values | changes))

    def appoint(self, kind: str, *, by: str = "supervisor", now=NOW, version=None, **changes):
        """Appoint a group with these changes."""
        wanted = self.leadership if kind == "leadership" else self.working
        return actions.save_group(
            actor=self.actor(by),
            centre_id=self.centre.pk,
            kind=kind,
            wanted=wanted(**changes),
            expected_version=version,
            now=now,
        )

    def appoint_both(self, **kwargs) -> None:
        """Appoint the leadership group and the working group."""
        for kind in ("leadership", "working"):
            self.appoint(kind, **kwargs)

"""A department with contact persons, and orders that lie there."""

from datetime import timedelta

from zuoxi.accounts.choices import Role
from zuoxi.contacts import actions
from zuoxi.contacts.actions import WantedInterface, WantedPerson, WantedStep
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician
from zuoxi.workorders.tests.factories import NOW, Place, act, create, make_unit

# Friday morning by the clock of the centre, within the usual hours.
AT_WORK = NOW + timedelta(days=28)
ALWAYS = ["00:00-24:00"] * 7
NEVER_TODAY = ["", "", "", "", "", "", "00:00-24:00"]


class Department(Place):
    """A place with a department: its head, its staff, and somebody to dispatch to."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        self.unit = make_unit(
            UnitKind.DEPARTMENT, f"{prefix}dept", name=f"{prefix}产品部", parent=self.centre
        )
        self.clerk = Technician.objects.create(
            work_area=self.unit, code=f"{prefix}clerk", name="业务员"
        )
        self.users |= self._people(
            {
                "staff": [(Role.WORK_AREA_STAFF, self.unit)],
                "dept_head": [(Role.UNIT_HEAD, self.unit)],
                "centre_head": [(Role.UNIT_HEAD, self.centre)],
            }
        )

    def person(self, name: str, *, by: str = "supervisor", now=NOW, **values):
        """Add a contact person who is always on duty unless other hours are given."""
        values = {"office_phone": "010-12345678", "hours": ALWAYS} | values
        return actions.save_person(
            actor=self.actor(by),
            department_id=self.unit.pk,
            wanted=WantedPerson(name=name, **values),
            now=now,
        )

    def interface(self, *persons, name: str = "资费", by: str = "supervisor", **values):
        """Add an interface with these persons in this order."""
        values = {"kind": "business", "name": name} | values
        return actions.save_interface(
            actor=self.actor(by),
            department_id=self.unit.pk,
            wanted=WantedInterface(persons=[each.pk for each in persons], **values),
            now=NOW,
        )

    def order(self, **changes):
        """Return an order that the department has been given."""
        return self.dispatch(create(self, **changes))

    def dispatch(self, order):
        """Dispatch an order to the department."""
        inputs = {"work_area": self.unit.code, "technician": self.clerk.code, "remark": "请处理"}
        order = act(self, order, "dispatch", inputs=inputs)
        order.refresh_from_db()
        return order

    def start(self, order, *, by: str = "intake", now=AT_WORK, **values):
        """Begin to reach somebody for an order."""
        return actions.start_reach_out(actor=self.actor(by), number=order.number, now=now, **values)

    def record(self, order, outcome: str, *, by: str = "intake", now=AT_WORK, **values):
        """Record what came of a try."""
        values = {"way": "office", "expected_version": None} | values
        return actions.record_attempt(
            actor=self.actor(by), number=order.number, outcome=outcome, now=now, **values
        )

    def propose(self, *steps: str, by: str = "supervisor", request_type: str = "test", now=NOW):
        """Propose a process."""
        return actions.propose_process(
            actor=self.actor(by),
            department_id=self.unit.pk,
            request_type=request_type,
            steps=[WantedStep(text=each) for each in steps],
            now=now,
        )

    def agree(self, process, *, now=NOW):
        """Let the heads of both sides agree."""
        for by in ("centre_head", "dept_head"):
            process = actions.approve_process(actor=self.actor(by), process_id=process.pk, now=now)
        return process

"""A centre with two departments, and complex orders on their way through them."""

from datetime import timedelta
from itertools import count

from zuoxi.accounts.choices import Role
from zuoxi.comments.actions import Draft, add_comment
from zuoxi.linkage import actions
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders import actions as moves
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests import factories
from zuoxi.workorders.tests.factories import NOW, Place, create, make_unit

LATER = NOW + timedelta(hours=1)
TELLING = NOW + timedelta(hours=3)


def act(place: "Company", order: WorkOrder, name: str, **changes) -> WorkOrder:
    """Move an order, each move of a place a second after the one before."""
    moment = NOW + timedelta(seconds=next(place.seconds))
    return factories.act(place, order, name, **({"now": moment} | changes))


class Company(Place):
    """A place with the departments for products and technology: head, staff and two people each."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        self.seconds = count(1)
        self.product = self._department("product", "产品部")
        self.technology = self._department("technology", "技术部")

    def _department(self, name: str, title: str) -> Unit:
        unit = make_unit(
            UnitKind.DEPARTMENT, f"{self.prefix}{name}", name=title, parent=self.centre
        )
        for place in (1, 2):
            Technician.objects.create(
                work_area=unit, code=f"{unit.code}-{place}", name=f"{title}{place}号"
            )
        self.users |= self._people(
            {
                f"{name}_staff": [(Role.WORK_AREA_STAFF, unit)],
                f"{name}_head": [(Role.UNIT_HEAD, unit)],
            }
        )
        return unit

    def item(self, **changes) -> WorkOrder:
        """Return a complex order that the working group has."""
        return create(self, complexity="complex", description="资费有误", **changes)

    def lead(self, order: WorkOrder, unit: Unit | None = None) -> WorkOrder:
        """Dispatch an order to a department, the product one unless another is given."""
        unit = unit or self.product
        inputs = {"work_area": unit.code, "technician": f"{unit.code}-1", "remark": "请处理"}
        return act(self, order, "dispatch", inputs=inputs)

    def divide(self, order: WorkOrder, unit: Unit | None = None, **changes) -> WorkOrder:
        """Let a department assist, the technology one unless another is given."""
        unit = unit or self.technology
        values = {
            "actor": self.actor("dispatcher"),
            "number": order.number,
            "department": unit.code,
            "technician": f"{unit.code}-1",
            "matter": "请核对计费系统",
            "expected_version": None,
            "now": NOW,
        }
        return moves.divide(**(values | changes))

    def complete(self, order: WorkOrder, name: str = "product") -> WorkOrder:
        """Take an order on and report its result for a department."""
        by = f"{name}_staff"
        order = act(self, order, "accept", by=by)
        inputs = {
            "handler": f"{self.prefix}{name}-1",
            "resolution_notes": "已核对，多收部分退回",
            "is_resolved": True,
            "is_petition": False,
            "callback_required": False,
        }
        return act(self, order, "complete", by=by, inputs=inputs)

    def shared(self) -> tuple[WorkOrder, WorkOrder]:
        """Return an item that product leads, and the sub-order of technology."""
        item = self.lead(self.item())
        return item, self.divide(item)

    def note(self, order: WorkOrder, text: str = "正在核对", *, by: str, now=LATER):
        """Report progress."""
        draft = Draft(text=text, is_progress=True)
        return add_comment(actor=self.actor(by), number=order.number, draft=draft, now=now)

    def inform(self, order: WorkOrder, *, by: str = "intake", **changes):
        """Tell the customer the result."""
        values = {
            "way": "telephone",
            "informed_at": TELLING,
            "expected_version": None,
            "now": TELLING,
        }
        return actions.inform_customer(
            actor=self.actor(by), number=order.number, **(values | changes)
        )

    def name(self, order: WorkOrder, technician: str, *, by: str = "product_staff", **changes):
        """Name who handles an order at its department."""
        values = {"expected_version": None, "now": LATER} | changes
        return moves.name_handler(
            actor=self.actor(by), number=order.number, technician=technician, **values
        )

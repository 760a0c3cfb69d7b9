"""A centre with both groups, and complaints on one subject."""

from datetime import timedelta

from zuoxi.customers.models import Customer
from zuoxi.emergencies import actions, jobs
from zuoxi.emergencies.actions import WantedEmergency, WantedShare
from zuoxi.groups.tests.factories import AT_WORK, GroupPlace
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import create

__all__ = ["AT_WORK", "Scene"]


class Scene(GroupPlace):
    """A place whose customers complain."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        CodeItem.objects.get_or_create(
            list="request_type",
            code="service_complaint",
            defaults={
                "label_zh_hans": "投诉",
                "valid_from": AT_WORK.date(),
                "source": "test",
            },
        )
        self.callers = Customer.objects.bulk_create(
            Customer(
                customer_no=f"{prefix}90{n}".upper(),
                centre=self.centre,
                name=f"客户{n}",
                created_at=AT_WORK,
            )
            for n in range(6)
        )

    def complain(self, *callers: int, hours_ago: float = 1, **changes):
        """Return complaints of some customers, by their place in ``callers``."""
        return [
            create(
                self,
                customer_no=self.callers[n].customer_no,
                request_type="service_complaint",
                description="停电无人处理",
                **({"now": AT_WORK - timedelta(hours=hours_ago)} | changes),
            )
            for n in callers
        ]

    def look(self) -> None:
        """Let the worker look for group complaints."""
        jobs.look(timestamp=0)

    def start(self, *, by: str = "supervisor", emergency=None, **values):
        """Start an emergency."""
        usual = {
            "kind": "major_complaint",
            "title": "大面积停电投诉",
            "units": [self.department.pk],
        }
        return actions.start_emergency(
            actor=self.actor(by),
            wanted=WantedEmergency(**(usual | values)),
            emergency_id=emergency.pk if emergency else None,
            now=AT_WORK,
        )

    def draft(self, emergency, *, by: str = "supervisor", **values):
        """Draw up a plan with one share for the department."""
        usual = {
            "text": "抢修并逐户答复",
            "shares": [WantedShare(unit_id=self.department.pk, text="核实范围")],
        }
        return actions.draft_plan(
            actor=self.actor(by), emergency_id=emergency.pk, now=AT_WORK, **(usual | values)
        )

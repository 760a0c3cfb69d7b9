"""Orders that departments handled, and inspections of them."""

from datetime import date

from zuoxi.inspections import actions
from zuoxi.inspections.actions import WantedInspection
from zuoxi.meetings.tests.factories import AFTER, MeetingPlace


class InspectedPlace(MeetingPlace):
    """A centre with some orders at a department."""

    def __init__(self, prefix: str = "", *, orders: int = 6, **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        self.orders = [self.order_at_department() for _each in range(orders)]

    def begin(self, *, by: str = "dept_head", now=AFTER, **changes):
        """Draw three of the orders of the month."""
        values = {
            "title": "十一月联动检查",
            "first_day": date(2026, 11, 1),
            "last_day": date(2026, 11, 30),
            "size": 3,
        }
        return actions.begin_inspection(
            actor=self.actor(by),
            centre_id=self.centre.pk,
            wanted=WantedInspection(**(values | changes)),
            now=now,
        )

    def judge(self, sampled, verdict="finding", text="未写进展", *, by="manager", **values):
        """Say what was found of an order."""
        values = {"expected_version": None, "now": AFTER} | values
        return actions.judge_order(
            actor=self.actor(by),
            inspection_id=sampled.inspection_id,
            sampled_id=sampled.pk,
            verdict=verdict,
            text=text,
            **values,
        )

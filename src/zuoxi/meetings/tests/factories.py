"""Meetings as people call them."""

from datetime import date, time, timedelta

from zuoxi.groups.tests.factories import AT_WORK, GroupPlace
from zuoxi.kernel.belief import forget_everything
from zuoxi.meetings import actions
from zuoxi.meetings.actions import Part, WantedDecision, WantedMeeting, WantedSeries
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician
from zuoxi.workorders.tests.factories import act, create, make_unit

AFTER = AT_WORK + timedelta(hours=3)


class MeetingPlace(GroupPlace):
    """A centre whose groups are appointed, and a second department."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        self.technology = make_unit(
            UnitKind.DEPARTMENT, f"{prefix}tech", name=f"{prefix}技术部", parent=self.centre
        )
        self.clerk = Technician.objects.create(
            work_area=self.department, code=f"{prefix}clerk", name="业务员"
        )
        self.appoint_both()
        forget_everything()

    def order_at_department(self, **changes):
        """Return an order that the department has been given."""
        inputs = {
            "work_area": self.department.code,
            "technician": self.clerk.code,
            "remark": "请处理",
        }
        order = act(self, create(self, **changes), "dispatch", inputs=inputs)
        order.refresh_from_db()
        return order

    def wanted(self, **changes) -> WantedMeeting:
        """Return a meeting in an hour for an hour, of two departments."""
        values = {
            "title": "资费差错协调会",
            "place": "三楼会议室",
            "starts_at": AT_WORK + timedelta(hours=1),
            "ends_at": AT_WORK + timedelta(hours=2),
            "parts": [
                Part(self.department.pk, self.users["staff"].username),
                Part(self.technology.pk),
            ],
            "points": "核对数据\n\n 明确责任 ",
        }
        return WantedMeeting(**(values | changes))

    def convene(self, *, by: str = "supervisor", number: str = "", now=AT_WORK, **changes):
        """Call a meeting."""
        return actions.convene_meeting(
            actor=self.actor(by),
            centre_id=self.centre.pk,
            wanted=self.wanted(**changes),
            number=number,
            now=now,
        )

    def write(self, meeting, text="与会者一致同意更正", *, by="supervisor", now=AFTER, **values):
        """Write minutes."""
        values = {"expected_version": None} | values
        return actions.save_minutes(
            actor=self.actor(by), meeting_id=meeting.pk, text=text, now=now, **values
        )

    def decide(self, meeting, *, by="supervisor", now=AFTER, **changes):
        """Record a decision that the department owes."""
        values = {"matter": "task", "text": "更正资费配置", "unit_id": self.department.pk}
        return actions.record_decision(
            actor=self.actor(by),
            meeting_id=meeting.pk,
            wanted=WantedDecision(**(values | changes)),
            expected_version=None,
            now=now,
        )

    def series(self, *, by: str = "supervisor", now=AT_WORK, series_id=None, version=None, **more):
        """Say that the working group meets each Monday at four."""
        values = {
            "title": "联动周例会",
            "every": "week",
            "number": 0,
            "first_day": date(2026, 12, 1),
            "begins": time(16),
            "minutes": 120,
            "group": "working",
            "parts": [Part(self.department.pk), Part(self.operations.pk)],
            "points": "上周总结",
        }
        return actions.save_series(
            actor=self.actor(by),
            centre_id=self.centre.pk,
            wanted=WantedSeries(**(values | more)),
            series_id=series_id,
            expected_version=version,
            now=now,
        )

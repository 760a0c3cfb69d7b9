"""Linkage in the demo: groups, meetings with minutes and tasks, and an inspection."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from zuoxi.demo.accounts import AREA_1, AREA_2, CENTRE, DEPARTMENT, OPERATIONS
from zuoxi.groups import actions as groups
from zuoxi.groups.actions import WantedGroup
from zuoxi.inspections import actions as inspections
from zuoxi.inspections import queries as inspection_queries
from zuoxi.inspections.actions import WantedInspection
from zuoxi.kernel.actors import Actor
from zuoxi.meetings import actions as meetings
from zuoxi.meetings.actions import Part, WantedDecision, WantedMeeting, WantedSeries
from zuoxi.meetings.models import Meeting
from zuoxi.tasks.actions import WantedTask

_ZONE = ZoneInfo("Asia/Shanghai")
_MINUTES = """一、营业部通报商品订购工单办理情况，近一周有三单超过约定时限未联系客户。
二、客服运营部反映同类咨询重复来电，建议营业部提供统一口径。
三、会议同意由营业部补充进展说明，由客服运营部更新答复口径。"""


def hold(
    *, actors: Mapping[str, Actor], unit_ids: Mapping[str, int], opened: datetime, now: datetime
) -> None:
    """Appoint both groups; hold a meeting of the working group and an inspection of the leaders."""
    _appoint(actors, unit_ids, opened)
    held = _hold(actors, unit_ids, now - timedelta(days=4))
    _decide(actors, unit_ids, held)
    meetings.save_series(
        actor=actors["all"],
        centre_id=unit_ids[CENTRE],
        wanted=WantedSeries(
            title="联动管理周例会",
            every="week",
            number=0,
            first_day=now.date(),
            begins=time(16),
            minutes=90,
            place="三楼会议室",
            group="working",
            parts=[Part(unit_ids[DEPARTMENT]), Part(unit_ids[OPERATIONS])],
            points="上周联动情况通报\n本周重点事项",
        ),
        now=now,
    )
    _lead(actors, unit_ids, now - timedelta(days=10))
    _inspect(actors, unit_ids, now)


def _appoint(actors: Mapping[str, Actor], unit_ids: Mapping[str, int], now: datetime) -> None:
    wanted = {
        "leadership": WantedGroup(
            head="supervisor",
            members=[("head", unit_ids[DEPARTMENT]), ("all", unit_ids[OPERATIONS])],
        ),
        "working": WantedGroup(
            head="all",
            operations_id=unit_ids[OPERATIONS],
            members=[
                ("intake", unit_ids["team-intake"]),
                ("dispatcher", unit_ids["team-dispatch"]),
                ("reviewer", unit_ids["team-review"]),
                ("area1", unit_ids[AREA_1]),
                ("area2", unit_ids[AREA_2]),
                ("department", unit_ids[DEPARTMENT]),
            ],
        ),
    }
    for kind, group in wanted.items():
        groups.save_group(
            actor=actors["supervisor"],
            centre_id=unit_ids[CENTRE],
            kind=kind,
            wanted=group,
            expected_version=None,
            now=now,
        )


def _hold(actors: Mapping[str, Actor], unit_ids: Mapping[str, int], day: datetime) -> Meeting:
    begins = _at(day, 16)
    called = begins - timedelta(days=2)
    meeting = meetings.convene_meeting(
        actor=actors["all"],
        centre_id=unit_ids[CENTRE],
        wanted=WantedMeeting(
            title="联动管理工作小组例会",
            starts_at=begins,
            ends_at=begins + timedelta(hours=1, minutes=30),
            place="三楼会议室",
            group="working",
            parts=[
                Part(unit_ids[DEPARTMENT], "department"),
                Part(unit_ids[OPERATIONS]),
                Part(unit_ids["team-dispatch"], "dispatcher"),
            ],
            points="商品订购工单办理情况\n统一答复口径",
        ),
        now=called,
    )
    return meetings.save_minutes(
        actor=actors["all"],
        meeting_id=meeting.pk,
        text=_MINUTES,
        present=[each.pk for each in meeting.participants.all()],
        expected_version=None,
        now=begins + timedelta(hours=2),
    )


def _decide(actors: Mapping[str, Actor], unit_ids: Mapping[str, int], held: Meeting) -> None:
    after = held.ends_at + timedelta(hours=1)
    wanted = (
        (DEPARTMENT, "补写超时工单的进展说明，并逐单联系客户", "department", 3),
        (OPERATIONS, "按营业部提供的资料更新商品订购答复口径", "", 9),
    )
    for unit, text, username, days in wanted:
        meetings.record_decision(
            actor=actors["all"],
            meeting_id=held.pk,
            wanted=WantedDecision(
                matter="task",
                text=text,
                unit_id=unit_ids[unit],
                username=username,
                due_at=after + timedelta(days=days),
            ),
            expected_version=None,
            now=after,
        )
    meetings.send_minutes(actor=actors["all"], meeting_id=held.pk, expected_version=None, now=after)


def _lead(actors: Mapping[str, Actor], unit_ids: Mapping[str, int], day: datetime) -> None:
    """Let the leaders decide on a goal of the year."""
    begins = _at(day, 9)
    meeting = meetings.convene_meeting(
        actor=actors["supervisor"],
        centre_id=unit_ids[CENTRE],
        wanted=WantedMeeting(
            title="联动管理领导小组会议",
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            place="一号会议室",
            group="leadership",
            parts=[Part(unit_ids[DEPARTMENT], "head")],
            points="审议年度联动目标",
        ),
        now=begins - timedelta(days=3),
    )
    meetings.record_decision(
        actor=actors["supervisor"],
        meeting_id=meeting.pk,
        wanted=WantedDecision(matter="goal", text="年度目标：跨部门工单按时办结率不低于95%。"),
        expected_version=None,
        now=begins + timedelta(hours=1),
    )
    meetings.save_minutes(
        actor=actors["supervisor"],
        meeting_id=meeting.pk,
        text="会议审议并通过年度联动目标。",
        present=[each.pk for each in meeting.participants.all()],
        expected_version=None,
        now=begins + timedelta(hours=2),
    )


def _inspect(actors: Mapping[str, Actor], unit_ids: Mapping[str, int], now: datetime) -> None:
    """Look at some orders of the business department, and have one finding put right."""
    supervisor = actors["supervisor"]
    day = now - timedelta(days=1)
    inspection = inspections.begin_inspection(
        actor=supervisor,
        centre_id=unit_ids[CENTRE],
        wanted=WantedInspection(
            title="部门工单抽查",
            first_day=(now - timedelta(days=90)).date(),
            last_day=now.date(),
            seed="demo",
        ),
        now=day,
    )
    sample = inspection_queries.sample_of(inspection)
    inspections.judge_order(
        actor=supervisor,
        inspection_id=inspection.pk,
        sampled_id=sample[0].pk,
        verdict="finding",
        text="未按约定流程登记收款方式。",
        expected_version=None,
        now=day,
    )
    inspections.set_correction(
        actor=supervisor,
        inspection_id=inspection.pk,
        sampled_id=sample[0].pk,
        wanted=WantedTask(
            text="补登收款方式，并检查同类工单",
            unit_id=unit_ids[DEPARTMENT],
            due_at=now + timedelta(days=4),
        ),
        expected_version=None,
        now=day,
    )


def _at(day: datetime, hour: int) -> datetime:
    return day.astimezone(_ZONE).replace(hour=hour, minute=0, second=0, microsecond=0)

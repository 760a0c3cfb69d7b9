"""The time limits of the demo: those of 95598 agreed by both heads, and a draft that goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zuoxi.calendars.counting import Clock, EndRule, StartRule, Unit
from zuoxi.demo.accounts import AREA_1, CENTRE, DEPARTMENT
from zuoxi.kernel.actors import Actor
from zuoxi.limits import actions
from zuoxi.limits.actions import WantedLimit


@dataclass(frozen=True)
class Days:
    """When the limits were proposed, signed by the centre and the department, and drafted anew."""

    proposed: datetime
    signed: datetime
    agreed: datetime
    drafted: datetime


def agree(*, actors: Mapping[str, Actor], unit_ids: Mapping[str, int], days: Days) -> None:
    """Have the shipped set agreed for the centre and two of its units; begin the next version.

    The head of the other work area has not signed, so that what is not agreed can be seen as well.
    """
    supervisor = actors["supervisor"]
    centre, department = unit_ids[CENTRE], unit_ids[DEPARTMENT]
    wanted = actions.WantedDraft(
        preset="power", types={"report": "", "praise": ""}, creates=True
    )  # fmt: skip
    first = actions.start_draft(
        actor=supervisor, centre_id=centre, wanted=wanted, now=days.proposed
    ).version
    actions.propose(
        actor=supervisor,
        version_id=first.pk,
        valid_from=days.agreed.date().isoformat(),
        expected_revision=None,
        now=days.proposed,
    )
    actions.agree(actor=supervisor, version_id=first.pk, unit_id=centre, now=days.signed)
    for name, unit in (("head", department), ("area1", unit_ids[AREA_1])):
        actions.agree(actor=actors[name], version_id=first.pk, unit_id=unit, now=days.agreed)
    second = actions.start_draft(
        actor=supervisor,
        centre_id=centre,
        wanted=actions.WantedDraft(copied_from=first.pk),
        now=days.drafted,
    ).version
    actions.set_rule(
        actor=supervisor,
        version_id=second.pk,
        rule_id=None,
        wanted=actions.WantedRule(
            request_type="refund",
            unit_id=department,
            limits={"accept": _hours(4, "dispatched"), "finish": _days(3), "reply": _days(4)},
            source="营业部与客户服务中心会商纪要",
            note="大额退款另行会商",
        ),
        expected_revision=None,
        now=days.drafted,
    )


def _hours(amount: int, since: str) -> WantedLimit:
    return WantedLimit(amount=amount, clock=Clock.CALENDAR.value, since=since)


def _days(amount: int) -> WantedLimit:
    return WantedLimit(
        amount=amount,
        unit=Unit.WORKING_DAYS.value,
        clock=Clock.CALENDAR.value,
        start_rule=StartRule.NEXT_DAY.value,
        end_rule=EndRule.END_OF_DAY.value,
    )

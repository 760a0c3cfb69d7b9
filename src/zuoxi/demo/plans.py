"""Some weeks of orders in every list, planned before any of them is created."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from zuoxi.callbacks.actions import Result
from zuoxi.customers.models import Customer
from zuoxi.demo import attachments, callbacks, comments, followups, stories
from zuoxi.demo.accounts import AREA_1, AREA_2, DEPARTMENT
from zuoxi.demo.attachments import Drawn
from zuoxi.demo.comments import Remark
from zuoxi.demo.customers import district_of
from zuoxi.demo.names import chance
from zuoxi.demo.stories import Story
from zuoxi.followups.actions import Wanted

_MINUTE = timedelta(minutes=1)
_ZONE = ZoneInfo("Asia/Shanghai")
_OPENS, _CLOSES = 8, 18


@dataclass(frozen=True)
class Standing:
    """How many orders stand in one list, and how long ago the last of them moved (in minutes)."""

    count: int
    path: tuple[str, ...]
    newest: int
    oldest: int


_DONE = ("dispatch", "accept", "complete")
_REVIEWED = (*_DONE, "submit_review", "approve")
_BOUNCED = ("dispatch", "return", "note_misdispatch")
_CONTESTED = (*_BOUNCED, "dispatch", "return")
_TRIED = ("dispatch", "accept", "return", "redispatch")

STANDINGS: tuple[Standing, ...] = (
    Standing(18, (), 1, 150),
    Standing(20, ("dispatch",), 3, 300),
    Standing(3, (*_BOUNCED, "dispatch"), 10, 240),
    Standing(26, ("dispatch", "accept"), 8, 1_100),
    Standing(3, (*_BOUNCED, "dispatch", "accept"), 30, 600),
    Standing(9, ("dispatch", "return"), 6, 480),
    Standing(4, ("dispatch", "accept", "return"), 15, 480),
    Standing(5, _BOUNCED, 9, 360),
    Standing(4, _TRIED, 20, 360),
    Standing(3, (*_DONE, "redispatch"), 25, 420),
    Standing(20, _DONE, 10, 1_600),
    Standing(10, _REVIEWED, 30, 2_400),
    Standing(13, (*_DONE, "submit_review"), 15, 1_800),
    Standing(42, (*_REVIEWED, "archive"), 90, 40_000),
    Standing(8, (*_DONE, "archive"), 200, 38_000),
    Standing(6, (*_BOUNCED, *_REVIEWED, "archive"), 400, 39_000),
    Standing(4, (*_DONE, "redispatch", *_REVIEWED, "archive"), 900, 36_000),
    Standing(4, _CONTESTED, 12, 300),
    Standing(2, (*_CONTESTED, "adjudicate"), 10, 240),
    Standing(2, (*_CONTESTED, "adjudicate", "accept"), 30, 600),
    Standing(2, (*_CONTESTED, "adjudicate", "accept", "complete", "archive"), 900, 20_000),
)

# Who does what, and how many minutes pass before it is done.
_DOERS = {
    "dispatch": "dispatcher",
    "note_misdispatch": "dispatcher",
    "adjudicate": "supervisor",
    "submit_review": "controller",
    "approve": "reviewer",
    "archive": "archiver",
}
_WAITS = {
    "dispatch": (3, 40),
    "accept": (4, 55),
    "complete": (45, 900),
    "return": (8, 90),
    "note_misdispatch": (5, 60),
    "redispatch": (10, 120),
    "adjudicate": (15, 150),
    "submit_review": (20, 300),
    "approve": (30, 900),
    "archive": (15, 600),
}
# What gives an order to a work area.
_SENDS_OUT = ("dispatch", "adjudicate")
_STAFF = {AREA_1: "area1", AREA_2: "area2", DEPARTMENT: "department"}
# What the business department handles; the rest needs somebody on site.
_OFFICE = {"business_acceptance", "consultation", "usage_query"}


@dataclass(frozen=True)
class Step:
    """One action on one order at one moment."""

    at: datetime
    doer: str
    action: str
    inputs: Mapping[str, Any]


@dataclass
class Plan:
    """One order to come. ``number`` is known once it has been created."""

    story: Story
    customer: Customer
    received_at: datetime
    appointment_at: datetime | None
    steps: list[Step] = field(default_factory=list)
    calls: list[tuple[datetime, Result]] = field(default_factory=list)
    promises: list[tuple[datetime, Wanted]] = field(default_factory=list)
    settled: list[tuple[datetime, str]] = field(default_factory=list)
    files: list[tuple[datetime, str, Drawn]] = field(default_factory=list)
    remarks: list[tuple[datetime, Remark]] = field(default_factory=list)
    number: str = ""


# How many of the orders that are out with a work area are reported a second time.
TWINS = 3

Technicians = Mapping[str, Sequence[str]]


def plan_orders(
    *, customers: Sequence[Customer], technicians: Technicians, random: Random, now: datetime
) -> list[Plan]:
    """Plan all orders; every list gets orders of both form types.

    ``technicians`` maps the code of a work area to the codes of its people. The first two
    customers are the well-known ones and get archived orders only, so that their page is calm.
    """
    made: list[Plan] = []
    for standing in STANDINGS:
        for place in range(standing.count):
            kind = (stories.FAULT, stories.SERVICE)[place % 2]
            story = random.choice([each for each in stories.STORIES if each.form_type == kind])
            calm = "archive" in standing.path and place < 2  # noqa: PLR2004 - the two of them
            customer = customers[place] if calm else random.choice(customers[2:])
            age = random.randint(standing.newest, standing.oldest)
            made.append(_plan(story, customer, standing.path, now - age * _MINUTE, random))
    made.extend(_twins(made, random, now))
    for plan in made:
        _fill_in(plan, technicians, random)
        completions = [step.at for step in plan.steps if step.inputs.get("callback_required")]
        plan.calls.extend(callbacks.calls(completions, random=random, now=now))
        steps = [(step.at, step.doer, step.action) for step in plan.steps]
        plan.files.extend(attachments.sendings(steps, random=Random(plan.received_at.timestamp())))
        unresolved = [step.at for step in plan.steps if step.inputs.get("is_resolved") is False]
        plan.settled.extend(followups.closings(unresolved, random=random, now=now))
        if plan.steps and plan.steps[-1].action == "accept":
            last = plan.steps[-1].at
            plan.promises.extend(followups.by_hand(last, random=random, now=now))
        plan.remarks.extend(comments.remarks(_moves(plan), random=random, now=now))
    return made


def _moves(plan: Plan) -> Iterator[tuple[str, datetime, str]]:
    """Yield what happens to an order, when, and which staff has it from then on."""
    staff = ""
    for step in plan.steps:
        if step.action in _SENDS_OUT:
            staff = _STAFF[step.inputs["work_area"]]
        yield step.action, step.at, staff


def _plan(
    story: Story, customer: Customer, path: Sequence[str], last: datetime, random: Random
) -> Plan:
    """Lay the actions of a path backwards from the moment of the last one."""
    moments = [last]
    for name in reversed(path):
        # Seconds keep two actions of one order from falling on the same moment.
        wait = timedelta(minutes=random.randint(*_WAITS[name]), seconds=random.randint(1, 59))
        moments.append(moments[-1] - wait)
    moments.reverse()
    plan = Plan(story, customer, moments[0], _appointment(story, moments[0], random))
    plan.steps = [
        Step(at, _DOERS.get(name, ""), name, {}) for at, name in zip(moments[1:], path, strict=True)
    ]
    return plan


def _twins(made: Sequence[Plan], random: Random, now: datetime) -> Iterator[Plan]:
    """Yield second calls about orders that are out, to be merged into these."""
    out = [plan for plan in made if plan.steps and plan.steps[-1].action == "accept"]
    for main in out[:TWINS]:
        called_at = main.received_at + timedelta(minutes=random.randint(2, 9), seconds=7)
        twin = Plan(main.story, main.customer, called_at, main.appointment_at)
        merged_at = min(called_at + timedelta(minutes=random.randint(20, 60)), now)
        twin.steps = [Step(merged_at, "dispatcher", "merge", {"into": main})]
        yield twin


def _appointment(story: Story, received_at: datetime, random: Random) -> datetime | None:
    if story.form_type == stories.SERVICE and chance(random, 40):
        return None
    wanted = (received_at + timedelta(minutes=random.randint(120, 2_400))).astimezone(_ZONE)
    if not _OPENS <= wanted.hour < _CLOSES:
        # Nobody agrees on a visit at night; the next morning it is.
        days = 0 if wanted.hour < _OPENS else 1
        hour = random.randint(_OPENS, _OPENS + 3)
        wanted = wanted.replace(hour=hour) + timedelta(days=days)
    return wanted.replace(minute=random.choice((0, 30)), second=0, microsecond=0)


def _fill_in(plan: Plan, technicians: Technicians, random: Random) -> None:
    """Decide work area, people and texts from the first dispatch to the last action."""
    for_office = plan.story.request_type in _OFFICE and chance(random, 60)
    area = DEPARTMENT if for_office else random.choice((AREA_1, AREA_2))
    names = [step.action for step in plan.steps]
    filled = []
    for place, step in enumerate(plan.steps):
        if step.action in _SENDS_OUT and "return" in names[:place]:
            area = AREA_2 if area == AREA_1 else AREA_1
        later = names[place + 1 :]
        inputs = dict(step.inputs) | dict(
            _inputs(plan, step.action, (area, technicians[area]), later, random)
        )
        doer = step.doer or _STAFF[area]
        if step.action == "redispatch":
            returned = names[place - 1] == "return"
            doer = "dispatcher" if returned else "controller"
            reasons = stories.AFTER_RETURN if returned else stories.AFTER_COMPLETION
            inputs["reason"] = random.choice(reasons)
        filled.append(Step(step.at, doer, step.action, inputs))
    plan.steps = filled


def _inputs(
    plan: Plan, name: str, area: tuple[str, Sequence[str]], later: Sequence[str], random: Random
) -> Iterator[tuple[str, Any]]:
    if name == "dispatch":
        yield "work_area", area[0]
        yield "technician", random.choice(area[1])
        yield "remark", plan.story.remark.format(area=district_of(plan.customer))
    elif name == "adjudicate":
        yield "work_area", area[0]
        yield "technician", random.choice(area[1])
        yield "basis", random.choice(stories.BASES)
    elif name == "return":
        code, note = random.choice(stories.RETURNS)
        yield "return_reason", code
        yield "misdispatch_note", note
    elif name == "complete":
        is_resolved = "redispatch" not in later and chance(random, 94)
        yield "handler", random.choice(area[1])
        yield "resolution_notes", plan.story.result if is_resolved else stories.UNRESOLVED
        yield "is_resolved", is_resolved
        yield "is_petition", chance(random, 4)
        yield "callback_required", chance(random, 50)
    elif name == "approve":
        yield "review_remark", random.choice(stories.REVIEW_REMARKS)
    elif name == "note_misdispatch":
        yield "misdispatch_note", random.choice(stories.SUPPLEMENTS)

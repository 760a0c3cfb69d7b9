"""The rows of generated orders: what the actions would have written, without calling them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench import histories, volume, words
from bench.organisation import Area, Place, World
from bench.tables import as_json
from bench.volume import Volume
from zuoxi.demo import stories
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import Fact
from zuoxi.workorders.choices import CodeList, Outcome, Source
from zuoxi.workorders.events import MOVES, OrderCreated, OrderUrged
from zuoxi.workorders.lifecycle import CURRENT

Row = dict[str, Any]

# In so many of a hundred.
_PETITIONS, _CALLBACKS, _UNRESOLVED, _URGED, _ONLINE, _SUPERIOR = 1.5, 25, 2, 4, 12, 2
_STAFF_ROLES = {
    "dispatch": "dispatcher",
    "note_misdispatch": "dispatcher",
    "submit_review": "form_controller",
    "approve": "reviewer",
    "archive": "archiver",
}
# How steeply the first work areas and customers have more orders than the last.
_STEEP_AREAS, _STEEP_CUSTOMERS = 1.8, 1.6
_FEEDBACK = timedelta(days=5)


@dataclass
class Course:
    """One order in the making, and what has happened to it."""

    place: int
    random: Random
    world: World
    centre: Place
    order: Row
    state: str = "created"
    area: Area | None = None
    legs: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    text: str = ""

    @property
    def leg(self) -> Row:
        """The latest dispatch."""
        return self.legs[-1]

    def chance(self, percent: float) -> bool:
        """Draw a lot that wins in so many of a hundred cases."""
        return self.random.random() * 100 < percent

    def person(self, role: str) -> Actor:
        """Return somebody of the centre who holds a role."""
        people = self.centre.people[role]
        return people[int(len(people) * self.random.random())]

    def happened(
        self, fact: type[Fact], at: datetime, actor: Actor, data: object, **more: object
    ) -> None:
        """Note an event; its number follows when the block is sorted by time."""
        self.events.append(
            {
                "at": at,
                "kind": fact.KIND,
                "actor_id": actor.user_id,
                "actor_name": actor.name,
                "channel": "web",
                "request_id": f"{self.random.getrandbits(128):032x}",
                "address": "10.1.2.3",
                "subject_type": fact.SUBJECT,
                "subject_id": self.order["id"],
                "centre_id": self.centre.centre_id,
                "data": as_json(data),
                **more,
            }
        )


def course_of(place: int, random: Random, world: World, wanted: Volume) -> Course:
    """Return the order at a place, counted from 0, with everything until now."""
    customer = int(wanted.customers * random.random() ** _STEEP_CUSTOMERS)
    centre = world.places[volume.in_second_centre(customer)]
    received_at = wanted.received_at(place)
    course = Course(place, random, world, centre, {"id": place + 1})
    _receive(course, customer, received_at)
    for name, at in histories.steps(random, received_at, wanted.now):
        _move(course, name, at)
    if course.chance(_URGED) and course.state != "archived":
        _urge(course, wanted.now)
    return course


def _receive(course: Course, customer: int, at: datetime) -> None:
    random, agent = course.random, course.person("intake_agent")
    about = words.story(random)
    course.text = words.description(random, about)
    is_fault = about.form_type == stories.FAULT
    agreed = at + timedelta(hours=random.uniform(2, 48)) if is_fault or course.chance(60) else None
    source, feedback = _source(course, at)
    inputs = {
        "form_type": about.form_type,
        "customer_no": volume.customer_no(customer),
        "device_type": about.device_type,
        "request_type": about.request_type,
        "appointment_at": agreed.isoformat() if agreed else "",
        "description": course.text,
        "details": {},
        "follows": "",
        "source": source,
        "feedback_due_at": feedback.isoformat() if feedback else "",
    }
    data = as_json(inputs)
    course.order |= {
        "number": f"{at:%Y%m%d}-{course.place + 1:05d}",
        "form_type": about.form_type,
        "lifecycle_version": CURRENT.version,
        "centre_id": course.centre.centre_id,
        "customer_id": customer + 1,
        "device_type_id": course.world.codes[CodeList.DEVICE_TYPE, about.device_type][0],
        "request_type_id": course.world.codes[CodeList.REQUEST_TYPE, about.request_type][0],
        "appointment_at": agreed,
        "description": course.text,
        "source": source,
        "feedback_due_at": feedback,
        "received_by_id": agent.user_id,
        "received_at": at,
        "last_action_at": at,
        "version": 1,
        "round": 0,
        "idempotency_key": f"{random.getrandbits(128):032x}",
        "fingerprint": hashlib.sha256(data.encode()).hexdigest(),
    }
    course.happened(OrderCreated, at, agent, inputs, to_state="created")


def _source(course: Course, at: datetime) -> tuple[str, datetime | None]:
    if course.chance(_SUPERIOR):
        return Source.SUPERIOR.value, at + _FEEDBACK
    online = (Source.WEB.value, Source.CHAT.value, Source.COUNTER.value)
    return (
        course.random.choice(online) if course.chance(_ONLINE) else Source.TELEPHONE.value
    ), None


def _move(course: Course, name: str, at: datetime) -> None:
    order, before = course.order, course.state
    doer = _doer(course, name)
    data = _EFFECTS[name](course, at, doer)
    course.state = histories.target(before, name)
    order["status"] = CURRENT.state(course.state).status
    order["is_reviewed"] = course.state == "reviewed" or (
        order.get("is_reviewed", False) and name == "archive"
    )
    order["version"] += 1
    order["last_action_at"] = at
    states = {"from_state": before, "to_state": course.state, "leg_id": course.leg["id"]}
    course.happened(MOVES[name], at, doer, data, **states)


def _doer(course: Course, name: str) -> Actor:
    if name == "redispatch":
        return course.person("dispatcher" if course.state == "returned" else "form_controller")
    if name in _STAFF_ROLES:
        return course.person(_STAFF_ROLES[name])
    assert course.area is not None
    return course.random.choice(course.area.staff)


def _dispatch(course: Course, at: datetime, doer: Actor) -> Row:
    random, order = course.random, course.order
    areas = [each for each in course.centre.areas if each is not course.area]
    area = areas[int(len(areas) * random.random() ** _STEEP_AREAS)]
    technician_id, code, name = random.choice(area.technicians)
    remark = random.choice(stories.STORIES).remark.format(area="该")
    order["round"] += 1
    course.area = area
    order |= {"work_area_id": area.pk, "technician_id": technician_id}
    course.legs.append(
        {
            "id": course.place * volume.LEGS + len(course.legs) + 1,
            "order_id": order["id"],
            "round": order["round"],
            "work_area_id": area.pk,
            "technician_id": technician_id,
            "remark": remark,
            "dispatched_by_id": doer.user_id,
            "dispatched_at": at,
        }
    )
    return {
        "work_area": {"code": area.code, "name": area.name},
        "technician": {"code": code, "name": name},
        "remark": remark,
    }


def _accept(course: Course, at: datetime, doer: Actor) -> Row:
    course.leg.update(accepted_by_id=doer.user_id, accepted_at=at)
    return {}


def _return(course: Course, at: datetime, doer: Actor) -> Row:
    code, note = course.random.choice(stories.RETURNS)
    reason_id, label = course.world.codes[CodeList.RETURN_REASON, code]
    course.leg.update(
        outcome=Outcome.RETURNED.value,
        finished_by_id=doer.user_id,
        finished_at=at,
        return_reason_id=reason_id,
        misdispatch_note=note,
    )
    _withdraw(course)
    return {"return_reason": {"code": code, "name": label}, "misdispatch_note": note}


def _withdraw(course: Course) -> None:
    course.order |= {"work_area_id": None, "technician_id": None}


def _complete(course: Course, at: datetime, doer: Actor) -> Row:
    assert course.area is not None
    is_first = all(leg.get("outcome") != Outcome.COMPLETED for leg in course.legs)
    handler_id, code, name = course.random.choice(course.area.technicians)
    is_resolved = not course.chance(_UNRESOLVED)
    story = course.random.choice(stories.STORIES)
    notes = story.result if is_resolved else stories.UNRESOLVED
    flags = {
        "is_resolved": is_resolved,
        "is_petition": course.chance(_PETITIONS),
        # One call for an order, whatever becomes of it.
        "callback_required": is_first and course.chance(_CALLBACKS),
    }
    course.leg.update(
        outcome=Outcome.COMPLETED.value,
        finished_by_id=doer.user_id,
        finished_at=at,
        handler_id=handler_id,
        resolution_notes=notes,
        **flags,
    )
    course.order |= flags
    return {"handler": {"code": code, "name": name}, "resolution_notes": notes, **flags}


def _submit_review(course: Course, at: datetime, doer: Actor) -> Row:
    course.order |= {"submitted_by_id": doer.user_id, "submitted_at": at}
    return {}


def _approve(course: Course, at: datetime, doer: Actor) -> Row:
    remark = course.random.choice(stories.REVIEW_REMARKS)
    course.order |= {
        "review_remark": remark,
        "reviewed_by_id": doer.user_id,
        "reviewed_at": at,
    }
    return {"review_remark": remark}


def _archive(course: Course, at: datetime, doer: Actor) -> Row:
    course.order |= {"archived_by_id": doer.user_id, "archived_at": at}
    return {}


def _note_misdispatch(course: Course, at: datetime, doer: Actor) -> Row:
    course.leg.update(confirmed_by_id=doer.user_id, confirmed_at=at)
    return {"misdispatch_note": ""}


def _redispatch(course: Course, at: datetime, doer: Actor) -> Row:
    if course.state == "returned":
        return _note_misdispatch(course, at, doer) | {"reason": ""}
    _withdraw(course)
    return {"reason": course.random.choice(stories.AFTER_COMPLETION)}


def _urge(course: Course, now: datetime) -> None:
    last = course.order["last_action_at"]
    at = last + (now - last) * course.random.random()
    course.order |= {"urges": 1, "urged_at": at}
    course.happened(OrderUrged, at, course.person("intake_agent"), {"remark": "", "urges": 1})


_EFFECTS: dict[str, Callable[[Course, datetime, Actor], Row]] = {
    "dispatch": _dispatch,
    "accept": _accept,
    "return": _return,
    "complete": _complete,
    "submit_review": _submit_review,
    "approve": _approve,
    "archive": _archive,
    "note_misdispatch": _note_misdispatch,
    "redispatch": _redispatch,
}

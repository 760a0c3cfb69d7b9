"""What completions and people leave behind: callbacks, follow-ups, notices, comments, sign-ins."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench import volume
from bench.orders import Course
from bench.tables import as_json
from bench.volume import Volume
from zuoxi.accounts.events import SignedIn
from zuoxi.callbacks.choices import (
    MOST_ATTEMPTS,
    CallbackStatus,
    ConnectStatus,
    Satisfaction,
    Solved,
)
from zuoxi.callbacks.events import CallbackAttempted, CallbackOpened, CallbackWithdrawn
from zuoxi.comments.events import CommentAdded
from zuoxi.followups.choices import DUE_HOURS, UNRESOLVED_TASK
from zuoxi.followups.events import FollowUpClosed, FollowUpOpened
from zuoxi.notices.choices import KEEP_DAYS
from zuoxi.notices.events import NoticesGiven
from zuoxi.workorders.choices import Outcome
from zuoxi.workorders.events import OrderFact

Row = dict[str, Any]
Found = Iterator[tuple[str, Row]]

_CALL_HOURS, _FOLLOW_HOURS = 20, 40
_CONNECTED, _COMMENTED = 85, 5
_SIGN_INS = 14
# More than any centre has supervisors.
_RECEIVERS = 8
_READ = timedelta(days=1)
_REMARK = "用户表示问题已解决，服务态度好。"
_COMMENTS = (
    "用户再次来电询问进度，已告知正在处理。",
    "现场需要备件，已联系库房。",
    "请上门前先打电话。",
    "与物业核实，属公共线路。",
    "用户下午才在家。",
)


def of_order(course: Course, wanted: Volume) -> Found:
    """Yield rows by the name of their table; events are noted with the order's."""
    number = 0
    for leg in course.legs:
        if leg.get("outcome") == Outcome.COMPLETED:
            number += 1
            yield from _of_completion(course, leg, number, wanted)
    if course.chance(_COMMENTED):
        yield _comment(course, wanted.now)
    if course.place % _SIGN_INS == 0:
        _sign_in(course)


def _of_completion(course: Course, leg: Row, number: int, wanted: Volume) -> Found:
    pk = course.place * volume.EXTRAS + number
    if leg["callback_required"]:
        yield from _callback(course, leg, pk, wanted.now)
    if not leg["is_resolved"]:
        yield "follow_up", _follow_up(course, leg, pk, wanted.now)
    if leg["is_petition"]:
        yield from _notices(course, leg, pk, wanted.now)


def _callback(course: Course, leg: Row, pk: int, now: datetime) -> Found:
    opened_at = leg["finished_at"]
    subject = {"subject_id": pk, "leg_id": leg["id"]}
    who = course.person("intake_agent")
    course.happened(CallbackOpened, opened_at, who, {}, **subject)
    row: Row = {"id": pk, "order_id": course.order["id"], "leg_id": leg["id"]}
    row |= {"status": CallbackStatus.OPEN.value, "created_at": opened_at}
    at, ends_at = opened_at, _put_back_at(course, leg, now)
    for number in range(1, MOST_ATTEMPTS.default + 1):
        at += timedelta(hours=course.random.expovariate(1 / _CALL_HOURS))
        if at >= ends_at:
            break
        attempt = _attempt(course, pk, number, at)
        yield "attempt", attempt
        row["version"] = number + 1
        if attempt["connect_status"] == ConnectStatus.CONNECTED:
            row |= {"status": CallbackStatus.DONE.value, "closed_at": at}
        elif number == MOST_ATTEMPTS.default:
            row |= {"status": CallbackStatus.NOT_REACHED.value, "closed_at": at}
        _happened_to_callback(course, attempt, row, subject)
        if row["status"] != CallbackStatus.OPEN:
            break
    if row["status"] == CallbackStatus.OPEN and ends_at < now:
        reason = "The work order was put back for re-dispatch."
        row |= {"status": CallbackStatus.WITHDRAWN.value, "closed_at": ends_at, "reason": reason}
        row["version"] = row.get("version", 1) + 1
        states = {"from_state": "open", "to_state": "withdrawn"}
        who = course.person("form_controller")
        course.happened(CallbackWithdrawn, ends_at, who, {"reason": reason}, **subject, **states)
    yield "callback", row


def _put_back_at(course: Course, leg: Row, now: datetime) -> datetime:
    """Return when the order of a completed leg went out again; now if it did not."""
    moments = [
        each["at"]
        for each in course.events
        if each.get("to_state") == "redispatch_pending" and each["at"] > leg["finished_at"]
    ]
    return min(moments, default=now)


def _attempt(course: Course, pk: int, number: int, at: datetime) -> Row:
    row: Row = {"id": pk * (volume.CALLS // volume.EXTRAS) + number, "callback_id": pk}
    row |= {"number": number, "made_at": at}
    row["made_by_id"] = course.person("intake_agent").user_id
    if course.chance(_CONNECTED):
        satisfaction = course.random.choice((Satisfaction.SATISFIED, Satisfaction.VERY_SATISFIED))
        answers = {"solved": Solved.SOLVED.value, "satisfaction": satisfaction.value}
        return row | answers | {"connect_status": ConnectStatus.CONNECTED.value, "remark": _REMARK}
    return row | {"connect_status": ConnectStatus.NO_ANSWER.value}


def _happened_to_callback(course: Course, attempt: Row, row: Row, subject: Row) -> None:
    answers = {name: attempt.get(name, "") for name in ("solved", "satisfaction", "remark")}
    data = {"attempt": attempt["number"], "connect_status": attempt["connect_status"], **answers}
    states = {"from_state": "open", "to_state": row["status"]}
    who = next(
        each
        for each in course.centre.people["intake_agent"]
        if each.user_id == attempt["made_by_id"]
    )
    course.happened(CallbackAttempted, attempt["made_at"], who, data, **subject, **states)


def _follow_up(course: Course, leg: Row, pk: int, now: datetime) -> Row:
    opened_at = leg["finished_at"]
    due_at = opened_at + timedelta(hours=DUE_HOURS.default)
    owner = next(
        each
        for each in course.centre.people["intake_agent"]
        if each.user_id == course.order["received_by_id"]
    )
    row: Row = {"id": pk, "order_id": course.order["id"], "task": UNRESOLVED_TASK}
    row |= {"is_automatic": True, "owner_id": owner.user_id, "due_at": due_at}
    row |= {"created_by_id": leg["finished_by_id"], "created_at": opened_at}
    data = {"task": UNRESOLVED_TASK, "owner": {"name": owner.name}, "due_at": due_at.isoformat()}
    course.happened(FollowUpOpened, opened_at, owner, data, subject_id=pk)
    at = opened_at + timedelta(hours=course.random.expovariate(1 / _FOLLOW_HOURS))
    # One task of an order is open at a time.
    at = min(at, _put_back_at(course, leg, at))
    if at < now:
        result = "已再次上门处理并告知用户。"
        row |= {"result": result, "customer_informed_at": at, "version": 2}
        row |= {"closed_at": at, "closed_by_id": owner.user_id}
        course.happened(FollowUpClosed, at, owner, {"result": result}, subject_id=pk)
    return row


def _notices(course: Course, leg: Row, pk: int, now: datetime) -> Found:
    # Another leg may be on its way by now.
    at = leg["finished_at"]
    receivers = course.centre.people["supervisor"]
    if at < now - timedelta(days=KEEP_DAYS.default):
        return
    news = {
        "kind": "workorders.petition",
        "subject_type": OrderFact.SUBJECT,
        "subject_id": course.order["id"],
    }
    for place, receiver in enumerate(receivers):
        yield (
            "notice",
            {
                "id": pk * _RECEIVERS + place,
                "receiver_id": receiver.user_id,
                "group_key": f"{OrderFact.SUBJECT}:{course.order['id']}",
                "centre_id": course.centre.centre_id,
                "given_by_id": leg["finished_by_id"],
                "data": as_json({"number": course.order["number"]}),
                "created_at": at,
                "renewed_at": at,
                "read_at": at + _READ if at + _READ < now else None,
                **news,
            },
        )
    data = news | {"receivers": [each.user_id for each in receivers]}
    who = course.person("intake_agent")
    course.happened(NoticesGiven, at, who, data, subject_type="", subject_id=None)


def _comment(course: Course, now: datetime) -> tuple[str, Row]:
    received_at, last = course.order["received_at"], course.order["last_action_at"]
    at = min(now, received_at + (last - received_at) * course.random.random())
    who, text = course.person("dispatcher"), course.random.choice(_COMMENTS)
    pk = course.place + 1
    data = {"comment": pk, "text": text, "is_internal": True, "mentions": []}
    course.happened(CommentAdded, at, who, data)
    row = {"id": pk, "order_id": course.order["id"], "author_id": who.user_id}
    return "comment", row | {"text": text, "created_at": at}


def _sign_in(course: Course) -> None:
    who = course.person("intake_agent")
    about = {"subject_id": who.user_id, "centre_id": None}
    course.happened(SignedIn, course.order["received_at"], who, {}, **about)

"""The state table of work orders as data (requirements W.9; each row names its own). Pure Python.

Both form types, service request and fault report, share it. A changed table is a new version: an
order keeps the version it was born with, so old versions stay in ``LIFECYCLES``.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from zuoxi.kernel.lifecycle import Input, InputKind, Lifecycle, State, Transition

INTAKE_AGENT = "intake_agent"
DISPATCHER = "dispatcher"
WORK_AREA_STAFF = "work_area_staff"
FORM_CONTROLLER = "form_controller"
REVIEWER = "reviewer"
ARCHIVER = "archiver"
SUPERVISOR = "supervisor"

# The review mark tells the two kinds of completed orders apart; people see one status for both.
REVIEWED = "reviewed"

# The same matter as another order, the main one, with which it ends; it keeps its status meanwhile.
MERGED = "merged"

# Returned so often that a named role decides; people see the status "returned".
ADJUDICATION = "adjudication"

# The end of a dispatch that was taken back before anybody had accepted it.
RECALLED = "recalled"

_DISPATCH_INPUTS = (
    Input("work_area", InputKind.WORK_AREA),
    Input("technician", InputKind.TECHNICIAN),
    Input("remark", InputKind.TEXT),
)
_RETURN_INPUTS = (
    Input("return_reason", InputKind.CODE, required=False, code_list="return_reason"),
    Input("misdispatch_note", InputKind.TEXT),
)

_MERGE_INPUTS = (
    Input("into", InputKind.ORDER),
    Input("reason", InputKind.TEXT, required=False),
    Input("callback_required", InputKind.YES_NO, default=False),
)
# Where nobody works on an order.
_WAITING = ("created", "returned", "redispatch_pending")

V1 = Lifecycle(
    version=1,
    creation=Transition("T01", "create", (), "created", INTAKE_AGENT, "done"),
    states=(
        State("created", "created", "dispatch", column=0, row=0),
        State("dispatched", "dispatched", "work_area", column=1, row=0),
        State("in_progress", "in_progress", "pending", column=2, row=0),
        State("completed", "completed", "completed", column=3, row=0),
        State("under_review", "under_review", "review", column=4, row=0),
        State(REVIEWED, "completed", "completed", column=4, row=1),
        State("archived", "archived", "archive", column=3, row=1),
        State("returned", "returned", "returned", column=2, row=1),
        State("redispatch_pending", "redispatch_pending", "redispatch", column=1, row=1),
    ),
    transitions=(
        Transition(
            "T02",
            "dispatch",
            ("created",),
            "dispatched",
            DISPATCHER,
            "dispatched",
            _DISPATCH_INPUTS,
        ),
        Transition("T03", "accept", ("dispatched",), "in_progress", WORK_AREA_STAFF, "done"),
        Transition(
            "T06",
            "complete",
            ("in_progress",),
            "completed",
            WORK_AREA_STAFF,
            "done",
            (
                Input("handler", InputKind.TECHNICIAN),
                Input("resolution_notes", InputKind.TEXT),
                Input("is_resolved", InputKind.YES_NO, default=True),
                Input("is_petition", InputKind.YES_NO, default=False),
                Input("callback_required", InputKind.YES_NO, default=False),
            ),
        ),
        Transition(
            "T04/T05",
            "return",
            ("dispatched", "in_progress"),
            "returned",
            WORK_AREA_STAFF,
            "done",
            _RETURN_INPUTS,
        ),
        Transition("T07", "submit_review", ("completed",), "under_review", FORM_CONTROLLER, "done"),
        Transition(
            "T08",
            "approve",
            ("under_review",),
            REVIEWED,
            REVIEWER,
            "done",
            (Input("review_remark", InputKind.TEXT),),
        ),
        Transition("T09/T10", "archive", ("completed", REVIEWED), "archived", ARCHIVER, "done"),
        Transition(
            "T11",
            "redispatch",
            ("completed", REVIEWED),
            "redispatch_pending",
            FORM_CONTROLLER,
            "done",
            (Input("reason", InputKind.TEXT),),
        ),
        Transition(
            "T12",
            "note_misdispatch",
            ("returned",),
            "redispatch_pending",
            DISPATCHER,
            "done",
            (Input("misdispatch_note", InputKind.TEXT, required=False),),
        ),
        Transition(
            "T13",
            "redispatch",
            ("returned",),
            "redispatch_pending",
            DISPATCHER,
            "done",
            (
                Input("misdispatch_note", InputKind.TEXT, required=False),
                Input("reason", InputKind.TEXT, required=False),
            ),
        ),
        Transition(
            "T14",
            "dispatch",
            ("redispatch_pending",),
            "dispatched",
            DISPATCHER,
            "changed",
            _DISPATCH_INPUTS,
        ),
    ),
)

# A dispatch that nobody has accepted yet can be taken back: the order returns to where it was.
V2 = replace(
    V1,
    version=2,
    corrections=(
        Transition("K01", "recall", ("dispatched",), "created", DISPATCHER, "done"),
        Transition("K02", "recall", ("dispatched",), "redispatch_pending", DISPATCHER, "done"),
    ),
)

# Returns end: what has come back often enough goes to adjudication instead. What is decided there
# binds: the place that it names cannot return the order again. An order that turns out to be the
# same matter as another one is merged into it: it leaves the lists of work and ends with that one.
V3 = replace(
    V2,
    version=3,
    states=(
        *V2.states,
        State(ADJUDICATION, "returned", ADJUDICATION, column=0, row=1),
        State(MERGED, "", MERGED),
    ),
    transitions=(
        *(
            replace(each, beyond=ADJUDICATION, unless_bound=True)
            if each.action == "return"
            else each
            for each in V2.transitions
        ),
        Transition(
            "T15",
            "adjudicate",
            (ADJUDICATION,),
            "dispatched",
            SUPERVISOR,
            "dispatched",
            (
                Input("work_area", InputKind.WORK_AREA),
                Input("technician", InputKind.TECHNICIAN),
                Input("basis", InputKind.TEXT),
                Input("remark", InputKind.TEXT, required=False),
            ),
        ),
    ),
    corrections=(
        *V2.corrections,
        Transition("K03", "recall", ("dispatched",), ADJUDICATION, SUPERVISOR, "done"),
        Transition(
            "K04",
            "merge",
            _WAITING,
            MERGED,
            DISPATCHER,
            "merged",
            _MERGE_INPUTS,
            also=(SUPERVISOR,),
        ),
        Transition("K05", "merge", (ADJUDICATION,), MERGED, SUPERVISOR, "merged", _MERGE_INPUTS),
        *(
            Transition(
                f"K0{6 + place}",
                "unmerge",
                (MERGED,),
                target,
                DISPATCHER,
                "unmerged",
                also=(SUPERVISOR,),
            )
            for place, target in enumerate(_WAITING)
        ),
        Transition("K09", "unmerge", (MERGED,), ADJUDICATION, SUPERVISOR, "unmerged"),
        Transition("K10", "archive", (MERGED,), "archived", ARCHIVER, "done"),
    ),
)

# A simple question is answered by whoever takes it in and ends there: nobody is dispatched. What
# several departments work on, and the part of one of them, does not end like that.
V4 = replace(
    V3,
    version=4,
    transitions=(
        *V3.transitions,
        Transition(
            "T16",
            "answer",
            ("created",),
            "archived",
            INTAKE_AGENT,
            "answered",
            (Input("answer", InputKind.TEXT),),
            unless_shared=True,
        ),
    ),
)

LIFECYCLES: dict[int, Lifecycle] = {each.version: each for each in (V1, V2, V3, V4)}
CURRENT = V4

STATUSES: tuple[str, ...] = tuple(dict.fromkeys(state.status for state in CURRENT.flow()))
# The status of the orders that a list shows, empty where they have several; of the two lists with
# one status, each has its state.
LISTS: dict[str, str] = {state.list_name: state.status for state in CURRENT.states}


class Standing(Protocol):
    """The columns of an order that say where it stands."""

    @property
    def lifecycle_version(self) -> int:
        """The version of the table that it was born with."""

    @property
    def status(self) -> str:
        """What people see."""

    @property
    def is_reviewed(self) -> bool:
        """Whether a completed one has passed its review."""

    @property
    def in_adjudication(self) -> bool:
        """Whether a returned one waits for a decision."""

    @property
    def merged_into_id(self) -> int | None:
        """The main order that it is the same matter as."""


def state_name(
    status: str,
    *,
    is_reviewed: bool = False,
    in_adjudication: bool = False,
    is_merged: bool = False,
) -> str:
    """Return the lifecycle state that an order's columns stand for."""
    if is_merged and status != "archived":
        return MERGED
    if status == "completed" and is_reviewed:
        return REVIEWED
    return ADJUDICATION if status == "returned" and in_adjudication else status


def state_of(order: Standing) -> State:
    """Return the node of its lifecycle at which an order stands."""
    name = state_name(
        order.status,
        is_reviewed=order.is_reviewed,
        in_adjudication=order.in_adjudication,
        is_merged=order.merged_into_id is not None,
    )
    return LIFECYCLES[order.lifecycle_version].state(name)


def before_dispatch(earlier_outcomes: Iterable[str], *, is_bound: bool = False) -> str:
    """Return the state from which an order was dispatched, by how its earlier dispatches ended.

    ``is_bound``: the dispatch to be taken back is itself a decision.
    """
    if is_bound:
        return ADJUDICATION
    return "created" if all(each == RECALLED for each in earlier_outcomes) else "redispatch_pending"

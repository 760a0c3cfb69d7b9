"""The table itself: complete, closed, and as printed in requirements W.9."""

import pytest

from zuoxi.kernel.lifecycle import TransitionNotAllowed
from zuoxi.workorders.lifecycle import (
    CURRENT,
    LISTS,
    STATUSES,
    V1,
    V2,
    before_dispatch,
    state_name,
)

# Requirements W.9, "Legal actions by status".
LEGAL = {
    "created": {"dispatch"},
    "dispatched": {"accept", "return"},
    "in_progress": {"complete", "return"},
    "completed": {"submit_review", "archive", "redispatch"},
    "reviewed": {"archive", "redispatch"},
    "under_review": {"approve"},
    "returned": {"note_misdispatch", "redispatch"},
    "redispatch_pending": {"dispatch"},
    "archived": set(),
}
# Beyond the printed table: where the returns of an order end, and what is answered at once.
ADDED = {"adjudication": {"adjudicate"}, "created": LEGAL["created"] | {"answer"}}


@pytest.mark.parametrize(("state", "actions"), (LEGAL | ADDED).items())
def test_each_state_offers_exactly_the_printed_actions(state, actions):
    assert {each.action for each in CURRENT.leaving(state)} == actions


def test_a_correction_is_no_part_of_the_printed_flow():
    assert V1.corrections == ()
    assert V1.transitions == V2.transitions
    assert "recall" not in CURRENT.actions()
    assert {each.action for each in CURRENT.correcting("dispatched")} == {"recall"}
    assert not list(CURRENT.correcting("in_progress"))


def test_a_recalled_order_goes_back_to_where_it_was_dispatched_from():
    assert before_dispatch([]) == "created"
    assert before_dispatch(["recalled", "recalled"]) == "created"
    assert before_dispatch(["returned"]) == "redispatch_pending"
    assert before_dispatch(["returned", "recalled"]) == "redispatch_pending"
    assert before_dispatch(["returned", "returned"], is_bound=True) == "adjudication"
    with pytest.raises(TransitionNotAllowed):
        CURRENT.find_correction("in_progress", "recall", "created")


def test_a_return_leads_to_adjudication_once_it_has_happened_often_enough():
    returning = CURRENT.find("in_progress", "return")
    assert [returning.leads_to(time=time, most=2) for time in (1, 2, 3)] == [
        "returned",
        "adjudication",
        "adjudication",
    ]
    assert returning.leads_to(time=1, most=1) == "adjudication"
    assert returning.unless_bound


def test_the_tables_before_it_know_no_adjudication():
    for table in (V1, V2):
        returning = table.find("in_progress", "return")
        assert returning.leads_to(time=9, most=2) == "returned"
        assert not returning.unless_bound
        assert "adjudicate" not in table.actions()


def test_up_to_the_first_return_the_table_is_the_printed_one():
    printed = {(each.action, each.sources, each.target, each.role) for each in V1.transitions}
    now = {(each.action, each.sources, each.target, each.role) for each in CURRENT.transitions}
    assert now - printed == {
        ("adjudicate", ("adjudication",), "dispatched", "supervisor"),
        ("answer", ("created",), "archived", "intake_agent"),
    }
    assert printed <= now


def test_every_action_missing_from_a_state_is_refused():
    for state, legal in (LEGAL | ADDED).items():
        for action in set(CURRENT.actions()) - legal:
            with pytest.raises(TransitionNotAllowed):
                CURRENT.find(state, action)


def test_every_state_but_the_archive_can_be_left_and_every_state_can_be_reached():
    assert {each.name for each in CURRENT.flow()} == {*LEGAL, *ADDED}
    # Only a correction leads there, and only corrections lead away.
    assert {each.name for each in CURRENT.states} - {*LEGAL, *ADDED} == {"merged"}
    assert not list(CURRENT.leaving("merged"))
    assert [state for state in LEGAL if not list(CURRENT.leaving(state))] == ["archived"]


def test_every_status_has_one_list_and_the_returned_a_second_one():
    assert len(STATUSES) == 8
    assert sorted(LISTS.values()) == sorted([*STATUSES, "returned", ""])
    assert LISTS["adjudication"] == "returned"


def test_the_review_mark_tells_the_two_completed_states_apart():
    assert state_name("completed", is_reviewed=True) == "reviewed"
    assert state_name("completed", is_reviewed=False) == "completed"
    assert state_name("archived", is_reviewed=True) == "archived"
    assert state_name("returned", in_adjudication=True) == "adjudication"
    assert state_name("returned") == "returned"
    assert state_name("returned", in_adjudication=True, is_merged=True) == "merged"
    assert state_name("archived", is_merged=True) == "archived"


def test_messages_are_the_printed_ones():
    assert CURRENT.find("created", "dispatch").message == "dispatched"
    assert CURRENT.find("redispatch_pending", "dispatch").message == "changed"
    assert CURRENT.find("in_progress", "complete").message == "done"

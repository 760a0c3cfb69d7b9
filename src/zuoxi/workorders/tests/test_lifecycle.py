"""The table itself: complete, closed, and as printed in requirements W.9."""

import pytest

from zuoxi.kernel.lifecycle import TransitionNotAllowed
from zuoxi.workorders.lifecycle import (
    CURRENT,
    LISTS,
    STATUSES,
    V1,
    before_dispatch,
    list_of,
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


@pytest.mark.parametrize(("state", "actions"), LEGAL.items())
def test_each_state_offers_exactly_the_printed_actions(state, actions):
    assert {each.action for each in CURRENT.leaving(state)} == actions


def test_a_correction_is_no_part_of_the_printed_flow():
    assert V1.corrections == ()
    assert V1.transitions == CURRENT.transitions
    assert "recall" not in CURRENT.actions()
    assert {each.action for each in CURRENT.correcting("dispatched")} == {"recall"}
    assert not list(CURRENT.correcting("in_progress"))


def test_a_recalled_order_goes_back_to_where_it_was_dispatched_from():
    assert before_dispatch([]) == "created"
    assert before_dispatch(["recalled", "recalled"]) == "created"
    assert before_dispatch(["returned"]) == "redispatch_pending"
    assert before_dispatch(["returned", "recalled"]) == "redispatch_pending"
    with pytest.raises(TransitionNotAllowed):
        CURRENT.find_correction("in_progress", "recall", "created")


def test_every_action_missing_from_a_state_is_refused():
    for state, legal in LEGAL.items():
        for action in set(CURRENT.actions()) - legal:
            with pytest.raises(TransitionNotAllowed):
                CURRENT.find(state, action)


def test_every_state_but_the_archive_can_be_left_and_every_state_can_be_reached():
    reached = {CURRENT.creation.target} | {each.target for each in CURRENT.transitions}

    assert reached == {each.name for each in CURRENT.states}
    assert [state for state in LEGAL if not list(CURRENT.leaving(state))] == ["archived"]


def test_every_status_belongs_to_exactly_one_list():
    assert len(LISTS) == len(STATUSES) == 8
    assert {list_of(status) for status in STATUSES} == set(LISTS)


def test_the_review_mark_tells_the_two_completed_states_apart():
    assert state_name("completed", is_reviewed=True) == "reviewed"
    assert state_name("completed", is_reviewed=False) == "completed"
    assert state_name("archived", is_reviewed=True) == "archived"


def test_messages_are_the_printed_ones():
    assert CURRENT.find("created", "dispatch").message == "dispatched"
    assert CURRENT.find("redispatch_pending", "dispatch").message == "changed"
    assert CURRENT.find("in_progress", "complete").message == "done"

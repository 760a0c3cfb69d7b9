"""Which open pages hear of a group."""

from zuoxi.groups.events import GroupSaved
from zuoxi.kernel.events import Signal, live


@live(GroupSaved)
def _saved(fact: GroupSaved) -> Signal:
    people = {f"user:{pk}" for pk in fact.user_ids}
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *people}),
        # What is missing in the register of departments is shown on a page of theirs.
        topics=frozenset({"groups", "contacts"}),
    )

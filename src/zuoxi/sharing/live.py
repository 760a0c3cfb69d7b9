"""Which open pages hear of rights; what was looked up changes no page."""

from zuoxi.kernel.events import Signal, live, silent
from zuoxi.sharing.events import CustomersLookedUp, RightEnded, RightFact, RightGiven


def _right(fact: RightFact) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", f"area:{fact.department_id}"}),
        topics=frozenset({"sharing-rights"}),
    )


for _kind in (RightGiven, RightEnded):
    live(_kind)(_right)

silent(CustomersLookedUp)

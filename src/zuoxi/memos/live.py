"""Which open pages hear of messages: those of the receivers, of the author and of the centre."""

from zuoxi.kernel.events import Signal, live
from zuoxi.memos.events import MemoFact, MemoRead, MemoSent, MemoWithdrawn


def _signal(fact: MemoFact) -> Signal:
    # The centre's pages too: who oversees it sees what goes to any of its departments.
    places = {f"area:{pk}" for pk in fact.unit_ids} | {f"centre:{pk}" for pk in fact.unit_ids}
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", f"user:{fact.author_id}", *places}),
        topics=frozenset({"list:memos", f"memo:{fact.subject_id}"}),
    )


for _kind in (MemoSent, MemoWithdrawn):
    live(_kind)(_signal)


@live(MemoRead)
def _read(fact: MemoRead) -> Signal:
    people = {f"user:{fact.author_id}", f"user:{fact.reader_id}"}
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *people}),
        topics=frozenset({"list:memos", f"memo:{fact.subject_id}"}),
    )

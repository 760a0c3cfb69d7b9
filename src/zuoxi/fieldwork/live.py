"""Which open pages hear of a sign-off."""

from zuoxi.fieldwork.events import SignedOff
from zuoxi.kernel.events import Signal, live


@live(SignedOff)
def _signed_off(fact: SignedOff) -> Signal:
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *(f"area:{pk}" for pk in fact.area_ids)}),
        topics=frozenset({f"order:{fact.number}"}),
    )

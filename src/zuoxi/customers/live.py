"""Which open pages a fact about a customer concerns."""

from zuoxi.customers.events import (
    CustomerClassSaved,
    CustomerCorrected,
    CustomerDeactivated,
    CustomerFact,
    CustomerReactivated,
    CustomerRegistered,
    CustomerRevealed,
)
from zuoxi.kernel.events import Signal, live


def record_changed(fact: CustomerFact) -> Signal:
    """Tell the centre; staff of work areas are told by the package that lets them see it."""
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}"}),
        topics=frozenset({f"customer:{fact.customer_no}", "list:customers"}),
    )


for _fact_type in (
    CustomerRegistered,
    CustomerCorrected,
    CustomerDeactivated,
    CustomerReactivated,
):
    live(_fact_type)(record_changed)


@live(CustomerRevealed)
def revealed(fact: CustomerRevealed) -> Signal:
    """Only the person who asked sees more than before, in every open page of theirs."""
    return Signal(
        audience=frozenset({f"user:{fact.user_id}"}),
        topics=frozenset({f"customer:{fact.customer_no}"}),
    )


@live(CustomerClassSaved)
def class_saved(_fact: CustomerClassSaved) -> Signal:
    """Choices on open forms changed."""
    return Signal(audience=frozenset({"*"}), topics=frozenset({"codes"}))

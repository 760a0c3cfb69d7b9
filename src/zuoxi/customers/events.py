"""What can happen to a customer record. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class CustomerFact(Fact):
    """A fact about one customer."""

    SUBJECT: ClassVar[str] = "customers.customer"

    customer_no: str


class CustomerRegistered(CustomerFact):
    """A new customer entered the customer base of a centre."""

    KIND = "customers.registered"


class CustomerCorrected(CustomerFact):
    """Fields changed; ``data`` has the new version and the old and new value of each field."""

    KIND = "customers.corrected"


class CustomerDeactivated(CustomerFact):
    """The customer takes no new business."""

    KIND = "customers.deactivated"


class CustomerReactivated(CustomerFact):
    """The customer takes business again."""

    KIND = "customers.reactivated"


@dataclass(frozen=True, kw_only=True)
class CustomerRevealed(CustomerFact):
    """One person asked to see the customer's data unmasked, for a purpose."""

    KIND: ClassVar[str] = "customers.revealed"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerClassSaved(Fact):
    """A customer class was added or changed; ``data`` has ``code`` and field to [old, new]."""

    KIND: ClassVar[str] = "customers.class_saved"
    SUBJECT: ClassVar[str] = "customers.class"

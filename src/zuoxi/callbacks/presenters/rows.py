"""Callbacks with their customers, as one reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from zuoxi.callbacks.choices import CallbackStatus, ConnectStatus, Satisfaction, Solved
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerCard, CustomerName
from zuoxi.kernel.actors import Actor

_TONES = {
    CallbackStatus.OPEN: ("blue", "phone"),
    CallbackStatus.DONE: ("green", "circle-check"),
    CallbackStatus.NOT_REACHED: ("amber", "phone-outgoing"),
    CallbackStatus.WITHDRAWN: ("grey", "ban"),
}


@dataclass(frozen=True)
class AttemptLine:
    """One call, as one entry of the detail."""

    at: datetime
    sentence: str
    actor: str
    details: list[tuple[str, str]]
    icon: str = "phone"
    tone: str = "grey"


Shown_co = TypeVar("Shown_co", bound=CustomerName, covariant=True)


@dataclass(frozen=True)
class CallbackRow(Generic[Shown_co]):
    """A callback with its customer as the reader may see it."""

    callback: Callback
    card: Shown_co

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(CallbackStatus(self.callback.status).label)

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return _TONES[CallbackStatus(self.callback.status)][0]

    @property
    def icon(self) -> str:
        """The icon of the status."""
        return _TONES[CallbackStatus(self.callback.status)][1]

    @property
    def reason(self) -> str:
        """Why it was withdrawn, in the reader's language."""
        return _(self.callback.reason) if self.callback.reason else ""

    @property
    def attempts(self) -> list[Attempt]:
        """The calls made so far, oldest first."""
        return list(self.callback.attempts.all())

    @property
    def last(self) -> Attempt | None:
        """The latest call."""
        return self.attempts[-1] if self.attempts else None

    @property
    def last_label(self) -> str:
        """What came of the latest call, in words."""
        return str(ConnectStatus(self.last.connect_status).label) if self.last else ""

    @property
    def lines(self) -> list[AttemptLine]:
        """The calls as entries of a timeline."""
        return [_line(each) for each in self.attempts]


# A list calls its customers by name and shows nothing else of them.
ListRow = CallbackRow[CustomerName]


def list_rows(callbacks: Sequence[Callback], actor: Actor, now: datetime) -> list[ListRow]:
    """Return the rows of a list with one query for any number of callbacks."""
    names = customers.names_for([each.order.customer for each in callbacks], actor, now)
    return [CallbackRow(each, names[each.order.customer_id]) for each in callbacks]


def rows_for(
    callbacks: Sequence[Callback], actor: Actor, now: datetime
) -> list[CallbackRow[CustomerCard]]:
    """Return callbacks with telephones, by the same few queries for any number of them."""
    cards = customers.cards_for([each.order.customer for each in callbacks], actor, now)
    return [CallbackRow(each, cards[each.order.customer_id]) for each in callbacks]


def _line(attempt: Attempt) -> AttemptLine:
    details = []
    if attempt.solved:
        details.append((_("Solved?"), str(Solved(attempt.solved).label)))
    if attempt.satisfaction:
        details.append((_("Satisfaction"), str(Satisfaction(attempt.satisfaction).label)))
    if attempt.remark:
        details.append((_("Remark"), attempt.remark))
    reached = attempt.connect_status == ConnectStatus.CONNECTED
    return AttemptLine(
        at=attempt.made_at,
        sentence=str(ConnectStatus(attempt.connect_status).label),
        actor=attempt.made_by.name,
        details=details,
        tone="green" if reached else "amber",
    )

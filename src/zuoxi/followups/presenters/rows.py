"""Follow-up tasks at one moment, with their customers as one reader may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerCard, CustomerName
from zuoxi.followups.choices import SOON, FollowUpState
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import may_settle
from zuoxi.kernel.actors import Actor

_LOOKS = {
    FollowUpState.OPEN: ("blue", "clock"),
    FollowUpState.OVERDUE: ("red", "alert-triangle"),
    FollowUpState.CLOSED: ("green", "circle-check"),
}
_SOON = ("amber", "hourglass")


Shown = TypeVar("Shown", bound=CustomerName)


@dataclass(frozen=True)
class FollowUpRow(Generic[Shown]):
    """A task at one moment, with its customer as the reader may see it."""

    follow_up: FollowUp
    card: Shown
    state: FollowUpState
    may_settle: bool
    is_soon: bool

    @property
    def task(self) -> str:
        """What is to be done; a text of ours in the reader's language."""
        return _(self.follow_up.task) if self.follow_up.is_automatic else self.follow_up.task

    @property
    def state_label(self) -> str:
        """The state in words."""
        return pgettext("follow-up", "Due soon") if self.is_soon else str(self.state.label)

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return self._look[0]

    @property
    def icon(self) -> str:
        """The icon of the state."""
        return self._look[1]

    @property
    def _look(self) -> tuple[str, str]:
        return _SOON if self.is_soon else _LOOKS[self.state]


# A list calls its customers by name and shows nothing else of them.
ListRow = FollowUpRow[CustomerName]


def list_rows(follow_ups: Sequence[FollowUp], actor: Actor, now: datetime) -> list[ListRow]:
    """Return the rows of a list with one query for any number of tasks."""
    names = customers.names_for([each.order.customer for each in follow_ups], actor, now)
    return _rows(follow_ups, names, actor, now)


def rows_for(
    follow_ups: Sequence[FollowUp], actor: Actor, now: datetime
) -> list[FollowUpRow[CustomerCard]]:
    """Return tasks with telephones, by the same few queries for any number of them."""
    cards = customers.cards_for([each.order.customer for each in follow_ups], actor, now)
    return _rows(follow_ups, cards, actor, now)


def _rows(
    follow_ups: Sequence[FollowUp], shown: Mapping[int, Shown], actor: Actor, now: datetime
) -> list[FollowUpRow[Shown]]:
    return [
        FollowUpRow(
            each,
            shown[each.order.customer_id],
            _state(each, now),
            each.closed_at is None and may_settle(actor, each),
            _state(each, now) == FollowUpState.OPEN and each.due_at < now + SOON,
        )
        for each in follow_ups
    ]


def _state(follow_up: FollowUp, now: datetime) -> FollowUpState:
    if follow_up.closed_at is not None:
        return FollowUpState.CLOSED
    return FollowUpState.OVERDUE if follow_up.due_at < now else FollowUpState.OPEN

"""An emergency on one page: who was told, the plan, the orders, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.audit import queries as audit
from zuoxi.emergencies import queries
from zuoxi.emergencies.choices import MANUAL, EmergencyStatus
from zuoxi.emergencies.events import EmergencyFact
from zuoxi.emergencies.models import Emergency, LinkedOrder, Meeting, Plan, Receipt
from zuoxi.emergencies.policies import may_approve_at, may_run_at
from zuoxi.kernel.actors import Actor
from zuoxi.tasks import presenters as tasks
from zuoxi.tasks.presenters import TaskRow
from zuoxi.tasks.queries import Source

_SHOWN_EVENTS = 100
_MARKS = {
    "emergencies.proposed": ("help", "amber"),
    "emergencies.dismissed": ("x", "grey"),
    "emergencies.started": ("urgent", "red"),
    "emergencies.orders_linked": ("link", "blue"),
    "emergencies.receipt": ("check", "green"),
    "emergencies.meeting": ("users", "teal"),
    "emergencies.plan_drafted": ("edit", "amber"),
    "emergencies.plan_approved": ("list-check", "green"),
    "emergencies.answer": ("message-2", "blue"),
    "emergencies.closed": ("circle-check", "green"),
}
_LOOKS = {
    EmergencyStatus.PROPOSED: ("amber", "help"),
    EmergencyStatus.STARTED: ("red", "urgent"),
    EmergencyStatus.DISMISSED: ("grey", "x"),
    EmergencyStatus.CLOSED: ("green", "circle-check"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened, as a timeline entry."""

    at: datetime
    sentence: str
    actor: str
    icon: str
    tone: str


@dataclass(frozen=True)
class EmergencyRow:
    """An emergency in a list."""

    emergency: Emergency
    title: str
    tone: str
    icon: str
    orders: int


@dataclass(frozen=True)
class EmergencyView:
    """One emergency for one reader; ``manual`` is the chapter on sudden events, or empty."""

    row: EmergencyRow
    receipts: list[Receipt]
    meetings: list[Meeting]
    plans: list[Plan]
    tasks: list[TaskRow]
    links: list[LinkedOrder]
    answered: int
    history: list[Line]
    manual: str
    may_run: bool
    may_approve: bool
    must_confirm: bool

    @property
    def emergency(self) -> Emergency:
        """The emergency itself."""
        return self.row.emergency

    @property
    def confirmed(self) -> int:
        """How many have confirmed."""
        return sum(each.confirmed_at is not None for each in self.receipts)

    @property
    def manual_is_address(self) -> bool:
        """Whether the chapter can be opened."""
        return self.manual.startswith(("https://", "http://"))


def rows_for(found: Sequence[Emergency]) -> list[EmergencyRow]:
    """Return the rows of a list."""
    return [_row(each, getattr(each, "orders", 0)) for each in found]


def view_of(emergency: Emergency, actor: Actor, now: datetime) -> EmergencyView:
    """Return all that the page of an emergency shows to the actor."""
    every, answered = queries.count_links(emergency)
    receipts = queries.receipts_of(emergency)
    is_running = emergency.status == EmergencyStatus.STARTED
    return EmergencyView(
        row=_row(emergency, every),
        receipts=receipts,
        meetings=queries.meetings_of(emergency),
        plans=queries.plans_of(emergency),
        tasks=tasks.rows_of_source(Source(EmergencyFact.SUBJECT, emergency.pk), actor, now),
        links=queries.links_of(actor, emergency),
        answered=answered,
        history=_history(emergency),
        manual=MANUAL.at(now).strip(),
        may_run=emergency.is_open and may_run_at(actor, emergency.centre_id),
        may_approve=is_running and may_approve_at(actor, emergency.centre_id),
        must_confirm=any(
            each.user_id == actor.user_id and each.confirmed_at is None for each in receipts
        ),
    )


def title_of(emergency: Emergency) -> str:
    """Return what an emergency is called; a proposal by its subject."""
    if emergency.title:
        return emergency.title
    return _("%(type)s, %(device)s") % {
        "type": emergency.request_type or "—",
        "device": emergency.device_type or "—",
    }


def _history(emergency: Emergency) -> list[Line]:
    """Return what happened, the latest first; what the system did has no actor."""
    events = audit.latest(EmergencyFact.SUBJECT, emergency.pk, limit=_SHOWN_EVENTS)
    return [
        Line(
            each.event.at,
            each.sentence,
            each.event.actor_name if each.event.actor_id else "",
            *_MARKS.get(each.event.kind, ("point", "grey")),
        )
        for each in audit.in_words(events)
    ]


def _row(emergency: Emergency, orders: int) -> EmergencyRow:
    tone, icon = _LOOKS[EmergencyStatus(emergency.status)]
    return EmergencyRow(emergency, title_of(emergency), tone, icon, orders)

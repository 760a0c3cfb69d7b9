"""What printing leaves behind."""

from dataclasses import dataclass
from datetime import datetime

from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.papers.events import OrderPrinted
from zuoxi.papers.policies import may_print
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.queries import OrderDetail


@dataclass(frozen=True)
class Print:
    """One order as it goes to paper: what its page shows to the same person at the same moment."""

    detail: OrderDetail
    card: CustomerCard


@action("papers.print_order", policy=may_print)
def print_order(*, actor: Actor, number: str, is_file: bool, now: datetime) -> Print:
    """Return one visible order to be laid out for paper, and note who had it."""
    detail = workorders.detail(actor, number)
    card = customers.card_for(detail.order.customer, actor, now)
    publish(
        OrderPrinted(
            subject_id=detail.order.pk,
            centre_id=detail.order.centre_id,
            data={"number": number, "is_file": is_file, "is_masked": not card.is_revealed},
        ),
        actor=actor,
        now=now,
    )
    return Print(detail, card)

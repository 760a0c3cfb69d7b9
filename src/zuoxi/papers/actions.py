"""What printing leaves behind."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from zuoxi.accounts.quotas import require_quota
from zuoxi.customers import actions as customer_actions
from zuoxi.customers import presenters as customers
from zuoxi.customers import queries as customer_queries
from zuoxi.customers.presenters import CustomerCard
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.papers import queries
from zuoxi.papers.choices import FILES_PER_HOUR, MOST_ORDERS
from zuoxi.papers.events import OrderPrinted
from zuoxi.papers.policies import may_print, may_print_day
from zuoxi.papers.queries import Day
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.queries import OrderDetail


@dataclass(frozen=True)
class Print:
    """One order as it goes to paper: what its page shows to the same person at the same moment."""

    detail: OrderDetail
    card: CustomerCard


@action("papers.print_order", policy=may_print)
def print_order(*, actor: Actor, number: str, is_file: bool, now: datetime) -> Print:
    """Return one visible order to be laid out for paper, and note who had it.

    Raises TooManyRequests beyond the hourly limit of files.
    """
    detail = workorders.detail(actor, number)
    if is_file:
        _require_quota(actor, now)
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


def _require_quota(actor: Actor, now: datetime) -> None:
    most = FILES_PER_HOUR.at(now)
    sentence = ngettext(
        "At most %(most)s PDF file of an order can be fetched in an hour. "
        "Print from the page instead, or take the day list.",
        "At most %(most)s PDF files of orders can be fetched in an hour. "
        "Print from the page instead, or take the day list.",
        most,
    ) % {"most": most}
    require_quota(actor, OrderPrinted, most=most, sentence=sentence, now=now, is_file=True)


@action("papers.reveal_day", policy=may_print_day, internal=True)
def reveal_day(
    *, actor: Actor, wanted: Day, purpose: str, remark: str, now: datetime, most: int | None = None
) -> int:
    """Open the customers of a day's list to the actor and return how many were closed before.

    Of the whole list as it stands on paper, or of its first ``most``, which a page shows.
    Each is a reveal of its own, with the right, the limit in the hour and the entry in the log
    that it has anywhere else; all of them, or none.
    """
    most = min(most or MOST_ORDERS.at(now), MOST_ORDERS.at(now))
    orders = list(queries.orders_of(actor, wanted).select_related("customer")[:most])
    found = {each.customer_id: each.customer for each in orders}
    closed = found.keys() - customer_queries.revealed_customer_ids(actor, now, among=found)
    may_open = customer_queries.revealable_ids(actor, [found[pk] for pk in closed])
    for pk in sorted(may_open):
        customer_actions.reveal_customer(
            actor=actor,
            customer_no=found[pk].customer_no,
            purpose=purpose,
            remark=remark,
            now=now,
        )
    return len(may_open)

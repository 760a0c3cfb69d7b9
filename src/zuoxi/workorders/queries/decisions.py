"""Decisions of adjudication: what they bar, and in which words."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zuoxi.kernel.lifecycle import Transition
from zuoxi.workorders.models import WorkOrder


def open_arrows(order: WorkOrder) -> list[Transition]:
    """Return the transitions that the table has from the order's state and nothing bars."""
    arrows = order.lifecycle.leaving(order.state.name)
    return [
        each
        for each in arrows
        if not (each.unless_bound and order.is_bound)
        and not (each.unless_shared and order.family_id is not None)
    ]


def barred_arrows(order: WorkOrder) -> list[Transition]:
    """Return the transitions that the table has from the order's state and a decision bars."""
    arrows = order.lifecycle.leaving(order.state.name)
    return [each for each in arrows if each.unless_bound and order.is_bound]


def why_bound(order: WorkOrder) -> str:
    """Say who decided when that the order belongs where it is, and whom to ask."""
    leg = order.legs.select_related("dispatched_by").order_by("round").last()
    assert leg is not None
    return _(
        "The decision of %(name)s on %(date)s binds: this work order cannot be returned again. "
        "Ask the supervisor."
    ) % {
        "name": leg.dispatched_by.name,
        "date": date_format(localtime(leg.dispatched_at), "SHORT_DATE_FORMAT"),
    }

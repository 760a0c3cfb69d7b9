"""What a work area has to do by a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from zuoxi.fieldwork.policies import ON_SITE
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.days import midnight, read_day
from zuoxi.kernel.errors import InvalidInput
from zuoxi.org import queries as org
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import Dispatch, WorkOrder


@dataclass(frozen=True)
class Day:
    """A work area and the day by which its open orders are to be done."""

    area: Unit
    day: date

    @property
    def begin(self) -> datetime:
        """The first moment of the day, where the reader is."""
        return midnight(self.day)

    @property
    def end(self) -> datetime:
        """The first moment after the day."""
        return midnight(self.day + timedelta(days=1))


def areas(actor: Actor) -> list[Unit]:
    """Return the work areas whose lists the actor may see, the own ones first."""
    return sorted(
        org.work_areas(actor), key=lambda each: (each.pk not in actor.area_ids, each.code)
    )


def day_at(actor: Actor, area: str, day: str) -> Day:
    """Return the list that is asked for; raise InvalidInput for an unknown area or no day."""
    found = org.work_areas(actor).filter(code=area).first()
    if found is None:
        raise InvalidInput(fields={"area": [_("Choose one of the offered values.")]})
    return Day(found, read_day("day", day))


def orders_of(actor: Actor, wanted: Day) -> QuerySet[WorkOrder]:
    """Return the orders that wait on site in the area, by appointment: all that is not later.

    What was to be done before and is still open comes first, what has no appointment last.
    """
    rows = workorders.visible_to(actor).filter(
        Q(appointment_at__lt=wanted.end) | Q(appointment_at=None),
        work_area=wanted.area,
        status__in=ON_SITE,
    )
    return rows.order_by(F("appointment_at").asc(nulls_last=True), "pk")


def with_relations(rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Load what a line of the list shows along with the orders."""
    return rows.select_related(
        "customer__customer_class", "customer__centre", "device_type", "request_type", "technician"
    )


def remarks_of(orders: Iterable[WorkOrder]) -> dict[int, str]:
    """Return what the dispatcher wrote for the work area, by order id."""
    rows = Dispatch.objects.filter(order__in=[each.pk for each in orders], outcome="")
    return dict(rows.values_list("order_id", "remark"))

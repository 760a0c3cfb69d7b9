"""What is to be done on site, by appointment."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from zuoxi.fieldwork.choices import MOST
from zuoxi.fieldwork.models import SignOff
from zuoxi.fieldwork.policies import ON_SITE, areas_of
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import is_any_of
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.models import Technician
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

AREA = "area"
# A sign-off may arrive after the completion that it was taken with.
SIGNED_IN = (Status.IN_PROGRESS, Status.COMPLETED)


@dataclass(frozen=True)
class Whose:
    """Whose orders are shown: one technician's, or (``technician`` is None) the area's.

    ``own`` is the technician that the account belongs to, if any; ``people`` may be chosen.
    """

    technician: Technician | None
    own: Technician | None
    people: list[Technician]


def whose(actor: Actor, chosen: str) -> Whose:
    """Return whose orders the actor asks for: by a technician's code, else the own, else all."""
    people = list(
        org.technicians(actor).filter(work_area__in=areas_of(actor)).select_related("work_area")
    )
    own = next((each for each in people if each.user_id == actor.user_id), None)
    if chosen == AREA:
        return Whose(None, own, people)
    return Whose(next((each for each in people if each.code == chosen), own), own, people)


def on_hand(actor: Actor, technician: Technician | None) -> list[WorkOrder]:
    """Return the orders that wait on site, by appointment; those without one last.

    One more than MOST where there are more than that.
    """
    rows = _on_site(actor)
    if technician is not None:
        rows = rows.filter(technician=technician)
    by = (F("appointment_at").asc(nulls_last=True), "last_action_at", "pk")
    chosen = rows.order_by(*by)[: MOST + 1].values("pk")
    return list(_loaded(WorkOrder.objects.filter(is_any_of(chosen))).order_by(*by))


def find(actor: Actor, number: str) -> WorkOrder:
    """Return one order that is with a work area of the actor's now; raise NotFound otherwise."""
    found = single(_loaded(_on_site(actor)).filter(number=number)) if number.isprintable() else None
    if found is None:
        raise NotFound
    return found


def sign_offs(order: WorkOrder) -> list[SignOff]:
    """Return the confirmations of an order that the caller was allowed to see, oldest first."""
    return list(SignOff.objects.filter(order=order).select_related("taken_by").order_by("id"))


def sign_off(pk: int) -> SignOff:
    """Return a confirmation that the caller has just made, with its order and who took it."""
    return SignOff.objects.select_related("order__customer", "taken_by").get(pk=pk)


def taken_with(actor: Actor, key: str) -> SignOff | None:
    """Return what the actor has recorded with this key, if anything."""
    return SignOff.objects.filter(taken_by_id=actor.user_id or 0, idempotency_key=key).first()


def _on_site(actor: Actor) -> QuerySet[WorkOrder]:
    rows = workorders.visible_to(actor)
    return rows.filter(status__in=ON_SITE, work_area_id__in=areas_of(actor))


def _loaded(rows: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    return rows.select_related(
        "customer__customer_class",
        "customer__centre",
        "device_type",
        "request_type",
        "work_area",
        "technician",
    )

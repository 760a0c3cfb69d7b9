"""What the writes of the register have in common: the locked department, versions, facts."""

from collections.abc import Mapping
from datetime import datetime

from zuoxi.contacts import queries
from zuoxi.contacts.events import DepartmentFact
from zuoxi.contacts.models import Profile
from zuoxi.contacts.policies import may_keep_at
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, Stale
from zuoxi.org.models import Unit


def lock_department(actor: Actor, unit_id: int, *, action: str) -> Unit:
    """Return a department that the actor keeps the register of, held until the transaction ends.

    Raises NotFound if it is not visible and Forbidden if somebody else keeps it.
    """
    unit = queries.department(actor, unit_id)
    if not may_keep_at(actor, unit):
        raise Forbidden(extra={"action": action})
    queue_up(unit)
    return unit


def queue_up(unit: Unit) -> Profile:
    """Hold the row of a department: whoever else changes its register waits. Return the row."""
    Profile.objects.bulk_create([Profile(department=unit)], ignore_conflicts=True)
    return Profile.objects.select_for_update().get(department=unit)


def check_version(current: int, expected: int | None) -> None:
    """Raise Stale if the caller saw another version than the current one; None saw any."""
    if expected is not None and expected != current:
        raise Stale(extra={"version": current})


def tell(
    kind: type[DepartmentFact],
    unit: Unit,
    data: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Publish a fact about a department."""
    told = {"department": unit.name, **data}
    publish(kind(subject_id=unit.pk, centre_id=unit.centre_id, data=told), actor=actor, now=now)

"""What the writes have in common: the locked emergency, its state, and facts."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.emergencies import queries
from zuoxi.emergencies.choices import EmergencyStatus
from zuoxi.emergencies.events import EmergencyFact
from zuoxi.emergencies.models import Emergency
from zuoxi.emergencies.policies import may_run_at
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, Stale


def lock(
    actor: Actor,
    emergency_id: int,
    *,
    action: str,
    status: str,
    expected_version: int | None = None,
) -> Emergency:
    """Return an emergency of a state that the actor runs, held until the transaction ends.

    Raises NotFound if it is not visible, Forbidden if others run it, Conflict in another state and
    Stale if the caller saw another version.
    """
    found = queries.find(actor, emergency_id)
    if not may_run_at(actor, found.centre_id):
        raise Forbidden(
            _("The heads of the service centre and the linkage groups run the response."),
            extra={"action": action},
        )
    Emergency.objects.select_for_update(no_key=True).get(pk=emergency_id)
    found = queries.find(actor, emergency_id)
    if expected_version is not None and expected_version != found.version:
        raise Stale(extra={"version": found.version})
    if found.status != status:
        if status == EmergencyStatus.PROPOSED:
            raise Conflict(_("Somebody has decided on this proposal already."))
        raise Conflict(_("This emergency is not under way."))
    return found


def save(emergency: Emergency, *fields: str) -> None:
    """Write some fields and count the version."""
    emergency.version += 1
    emergency.save(update_fields=[*fields, "version"])


def tell(
    kind: type[EmergencyFact],
    emergency: Emergency,
    data: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Publish a fact about an emergency to the centre, to those told and to units with a share."""
    fact = kind(
        subject_id=emergency.pk,
        centre_id=emergency.centre_id,
        user_ids=queries.told_ids(emergency.pk),
        area_ids=queries.sharing_units(emergency.pk),
        data={"title": emergency.title, "kind": emergency.kind, **data},
    )
    publish(fact, actor=actor, now=now)

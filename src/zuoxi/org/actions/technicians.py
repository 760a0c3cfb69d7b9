"""Technicians of a work area, maintained by a supervisor of its centre."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.models import User
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from zuoxi.kernel.uniqueness import refuse_taken, unique_key
from zuoxi.org import events, queries
from zuoxi.org.actions.fields import clean_code, clean_name, clean_phone, code_taken
from zuoxi.org.actions.units import OpenWorkLeft
from zuoxi.org.models import Technician, Unit
from zuoxi.org.policies import maintains_units


@action("org.create_technician", policy=maintains_units, internal=True)
def create_technician(
    *,
    actor: Actor,
    work_area_id: int,
    code: str,
    name: str,
    phone: str = "",
    username: str = "",
    now: datetime,
) -> Technician:
    """Add somebody to a work area to whom orders can be dispatched from now on."""
    technician = Technician(
        work_area=_open_area(actor, work_area_id),
        code=clean_code(code, Technician),
        name=clean_name(name),
        phone=clean_phone(phone),
        user=_free_account(username),
    )
    with refuse_taken(_taken()):
        technician.save()
    publish(events.TechnicianCreated(**_about(technician)), actor=actor, now=now)
    return technician


@action("org.update_technician", policy=maintains_units, internal=True)
def update_technician(
    *,
    actor: Actor,
    technician_id: int,
    work_area_id: int,
    name: str,
    phone: str,
    username: str,
    now: datetime,
) -> Technician:
    """Correct a technician's details, or move somebody without open orders to another area."""
    technician = _maintained(actor, technician_id)
    before = (technician.name, technician.phone, technician.user, technician.work_area)
    if work_area_id != technician.work_area_id:
        _check_movable(actor, technician, work_area_id)
    technician.name, technician.phone = clean_name(name), clean_phone(phone)
    technician.user = _free_account(username, than=technician)
    changes = _changes(before, technician)
    if changes:
        with refuse_taken(_taken()):
            technician.save()
        fact = events.TechnicianUpdated(**_about(technician, changes=changes))
        publish(fact, actor=actor, now=now)
    return technician


@action("org.deactivate_technician", policy=maintains_units, internal=True)
def deactivate_technician(
    *, actor: Actor, technician_id: int, confirmed: bool = False, now: datetime
) -> Technician:
    """Take a technician out of service; raises OpenWorkLeft unless that is confirmed."""
    technician = _maintained(actor, technician_id)
    if not technician.is_active:
        return technician
    left = queries.open_work(technician_id=technician.pk)
    if left and not confirmed:
        raise OpenWorkLeft(
            ngettext(
                "%(count)s order is still open with %(name)s. It stays there until it is finished "
                "or returned. Take %(name)s out all the same?",
                "%(count)s orders are still open with %(name)s. They stay there until they are "
                "finished or returned. Take %(name)s out all the same?",
                left,
            )
            % {"count": left, "name": technician.name},
            extra={"open": left},
        )
    technician.is_active = False
    technician.save(update_fields=["is_active"])
    publish(events.TechnicianDeactivated(**_about(technician)), actor=actor, now=now)
    return technician


@action("org.reactivate_technician", policy=maintains_units, internal=True)
def reactivate_technician(*, actor: Actor, technician_id: int, now: datetime) -> Technician:
    """Put a technician back into service, if the work area is open."""
    technician = _maintained(actor, technician_id)
    if technician.is_active:
        return technician
    if not technician.work_area.is_active:
        raise Conflict(_("Reactivate %(name)s first.") % {"name": technician.work_area.name})
    technician.is_active = True
    technician.save(update_fields=["is_active"])
    publish(events.TechnicianReactivated(**_about(technician)), actor=actor, now=now)
    return technician


def _maintained(actor: Actor, technician_id: int) -> Technician:
    found = queries.maintained_technicians(actor).filter(pk=technician_id)
    # "of self": the account it may belong to is joined from the other side of a NULL.
    technician = found.select_for_update(of=("self",), no_key=True).first()
    if technician is None:
        raise NotFound
    return technician


def _open_area(actor: Actor, work_area_id: int) -> Unit:
    area = queries.maintained_areas(actor).filter(pk=work_area_id).first()
    if area is None:
        raise NotFound
    if not area.is_active:
        raise InvalidInput(
            fields={"work_area": [_("This unit is deactivated. Choose an active one.")]}
        )
    return area


def _check_movable(actor: Actor, technician: Technician, work_area_id: int) -> None:
    area = _open_area(actor, work_area_id)
    if queries.open_work(technician_id=technician.pk):
        message = _("There are open orders with this technician. Finish or return them first.")
        raise InvalidInput(fields={"work_area": [message]})
    technician.work_area = area


def _free_account(username: str, *, than: Technician | None = None) -> User | None:
    username = username.strip()
    if not username:
        return None
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise InvalidInput(fields={"username": [_("There is no active account of this name.")]})
    taken = Technician.objects.filter(user=user)
    if than is not None:
        taken = taken.exclude(pk=than.pk)
    if taken.exists():
        raise _account_taken()
    return user


def _taken() -> dict[str, DomainError]:
    return {
        unique_key(Technician, "code"): code_taken(),
        "technician_code_caseless": code_taken(),
        unique_key(Technician, "user_id"): _account_taken(),
    }


def _account_taken() -> InvalidInput:
    message = _("This account already belongs to another technician.")
    return InvalidInput(fields={"username": [message]})


def _changes(
    before: tuple[str, str, User | None, Unit], technician: Technician
) -> dict[str, list[str]]:
    name, phone, user, area = before
    # The log is kept for years, so that it holds no telephone number in full.
    pairs = {
        "name": (name, technician.name),
        "phone": (phone, technician.phone),
        "user": (
            user.username if user else "",
            technician.user.username if technician.user else "",
        ),
        "work_area": (area.name, technician.work_area.name),
    }
    shown = {"phone": lambda number: f"…{number[-4:]}" if number else ""}
    return {
        key: [shown.get(key, str)(old), shown.get(key, str)(new)]
        for key, (old, new) in pairs.items()
        if old != new
    }


def _about(technician: Technician, **more: Any) -> dict[str, Any]:
    area = technician.work_area
    data = {"name": technician.name, "code": technician.code, "area": area.name, **more}
    return {"subject_id": technician.pk, "centre_id": area.centre_id, "data": data}

"""Units of the organisation tree: added, renamed, moved, closed and opened again."""

import zoneinfo
from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.text import clean_text
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org import events, queries
from zuoxi.org.actions.fields import clean_code, clean_name
from zuoxi.org.choices import HANDLING_KINDS, PARENT_KINDS, UnitKind
from zuoxi.org.models import Unit
from zuoxi.org.policies import AREA_MAINTAINERS, maintains_organisation, maintains_units

_LONGEST_PATH = 200
_BELOW_CENTRE = frozenset({UnitKind.TEAM, *HANDLING_KINDS})


class OpenWorkLeft(Conflict):
    """Orders are still open; ``extra["open"]`` counts them. Confirming goes ahead anyway."""

    code = "open_work_left"


@action("org.create_unit", policy=maintains_units, internal=True)
def create_unit(
    *,
    actor: Actor,
    kind: str,
    code: str,
    name: str,
    parent_id: int | None,
    time_zone: str = "",
    now: datetime,
) -> Unit:
    """Add a unit below another one; a supervisor may add work areas to the own centres only."""
    _lock_tree()
    parent = _parent(actor, kind, parent_id)
    unit = Unit(kind=kind, code=clean_code(code, Unit), name=clean_name(name), parent=parent)
    unit.centre = _centre_of(kind, parent)
    unit.time_zone = _clean_zone(time_zone or (parent.time_zone if parent else ""))
    with refuse_taken({"unit_one_company": _company_exists()}):
        unit.save()
    unit.path = _path(parent, unit)
    unit.save(update_fields=["path"])
    publish(events.UnitCreated(**_about(unit)), actor=actor, now=now)
    return unit


@action("org.update_unit", policy=maintains_units, internal=True)
def update_unit(
    *,
    actor: Actor,
    unit_id: int,
    name: str,
    parent_id: int | None = None,
    time_zone: str = "",
    now: datetime,
) -> Unit:
    """Rename a unit, move it with everything below it, or give it another time zone.

    A team or work area stays in its centre, because the centre's orders refer to it.
    """
    _lock_tree()
    unit = _maintained(actor, unit_id)
    changes: dict[str, list[str]] = {}
    name = clean_name(name)
    if name != unit.name:
        changes["name"], unit.name = [unit.name, name], name
    zone = _clean_zone(time_zone or unit.time_zone)
    if zone != unit.time_zone:
        changes["time_zone"], unit.time_zone = [unit.time_zone, zone], zone
    if parent_id is not None and parent_id != unit.parent_id:
        changes["parent"] = _move(actor, unit, parent_id)
    if changes:
        unit.save(update_fields=["name", "time_zone", "parent", "path"])
        publish(events.UnitUpdated(**_about(unit, changes=changes)), actor=actor, now=now)
    return unit


@action("org.deactivate_unit", policy=maintains_units, internal=True)
def deactivate_unit(*, actor: Actor, unit_id: int, confirmed: bool = False, now: datetime) -> Unit:
    """Close a unit that has no open unit below it.

    Raises OpenWorkLeft for a work area with open orders unless the actor has confirmed.
    """
    _lock_tree()
    unit = _maintained(actor, unit_id)
    if not unit.is_active:
        return unit
    if unit.kind == UnitKind.COMPANY:
        raise Conflict(_("The company itself cannot be deactivated."))
    if unit.children.filter(is_active=True).exists():
        raise Conflict(_("Deactivate the units below %(name)s first.") % {"name": unit.name})
    left = queries.open_work(work_area_id=unit.pk) if unit.kind in HANDLING_KINDS else 0
    if left and not confirmed:
        raise OpenWorkLeft(
            ngettext(
                "%(count)s order is still open at %(name)s. It stays there and must be finished "
                "or returned; nothing new can be dispatched to it. Deactivate it all the same?",
                "%(count)s orders are still open at %(name)s. They stay there and must be finished "
                "or returned; nothing new can be dispatched to it. Deactivate it all the same?",
                left,
            )
            % {"count": left, "name": unit.name},
            extra={"open": left},
        )
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    publish(events.UnitDeactivated(**_about(unit)), actor=actor, now=now)
    return unit


@action("org.reactivate_unit", policy=maintains_units, internal=True)
def reactivate_unit(*, actor: Actor, unit_id: int, now: datetime) -> Unit:
    """Open a closed unit again, if the one above it is open."""
    _lock_tree()
    unit = _maintained(actor, unit_id)
    if unit.is_active:
        return unit
    if unit.parent is not None and not unit.parent.is_active:
        raise Conflict(_("Reactivate %(name)s first.") % {"name": unit.parent.name})
    unit.is_active = True
    unit.save(update_fields=["is_active"])
    publish(events.UnitReactivated(**_about(unit)), actor=actor, now=now)
    return unit


def _lock_tree() -> None:
    # Paths depend on one another, so that changes of the tree go one after the other.
    list(
        Unit.objects.select_for_update(no_key=True).filter(kind=UnitKind.COMPANY).values_list("pk")
    )


def _maintained(actor: Actor, unit_id: int) -> Unit:
    unit = queries.unit(actor, unit_id)
    if maintains_organisation(actor):
        return unit
    if unit.kind in HANDLING_KINDS and actor.holds_at(AREA_MAINTAINERS, unit.centre_id):
        return unit
    raise Forbidden


def _parent(actor: Actor, kind: str, parent_id: int | None) -> Unit | None:
    if kind not in UnitKind.values:
        raise InvalidInput(fields={"kind": [_("Choose a kind of unit.")]})
    if kind == UnitKind.COMPANY:
        _check_no_company_yet(actor, parent_id)
        return None
    if parent_id is None:
        raise InvalidInput(fields={"parent": [_("Choose what the unit belongs to.")]})
    try:
        parent = queries.unit(actor, parent_id)
    except NotFound:
        raise InvalidInput(fields={"parent": [_("Choose what the unit belongs to.")]}) from None
    if not maintains_organisation(actor) and not (
        kind in HANDLING_KINDS and actor.holds_at(AREA_MAINTAINERS, parent.pk)
    ):
        raise Forbidden
    _check_parent(kind, parent)
    return parent


def _check_no_company_yet(actor: Actor, parent_id: int | None) -> None:
    if not maintains_organisation(actor):
        raise Forbidden
    if parent_id is not None or Unit.objects.filter(kind=UnitKind.COMPANY).exists():
        raise _company_exists()


def _company_exists() -> InvalidInput:
    return InvalidInput(fields={"kind": [_("There is one company; everything is below it.")]})


def _check_parent(kind: str, parent: Unit) -> None:
    if parent.kind not in PARENT_KINDS[kind]:
        message = _("A %(kind)s cannot belong to a %(parent)s.") % {
            "kind": UnitKind(kind).label,
            "parent": UnitKind(parent.kind).label,
        }
        raise InvalidInput(fields={"parent": [message]})
    if not parent.is_active:
        raise InvalidInput(
            fields={"parent": [_("This unit is deactivated. Choose an active one.")]}
        )


def _centre_of(kind: str, parent: Unit | None) -> Unit | None:
    if parent is None or kind not in _BELOW_CENTRE:
        return None
    return parent if parent.kind == UnitKind.CENTRE else parent.centre


def _path(parent: Unit | None, unit: Unit) -> str:
    path = f"{parent.path if parent else '/'}{unit.pk}/"
    if len(path) > _LONGEST_PATH:
        raise InvalidInput(fields={"parent": [_("The tree cannot be deeper than this.")]})
    return path


def _move(actor: Actor, unit: Unit, parent_id: int) -> list[str]:
    """Hang the unit below another one; return the names of the old and the new parent."""
    parent = _parent(actor, unit.kind, parent_id)
    if parent is None or parent.path.startswith(unit.path):
        raise InvalidInput(fields={"parent": [_("A unit cannot be moved below itself.")]})
    centre = _centre_of(unit.kind, parent)
    if centre is not None and centre.pk != unit.centre_id:
        raise InvalidInput(
            fields={"parent": [_("It stays in its service centre, whose orders refer to it.")]}
        )
    old, new = unit.path, _path(parent, unit)
    names = [unit.parent.name if unit.parent else "", parent.name]
    below = Unit.objects.filter(path__startswith=old).exclude(pk=unit.pk)
    if any(
        len(path) - len(old) + len(new) > _LONGEST_PATH
        for path in below.values_list("path", flat=True)
    ):
        raise InvalidInput(fields={"parent": [_("The tree cannot be deeper than this.")]})
    below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    unit.parent, unit.path = parent, new
    return names


def _clean_zone(name: str) -> str:
    name = clean_text("time_zone", name or "Asia/Shanghai", limit=64)
    if name not in zoneinfo.available_timezones():
        raise InvalidInput(
            fields={"time_zone": [_("This is not a time zone. Write one such as Asia/Shanghai.")]}
        )
    return name


def _about(unit: Unit, **more: Any) -> dict[str, Any]:
    centre_id = unit.pk if unit.kind == UnitKind.CENTRE else unit.centre_id
    data = {"name": unit.name, "code": unit.code, "kind": unit.kind, **more}
    return {"subject_id": unit.pk, "centre_id": centre_id, "data": data}

"""The events of the organisation, worded for people. The actor's name stands beside them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.accounts.choices import ROLE_LABELS, Role
from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event

_FIELDS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "parent": gettext_lazy("belongs to"),
    "time_zone": gettext_lazy("time zone"),
    "phone": gettext_lazy("telephone"),
    "work_area": gettext_lazy("work area"),
    "user": gettext_lazy("account"),
}


@sentence("org.unit_created")
def unit_created(event: Event) -> str:
    """Word a new unit."""
    return _("Added the unit %(name)s (%(code)s).") % _subject(event)


@sentence("org.unit_updated")
def unit_updated(event: Event) -> str:
    """Word a changed unit."""
    return _("Changed the unit %(name)s. %(changes)s") % _changed(event)


@sentence("org.unit_deactivated")
def unit_deactivated(event: Event) -> str:
    """Word a closed unit."""
    return _("Deactivated the unit %(name)s (%(code)s).") % _subject(event)


@sentence("org.unit_reactivated")
def unit_reactivated(event: Event) -> str:
    """Word a reopened unit."""
    return _("Reactivated the unit %(name)s (%(code)s).") % _subject(event)


@sentence("org.technician_created")
def technician_created(event: Event) -> str:
    """Word a new technician."""
    return _("Added the technician %(name)s (%(code)s) to %(area)s.") % _subject(event)


@sentence("org.technician_updated")
def technician_updated(event: Event) -> str:
    """Word a changed technician."""
    return _("Changed the technician %(name)s. %(changes)s") % _changed(event)


@sentence("org.technician_deactivated")
def technician_deactivated(event: Event) -> str:
    """Word a technician who left."""
    return _("Took the technician %(name)s (%(code)s) out of %(area)s.") % _subject(event)


@sentence("org.technician_reactivated")
def technician_reactivated(event: Event) -> str:
    """Word a technician who came back."""
    return _("Put the technician %(name)s (%(code)s) back into %(area)s.") % _subject(event)


@sentence("org.role_assigned")
def role_assigned(event: Event) -> str:
    """Word a new role."""
    return _("Gave %(name)s the role %(role)s at %(unit)s.") % _role(event)


@sentence("org.role_withdrawn")
def role_withdrawn(event: Event) -> str:
    """Word a lost role."""
    return _("Took the role %(role)s at %(unit)s from %(name)s.") % _role(event)


def _subject(event: Event) -> dict[str, str]:
    return {key: str(event.data.get(key, "")) for key in ("name", "code", "area")}


def _changed(event: Event) -> dict[str, str]:
    changes = "; ".join(
        _("%(field)s: %(old)s → %(new)s")
        % {"field": _FIELDS.get(key, key), "old": old or "–", "new": new or "–"}
        for key, (old, new) in event.data.get("changes", {}).items()
    )
    return {**_subject(event), "changes": changes}


def _role(event: Event) -> dict[str, str]:
    held = str(event.data.get("role", ""))
    label = ROLE_LABELS[Role(held)] if held in set(Role) else held
    return {
        "name": str(event.data.get("name", "")),
        "role": str(label),
        "unit": str(event.data.get("unit", "")),
    }

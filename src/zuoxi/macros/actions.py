"""How macros come, change, rest and are counted. Filling in a form is no write of this package."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.quotas import queue_up
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import clean_text
from zuoxi.macros import places, queries, texts
from zuoxi.macros.choices import (
    MOST_MACROS,
    NAME_LIMIT,
    PLACEHOLDERS,
    SHORTCUT_LIMIT,
)
from zuoxi.macros.events import (
    MacroActivated,
    MacroChanged,
    MacroCreated,
    MacroDeactivated,
    MacroFact,
)
from zuoxi.macros.models import Macro
from zuoxi.macros.places import Field, Place
from zuoxi.macros.policies import may_change, may_use
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.org.models import Unit
from zuoxi.org.policies import may_keep_for_all

_SHORTCUT = re.compile(rf"[a-z0-9]{{0,{SHORTCUT_LIMIT}}}")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A macro as asked for; ``unit`` is a code, ``values`` go by the names of the fields."""

    name: str
    place: str
    values: Mapping[str, str] = field(default_factory=dict)
    shortcut: str = ""
    visibility: str = Visibility.OWN
    unit: str = ""


@action("macros.create_macro", policy=may_use)
def create_macro(*, actor: Actor, wanted: Wanted, now: datetime) -> Macro:
    """Keep a macro for oneself, or as supervisor for a unit or for everybody."""
    assert actor.user_id is not None
    _require_room(actor, now)
    macro = Macro(owner_id=actor.user_id, created_at=now, changed_at=now)
    _fill(macro, actor, wanted)
    macro.save(force_insert=True)
    _publish(MacroCreated, macro, actor=actor, now=now)
    return queries.find(actor, macro.pk)


@action("macros.change_macro", policy=may_use)
def change_macro(
    *,
    actor: Actor,
    macro_id: int,
    wanted: Wanted,
    expected_version: int | None,
    now: datetime,
) -> Macro:
    """Change what a macro says and who is offered it."""
    macro = _lock(actor, macro_id)
    if expected_version is not None and expected_version != macro.version:
        raise Stale(extra={"version": macro.version})
    _fill(macro, actor, wanted)
    macro.version += 1
    macro.changed_at = now
    macro.save()
    _publish(MacroChanged, macro, actor=actor, now=now)
    return queries.find(actor, macro.pk)


@action("macros.switch_macro", policy=may_use)
def switch_macro(*, actor: Actor, macro_id: int, is_active: bool, now: datetime) -> Macro:
    """Offer a macro to nobody any more, or again; nothing changes if that is so already."""
    macro = _lock(actor, macro_id)
    if macro.is_active != is_active:
        macro.is_active = is_active
        macro.version += 1
        macro.changed_at = now
        macro.save(update_fields=["is_active", "version", "changed_at"])
        kind = MacroActivated if is_active else MacroDeactivated
        _publish(kind, macro, actor=actor, now=now)
    return queries.find(actor, macro.pk)


@action("macros.count_use", policy=may_use, internal=True)
def count_use(*, actor: Actor, macro_id: int, now: datetime) -> None:
    """Count that a macro was filled in; what came of the form is told by the form's own fact."""
    del now
    counted = queries.visible_to(actor).filter(pk=macro_id, is_active=True)
    # Counting twice at the same moment loses none: the database adds.
    if not Macro.objects.filter(pk__in=counted.values("pk")).update(uses=F("uses") + 1):
        raise NotFound


def _require_room(actor: Actor, now: datetime) -> None:
    queue_up(actor)
    most = MOST_MACROS.at(now)
    if Macro.objects.filter(owner_id=actor.user_id or 0).count() >= most:
        text = ngettext(
            "You have %(most)s template already, which is the most. "
            "Change one that you no longer need instead.",
            "You have %(most)s templates already, which is the most. "
            "Change one that you no longer need instead.",
            most,
        )
        raise Conflict(text % {"most": most}, code="too_many_macros")


def _lock(actor: Actor, macro_id: int) -> Macro:
    rows = queries.visible_to(actor).select_for_update(of=("self",)).select_related("unit")
    macro = rows.filter(pk=macro_id).first()
    if macro is None:
        raise NotFound
    if not may_change(actor, macro, org.centre_ids()):
        raise Forbidden(extra={"action": "macros.change_macro"})
    return macro


def _fill(macro: Macro, actor: Actor, wanted: Wanted) -> None:
    """Put what was asked for into a macro that is not saved yet; refuse it all together."""
    faults = Faults()
    macro.name = faults.line("name", wanted.name, limit=NAME_LIMIT)
    macro.shortcut = wanted.shortcut.strip().lower()
    if not _SHORTCUT.fullmatch(macro.shortcut):
        faults.add(
            "shortcut", _("Up to %(limit)s letters a to z and digits.") % {"limit": SHORTCUT_LIMIT}
        )
    macro.visibility = wanted.visibility
    macro.unit = _unit(actor, wanted, faults)
    place = places.open_to(actor).get(wanted.place)
    if place is None:
        faults.add("place", _("Choose one of the forms."))
    else:
        macro.place = place.name
        macro.values = _values(place, wanted.values, faults)
    faults.stop()


def _unit(actor: Actor, wanted: Wanted, faults: Faults) -> Unit | None:
    if wanted.visibility == Visibility.UNIT:
        found = {each.code: each for each in org.units_kept_for(actor)}.get(wanted.unit)
        if found is None:
            faults.add("unit", _("Choose a unit that you are the supervisor of."))
        return found
    if wanted.visibility == Visibility.ALL and not may_keep_for_all(actor, org.centre_ids()):
        faults.add("visibility", _("Only the supervisor of all centres may do that."))
    elif wanted.visibility not in Visibility.values:
        faults.add("visibility", _("Choose who is offered it."))
    return None


def _values(place: Place, given: Mapping[str, str], faults: Faults) -> dict[str, str]:
    fields = {each.name: each for each in place.fields}
    found: dict[str, str] = {}
    for name, raw in given.items():
        if name not in fields:
            faults.add("values", _("This form has no field %(name)s.") % {"name": name[:60]})
            continue
        with faults.noted():
            value = _value(fields[name], raw, place)
            if value:
                found[name] = value
    if not found and not faults:
        faults.add("values", _("Fill in at least one field."))
    return found


def _value(wanted: Field, raw: str, place: Place) -> str:
    text = clean_text(wanted.name, raw, limit=wanted.limit or NAME_LIMIT, required=False)
    if not text:
        return ""
    if not wanted.is_text:
        if text not in dict(wanted.options()):
            raise InvalidInput(fields={wanted.name: [_("Choose one of the values.")]})
        return text
    faults = texts.unknown(text)
    known = [each for each in PLACEHOLDERS if place.is_of_order or not each.startswith("order.")]
    faults += [each for each in texts.names(text) if each in PLACEHOLDERS and each not in known]
    if faults:
        values = {
            "wrong": _(", ").join(each if each == "{{" else f"{{{{ {each} }}}}" for each in faults),
            "known": _(", ").join(f"{{{{ {each} }}}}" for each in known),
        }
        sentence = _("Unknown here: %(wrong)s. Known are: %(known)s.")
        raise InvalidInput(fields={wanted.name: [sentence % values]})
    return text


def _publish(kind: type[MacroFact], macro: Macro, *, actor: Actor, now: datetime) -> None:
    unit = macro.unit
    # What somebody writes for the own use alone is nobody else's to read in the audit log.
    is_own = macro.visibility == Visibility.OWN
    publish(
        kind(
            subject_id=macro.pk,
            centre_id=_centre_of(macro, actor),
            data={
                "name": "" if is_own else macro.name,
                "place": macro.place,
                "visibility": macro.visibility,
                "unit": unit.name if unit else "",
                "values": {} if is_own else macro.values,
            },
        ),
        actor=actor,
        now=now,
    )


def _centre_of(macro: Macro, actor: Actor) -> int | None:
    """Return whose supervisors read of it in the audit log; what is for everybody is for all."""
    if macro.visibility == Visibility.ALL:
        return None
    if macro.unit is not None:
        return macro.unit.centre_id or macro.unit.pk
    return org.home_centre_id(actor)

"""Macros as pages and the API show them: as they are kept, and as they would fill in a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.customers import presenters as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor
from zuoxi.macros import places, texts
from zuoxi.macros.models import Macro
from zuoxi.macros.places import Field, Place
from zuoxi.macros.policies import may_change
from zuoxi.org import queries as org
from zuoxi.web.templatetags.web import exactly
from zuoxi.workorders.models import WorkOrder


@dataclass(frozen=True)
class Line:
    """One field of a form with what goes into it; ``value`` as it is sent, ``text`` in words."""

    label: str
    value: str
    text: str


@dataclass(frozen=True)
class Offer:
    """A macro as it would fill in a form now."""

    macro: Macro
    place: str
    lines: list[Line]
    values: dict[str, str]
    texts: list[str]


@dataclass(frozen=True)
class MacroRow:
    """A macro as it is kept."""

    macro: Macro
    place: str
    audience: str
    lines: list[Line]
    may_change: bool


def offers(
    macros: Iterable[Macro],
    *,
    actor: Actor,
    order: WorkOrder | None,
    customer: Customer | None,
    now: datetime,
) -> list[Offer]:
    """Return what macros would fill in, the customer masked as the actor sees it.

    Where no single order or customer can be known, for instance in a bulk operation, those that
    speak of one are left out; in intake the customer may still be named.
    """
    known = _known(actor, order, customer, now)
    forms = places.every()
    words = _Words()
    found = []
    for macro in macros:
        place = forms.get(macro.place)
        if place is None or (order is None and place.is_of_order and _is_of_one(place, macro)):
            continue
        lines = _lines(place, macro, known, words)
        wanted = [each.name for each in place.fields if each.is_text and each.name in macro.values]
        values = {each.name: lines[each.name].value for each in place.fields if each.name in lines}
        found.append(Offer(macro, str(place.label), list(lines.values()), values, wanted))
    return found


def rows_for(macros: Sequence[Macro], actor: Actor) -> list[MacroRow]:
    """Return macros as they are kept, with who is offered each."""
    forms = places.every()
    centres = org.centre_ids()
    words = _Words()
    found = []
    for macro in macros:
        place = forms.get(macro.place)
        # A lifecycle of tomorrow may have lost the action; the macro is still shown.
        lines = list(_lines(place, macro, None, words).values()) if place else []
        label = str(place.label) if place else macro.place
        audience = macro.unit.name if macro.unit else str(macro.get_visibility_display())
        found.append(MacroRow(macro, label, audience, lines, may_change(actor, macro, centres)))
    return found


class _Words(dict[str, dict[str, str]]):
    """The words of the values of each field, asked for once however many macros choose one."""

    def of(self, place: Place, wanted: Field) -> dict[str, str]:
        """Return the words by value."""
        key = f"{place.name}-{wanted.name}"
        if key not in self:
            self[key] = dict(wanted.options())
        return self[key]


def _lines(
    place: Place, macro: Macro, known: Mapping[str, str] | None, words: _Words
) -> dict[str, Line]:
    found = {}
    for each in place.fields:
        value = macro.values.get(each.name)
        if not value:
            continue
        if each.is_text:
            text = value if known is None else texts.filled(value, known)
            found[each.name] = Line(str(each.label), text, text)
        else:
            text = words.of(place, each).get(value, _("No longer to be chosen"))
            found[each.name] = Line(str(each.label), value, text)
    return found


def _is_of_one(place: Place, macro: Macro) -> bool:
    found = [name for each in place.fields for name in texts.names(macro.values.get(each.name, ""))]
    return any(name.startswith(("order.", "customer.")) for name in found)


def _known(
    actor: Actor, order: WorkOrder | None, customer: Customer | None, now: datetime
) -> dict[str, str]:
    found = {"actor.name": actor.name, "today": exactly(timezone.localdate(now))}
    if customer is not None:
        card = customers.card_for(customer, actor, now)
        found |= {"customer.name": card.title, "customer.number": card.customer_no}
    if order is not None:
        found |= {
            "order.number": order.number,
            "order.appointment": exactly(order.appointment_at) if order.appointment_at else "",
            "order.request_type": str(order.request_type.label),
            "order.work_area": order.work_area.name if order.work_area else "",
            "order.technician": order.technician.name if order.technician else "",
        }
    return found

"""Reading the inputs of a transition: typed, checked against the order, all faults at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.lifecycle import Input, InputKind, Transition
from zuoxi.kernel.single import single
from zuoxi.kernel.text import clean_text
from zuoxi.org.choices import HANDLING_KINDS
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders.actions.matter import code_item
from zuoxi.workorders.choices import NOTE_LIMIT
from zuoxi.workorders.models import CodeItem, WorkOrder


@dataclass
class Values:
    """The checked inputs of one transition, as rows and as the JSON that the event keeps."""

    work_area: Unit | None = None
    technician: Technician | None = None
    order: WorkOrder | None = None
    texts: dict[str, str] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    codes: dict[str, CodeItem] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    others: dict[str, WorkOrder] = field(default_factory=dict)

    @property
    def place(self) -> tuple[Unit, Technician]:
        """Return the work area and technician of a dispatch, which both are required there."""
        assert self.work_area is not None
        assert self.technician is not None
        return self.work_area, self.technician

    def text(self, name: str) -> str:
        """Return a text input, empty if it was left out."""
        return self.texts.get(name, "")

    def flag(self, name: str) -> bool:
        """Return a yes/no input."""
        return self.flags[name]

    def code(self, name: str) -> CodeItem | None:
        """Return the value of a code list, None if it was left out."""
        return self.codes.get(name)

    def as_data(self) -> dict[str, Any]:
        """Return the inputs as the event keeps them: codes with their names, texts, flags."""
        return self.data


def read_inputs(
    order: WorkOrder,
    arrow: Transition,
    raw: Mapping[str, object],
    others: Mapping[str, WorkOrder] | None = None,
) -> Values:
    """Check every input of the arrow against the order; raise InvalidInput with all faults.

    ``others`` are the visible orders, by number, that an input may name. An input that the arrow
    does not have is a fault too: it would be lost silently otherwise.
    """
    values, faults = Values(others=dict(others or {})), Faults()
    known = {each.name for each in arrow.inputs}
    for name, value in raw.items():
        if name not in known and value not in (None, ""):
            faults.add(name, _("This action does not take this input."))
    for each in arrow.inputs:
        with faults.noted():
            _READERS[each.kind](values, order, each, raw.get(each.name))
    faults.stop()
    return values


def _read_work_area(values: Values, order: WorkOrder, wanted: Input, raw: object) -> None:
    code = _code(wanted, raw)
    areas = Unit.objects.filter
    values.work_area = believed(
        (Unit, order.centre_id, code),
        lambda: single(
            areas(kind__in=HANDLING_KINDS, centre_id=order.centre_id, is_active=True, code=code)
        ),
    )
    if values.work_area is None:
        raise InvalidInput(fields={wanted.name: [_("This work area does not exist.")]})
    values.data[wanted.name] = {"code": code, "name": values.work_area.name}


def _read_technician(values: Values, order: WorkOrder, wanted: Input, raw: object) -> None:
    code = _code(wanted, raw)
    area_id = values.work_area.pk if values.work_area else order.work_area_id
    if area_id is None:
        # The work area itself was refused; a second message would only distract from the first.
        return
    people = Technician.objects.filter
    values.technician = believed(
        (Technician, area_id, code),
        lambda: single(people(work_area_id=area_id, code=code, is_active=True)),
    )
    if values.technician is None:
        raise InvalidInput(fields={wanted.name: [_("This person is not in the work area.")]})
    values.data[wanted.name] = {"code": code, "name": values.technician.name}


def _read_code(values: Values, _order: WorkOrder, wanted: Input, raw: object) -> None:
    if not wanted.required and not raw:
        return
    item = code_item(wanted.code_list, _code(wanted, raw), field_name=wanted.name)
    values.codes[wanted.name] = item
    values.data[wanted.name] = {"code": item.code, "name": item.label_zh_hans}


def _read_order(values: Values, order: WorkOrder, wanted: Input, raw: object) -> None:
    number = clean_text(wanted.name, _string(raw), limit=24)
    values.order = values.others.get(number)
    if values.order is None:
        message = _("You see no work order with this number.")
    elif values.order.pk == order.pk:
        message = _("This is the same work order.")
    else:
        values.data[wanted.name] = number
        return
    raise InvalidInput(fields={wanted.name: [message]})


def _read_text(values: Values, _order: WorkOrder, wanted: Input, raw: object) -> None:
    text = clean_text(wanted.name, _string(raw), limit=NOTE_LIMIT, required=wanted.required)
    values.texts[wanted.name] = values.data[wanted.name] = text


def _read_flag(values: Values, _order: WorkOrder, wanted: Input, raw: object) -> None:
    value = wanted.default if raw in (None, "") else raw
    if not isinstance(value, bool):
        raise InvalidInput(fields={wanted.name: [_("Choose yes or no.")]})
    values.flags[wanted.name] = values.data[wanted.name] = value


def _code(wanted: Input, raw: object) -> str:
    code = clean_text(wanted.name, _string(raw), limit=32)
    if not code.isprintable():
        raise InvalidInput(fields={wanted.name: [_("This value is not in the list.")]})
    return code


def _string(raw: object) -> str:
    return "" if raw is None else str(raw)


_READERS = {
    InputKind.WORK_AREA: _read_work_area,
    InputKind.TECHNICIAN: _read_technician,
    InputKind.CODE: _read_code,
    InputKind.TEXT: _read_text,
    InputKind.YES_NO: _read_flag,
    InputKind.ORDER: _read_order,
}

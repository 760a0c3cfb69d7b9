"""Maintaining what each request type asks for."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound, Text
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.workorders.actions.codes import read_labels
from zuoxi.workorders.choices import FieldKind
from zuoxi.workorders.events import RequestFieldSaved
from zuoxi.workorders.models import CodeItem, RequestField
from zuoxi.workorders.policies import may_maintain_codes

_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_MOST_CHOICES, _LONGEST_CHOICE = 100, 100


@action("workorders.save_request_field", policy=may_maintain_codes, internal=True)
def save_request_field(
    *,
    actor: Actor,
    request_type: str,
    code: str,
    kind: str,
    labels: dict[str, str],
    choices: list[str],
    is_required: bool,
    is_searchable: bool,
    position: int,
    is_active: bool,
    source: str,
    is_new: bool,
    now: datetime,
) -> RequestField:
    """Add a field to a request type or change one; its code and kind stay once it is saved.

    ``labels`` as in ``save_code_item``; ``choices`` are the values of kind ``choice``. Raises
    InvalidInput with one message per field.
    """
    item = CodeItem.objects.filter(list="request_type", code=request_type).first()
    if item is None:
        raise NotFound
    existing = item.fields.select_for_update().filter(code=code).first()
    if existing is None and not is_new:
        raise NotFound
    values = _checked(
        code,
        existing.kind if existing else kind,
        labels,
        choices,
        source,
        is_taken=is_new and existing is not None,
    )
    found = existing or RequestField(request_type=item, code=code, kind=kind)
    values |= {
        "is_required": is_required,
        "is_searchable": is_searchable,
        "position": position,
        "is_active": is_active,
    }
    before = {name: getattr(found, name) for name in values}
    for name, value in values.items():
        setattr(found, name, value)
    second = _("This request type already asks for an earlier work order.")
    taken = _("This code is already in the list.")
    with refuse_taken(
        {
            "request_field_one_earlier_order": InvalidInput(fields={"kind": [second]}),
            "request_field_once": InvalidInput(fields={"code": [taken]}),
        }
    ):
        found.save()
    data = {"request_type": request_type, "code": code, "before": before, "after": values}
    publish(RequestFieldSaved(subject_id=found.pk, data=data), actor=actor, now=now)
    return found


def _checked(
    code: str,
    kind: str,
    labels: dict[str, str],
    choices: list[str],
    source: str,
    *,
    is_taken: bool,
) -> dict[str, object]:
    faults: dict[str, list[Text]] = {}
    if not _CODE.match(code):
        faults["code"] = [_("Use at most 32 small letters, digits and _, a letter first.")]
    elif is_taken:
        faults["code"] = [_("This code is already in the list.")]
    if kind not in FieldKind.values:
        faults["kind"] = [_("This value is not in the list.")]
    found = list(dict.fromkeys(each.strip() for each in choices if each.strip()))
    if (kind == FieldKind.CHOICE) != bool(found):
        faults["choices"] = [
            _("Enter the values to choose from, one in each line.")
            if kind == FieldKind.CHOICE
            else _("Only a choice has values.")
        ]
    elif len(found) > _MOST_CHOICES or any(len(each) > _LONGEST_CHOICE for each in found):
        faults["choices"] = [_("At most 100 values of at most 100 characters each.")]
    try:
        texts = read_labels(labels, source)
    except InvalidInput as fault:
        raise InvalidInput(fields=faults | fault.fields) from None
    if faults:
        raise InvalidInput(fields=faults)
    return {**texts, "choices": found}

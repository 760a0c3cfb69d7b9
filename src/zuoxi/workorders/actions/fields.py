"""Maintaining what each request type asks for."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import text_fault
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.workorders.actions.codes import read_labels
from zuoxi.workorders.choices import MOST_CHOICES, AmountRule, FieldKind
from zuoxi.workorders.events import RequestFieldSaved
from zuoxi.workorders.models import CodeItem, RequestField
from zuoxi.workorders.policies import may_maintain_codes

_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
_LONGEST_CHOICE = 100
_OTHERS = ("zh_hant", "en")


@action("workorders.save_request_field", policy=may_maintain_codes, internal=True)
def save_request_field(
    *,
    actor: Actor,
    request_type: str,
    code: str,
    kind: str,
    labels: dict[str, str],
    choices: Sequence[Mapping[str, str]],
    is_required: bool,
    is_searchable: bool,
    position: int,
    is_active: bool,
    source: str,
    rule: str = "",
    is_new: bool,
    now: datetime,
) -> RequestField:
    """Add a field to a request type or change one; its code and kind stay once it is saved.

    ``labels`` as in ``save_code_item``; ``choices`` are the values of kind ``choice``, each a
    ``value`` with its labels ``zh_hant`` and ``en``; ``rule`` is what an amount is checked against.
    Raises InvalidInput with one message per field.
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
        rule=rule,
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
    choices: Sequence[Mapping[str, str]],
    source: str,
    *,
    rule: str,
    is_taken: bool,
) -> dict[str, object]:
    faults = Faults()
    if not _CODE.match(code):
        faults.add("code", _("Use at most 32 lower-case letters, digits and _, a letter first."))
    elif is_taken:
        faults.add("code", _("This code is already in the list."))
    if kind not in FieldKind.values:
        faults.add("kind", _("This value is not in the list."))
    if rule and (kind != FieldKind.MONEY or rule not in AmountRule.values):
        faults.add("rule", _("Only an amount of money is checked by this."))
    found: dict[str, dict[str, str]] = {}
    with faults.noted():
        found = _read_choices(kind, choices)
    texts = read_labels(faults, labels, source)
    faults.stop()
    labelled = {value: labels for value, labels in found.items() if labels}
    return {**texts, "choices": list(found), "choice_labels": labelled, "rule": rule}


def _read_choices(kind: str, choices: Sequence[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    rows = [{name: text.strip() for name, text in row.items()} for row in choices]
    rows = [row for row in rows if any(row.values())]
    if (kind == FieldKind.CHOICE) != bool(rows):
        raise _choices_fault(
            _("Enter the values to choose from, one in each line.")
            if kind == FieldKind.CHOICE
            else _("Only a choice has values.")
        )
    if not all(row.get("value") for row in rows):
        raise _choices_fault(_("Each value needs its name in Simplified Chinese."))
    texts = [text for row in rows for text in row.values()]
    if len(rows) > MOST_CHOICES or any(text_fault(text, limit=_LONGEST_CHOICE) for text in texts):
        raise _choices_fault(_("At most 100 values of at most 100 characters each."))
    names: dict[str, str] = {}
    for row in rows:
        for text in filter(None, row.values()):
            # Whoever writes a name into a sheet means one value.
            if names.setdefault(text, row["value"]) != row["value"]:
                raise _choices_fault(_("Two values are called “%(name)s”.") % {"name": text})
    return {row["value"]: {each: row[each] for each in _OTHERS if row.get(each)} for row in rows}


def _choices_fault(message: str) -> InvalidInput:
    return InvalidInput(fields={"choices": [message]})

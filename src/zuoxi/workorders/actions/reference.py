"""Loading code values that are shipped, without touching what a supervisor has made of them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import system_only
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.events import CodeItemSaved, RequestFieldSaved
from zuoxi.workorders.models import CodeItem, RequestField
from zuoxi.workorders.reference import CODES, FIELDS, Code

_STEP = 10


@action("workorders.load_reference_codes", policy=system_only, internal=True)
def load_reference_codes(
    *, actor: Actor, codes: Iterable[Code] = CODES, now: datetime
) -> list[CodeItem]:
    """Add the shipped code values that are missing and return them; existing ones stay as they are.

    May be run at every start: a value that a supervisor has renamed or retired is not brought back.
    """
    existing = set(CodeItem.objects.values_list("list", "code"))
    added = []
    for place, code in enumerate(codes, start=1):
        if (code.list.value, code.code) in existing:
            continue
        item = CodeItem.objects.create(
            list=code.list.value,
            code=code.code,
            label_zh_hans=code.zh_hans,
            label_zh_hant=code.zh_hant,
            label_en=code.en,
            position=place * _STEP,
            valid_from=localdate(now),
            source=code.source,
            script=code.script,
        )
        added.append(item)
        after = {"label_zh_hans": code.zh_hans, "label_zh_hant": code.zh_hant, "label_en": code.en}
        data = {"list": code.list.value, "code": code.code, "before": {}, "after": after}
        publish(CodeItemSaved(subject_id=item.pk, data=data), actor=actor, now=now)
    return added


@action("workorders.load_reference_fields", policy=system_only, internal=True)
def load_reference_fields(*, actor: Actor, now: datetime) -> list[RequestField]:
    """Add the shipped fields that are missing and return them; the request types must be there."""
    types = {each.code: each for each in CodeItem.objects.filter(list=CodeList.REQUEST_TYPE)}
    existing = set(RequestField.objects.values_list("request_type__code", "code"))
    added = []
    for place, field in enumerate(FIELDS, start=1):
        if (field.request_type, field.code) in existing:
            continue
        found = RequestField.objects.create(
            request_type=types[field.request_type],
            code=field.code,
            kind=field.kind,
            label_zh_hans=field.zh_hans,
            label_zh_hant=field.zh_hant,
            label_en=field.en,
            choices=[value for value, _hant, _en in field.choices],
            choice_labels={
                value: {"zh_hant": zh_hant, "en": en} for value, zh_hant, en in field.choices
            },
            rule=field.rule or "",
            is_required=field.is_required,
            is_searchable=field.is_searchable,
            position=place * _STEP,
            source=field.source,
        )
        added.append(found)
        after = {"label_zh_hans": field.zh_hans, "kind": field.kind.value}
        data = {"request_type": field.request_type, "code": field.code, "after": after}
        publish(RequestFieldSaved(subject_id=found.pk, data=data), actor=actor, now=now)
    return added

"""Maintaining code lists."""

import re
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.workorders.choices import NOTE_LIMIT, CodeList
from zuoxi.workorders.events import CodeItemSaved
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.policies import may_maintain_codes

_CODE = re.compile(r"[\w-]{1,32}\Z")


@action("workorders.save_code_item", policy=may_maintain_codes, internal=True)
def save_code_item(
    *,
    actor: Actor,
    list_name: str,
    code: str,
    labels: dict[str, str],
    position: int,
    is_active: bool,
    source: str,
    is_new: bool,
    script: str = "",
    now: datetime,
) -> CodeItem:
    """Add a value to a code list or change its labels, place and use; the code itself stays.

    ``labels`` maps ``zh_hans`` (required), ``zh_hant`` and ``en`` to texts of at most 100
    characters. ``script`` is for request types: what an agent says or asks first.
    Raises InvalidInput with one message per field; nothing is recorded when nothing changed.
    """
    faults = Faults()
    if list_name not in CodeList.values:
        faults.add("list", _("There is no such list."))
    if not _CODE.match(code):
        faults.add("code", _("Use at most 32 letters, digits, - and _."))
    texts = read_labels(faults, labels, source)
    texts["script"] = faults.text("script", script, limit=NOTE_LIMIT, required=False)
    faults.stop()
    existing = (
        CodeItem.objects.select_for_update(no_key=True).filter(list=list_name, code=code).first()
    )
    if is_new and existing is not None:
        raise _taken()
    item = existing or CodeItem(list=list_name, code=code, valid_from=localdate(now))
    after = {**texts, "position": position, "is_active": is_active}
    before = {name: getattr(item, name) for name in after} if existing else {}
    if before == after:
        return item
    for name, value in after.items():
        setattr(item, name, value)
    with refuse_taken({"code_item_once": _taken()}):
        item.save()
    publish(
        CodeItemSaved(
            subject_id=item.pk,
            data={"list": list_name, "code": code, "before": before, "after": after},
        ),
        actor=actor,
        now=now,
    )
    return item


def _taken() -> InvalidInput:
    return InvalidInput(fields={"code": [_("This code is already in the list.")]})


def read_labels(faults: Faults, labels: dict[str, str], source: str) -> dict[str, str]:
    """Return clean labels and source by column."""
    wanted = (
        ("label_zh_hans", labels.get("zh_hans"), 100, True),
        ("label_zh_hant", labels.get("zh_hant"), 100, False),
        ("label_en", labels.get("en"), 100, False),
        ("source", source, 200, True),
    )
    return {
        name: faults.text(name, raw, limit=limit, required=required)
        for name, raw, limit, required in wanted
    }

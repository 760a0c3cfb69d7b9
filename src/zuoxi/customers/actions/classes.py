"""Maintaining the customer classes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.customers.choices import DEFAULT_CLASS, LABEL_LIMIT
from zuoxi.customers.events import CustomerClassSaved
from zuoxi.customers.models import CustomerClass
from zuoxi.customers.policies import may_maintain_classes
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken, unique_key

_MOST_POSITION = 32_767


@dataclass(frozen=True, kw_only=True)
class ClassDraft:
    """A customer class as typed; empty labels fall back to the Simplified Chinese one."""

    code: str
    label_zh_hans: str
    label_zh_hant: str = ""
    label_en: str = ""
    position: int = 0
    is_active: bool = True


@action("customers.save_class", policy=may_maintain_classes)
def save_customer_class(*, actor: Actor, draft: ClassDraft, now: datetime) -> CustomerClass:
    """Add the class of that code, or change its labels, its place and whether it is offered.

    Nothing is recorded when nothing changed.
    """
    faults = Faults()
    code = faults.text("code", draft.code, limit=32)
    if code and not (code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        faults.add("code", _("Use letters, digits, hyphens and underscores."))
    values: dict[str, object] = {
        "label_zh_hans": faults.text("label_zh_hans", draft.label_zh_hans, limit=LABEL_LIMIT),
        "label_zh_hant": faults.text(
            "label_zh_hant", draft.label_zh_hant, limit=LABEL_LIMIT, required=False
        ),
        "label_en": faults.text("label_en", draft.label_en, limit=LABEL_LIMIT, required=False),
    }
    if not 0 <= draft.position <= _MOST_POSITION:
        faults.add("position", _("Enter a whole number from 0 to 32767."))
    if code == DEFAULT_CLASS and not draft.is_active:
        faults.add("is_active", _("New customers start in this class, so it must stay offered."))
    faults.stop()
    values |= {"position": draft.position, "is_active": draft.is_active}
    item = CustomerClass.objects.select_for_update(no_key=True).filter(code=code).first()
    is_new = item is None
    item = item or CustomerClass(code=code)
    changes = {
        name: [None if is_new else getattr(item, name), value]
        for name, value in values.items()
        if is_new or getattr(item, name) != value
    }
    if not changes:
        return item
    for name, value in values.items():
        setattr(item, name, value)
    taken = InvalidInput(fields={"code": [_("This code is taken.")]})
    with refuse_taken({unique_key(CustomerClass): taken}):
        item.save(force_insert=is_new)
    # The code is the key: there is no number that the event could carry.
    data = {"code": code, "label_zh_hans": item.label_zh_hans, "changes": changes}
    publish(CustomerClassSaved(data=data), actor=actor, now=now)
    return item

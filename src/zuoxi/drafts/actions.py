"""Keeping and dropping what was typed. No facts: nothing has happened until the form is sent."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zuoxi.drafts import queries
from zuoxi.drafts.choices import BYTES_LIMIT, KEY_LIMIT, MOST_DRAFTS
from zuoxi.drafts.models import Draft
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.text import text_fault


def keep_draft(*, actor: Actor, key: str, values: Mapping[str, object], now: datetime) -> Draft:
    """Keep what stands in a form; the oldest drafts of a person with too many make room.

    Raises InvalidInput for what no form of ours can have sent.
    """
    assert actor.user_id is not None
    _check(key, values)
    with transaction.atomic():
        draft, is_new = Draft.objects.update_or_create(
            user_id=actor.user_id, key=key, defaults={"values": dict(values), "kept_at": now}
        )
        if is_new:
            kept = queries.visible_to(actor).order_by("-kept_at").values("pk")[:MOST_DRAFTS]
            queries.visible_to(actor).exclude(
                pk__in=list(kept.values_list("pk", flat=True))
            ).delete()
    return draft


def drop_draft(*, actor: Actor, key: str) -> None:
    """Forget what was typed into a form; there may be nothing."""
    queries.visible_to(actor).filter(key=key).delete()


def _check(key: str, values: Mapping[str, object]) -> None:
    texts = [*values, *values.values()]
    is_plain = all(isinstance(each, str) for each in texts) and not any(
        text_fault(str(each), limit=BYTES_LIMIT) for each in texts
    )
    if not key or len(key) > KEY_LIMIT or not key.isprintable() or not is_plain:
        raise InvalidInput(fields={"values": [_("This is not what a form holds.")]})
    if len(json.dumps(dict(values)).encode()) > BYTES_LIMIT:
        raise InvalidInput(fields={"values": [_("This is too much to be kept as a draft.")]})

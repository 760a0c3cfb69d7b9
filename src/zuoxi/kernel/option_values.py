"""Giving an option a new value from a moment on."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from zuoxi.kernel import options
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.events import Fact, Signal, live
from zuoxi.kernel.models import OptionValue
from zuoxi.kernel.policies import system_only
from zuoxi.kernel.text import clean_text

_SOURCE_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class OptionSet(Fact):
    """An option has another value from a moment on; ``data`` has key, value and source."""

    KIND: ClassVar[str] = "kernel.option_set"
    SUBJECT: ClassVar[str] = "kernel.option"


@live(OptionSet)
def option_set(_fact: OptionSet) -> Signal:
    """Have the list of options show it; everywhere else an option is read where it counts."""
    return Signal(audience=frozenset({"*"}), topics=frozenset({"options"}))


@action("kernel.set_option", policy=system_only, internal=True)
def set_option(
    *, actor: Actor, key: str, value: object, valid_from: datetime, source: str, now: datetime
) -> OptionValue:
    """Set an option as a job or command does, in the past too; people do it in ``desk``."""
    return store_option(
        actor=actor, key=key, value=value, valid_from=valid_from, source=source, now=now
    )


def store_option(
    *, actor: Actor, key: str, value: object, valid_from: datetime, source: str, now: datetime
) -> OptionValue:
    """Let a declared option have a value from ``valid_from`` on; ``source`` says by what right.

    Part of an action that has asked who may. Raises NotFound for an unknown key and InvalidInput
    for an unusable value. A value that begins at the same moment is replaced; the event stays.
    """
    option = options.registry().get(key)
    if option is None:
        raise NotFound
    row, _is_new = OptionValue.objects.update_or_create(
        key=key,
        valid_from=valid_from,
        defaults={
            "value": option.parse(value),
            "source": clean_text("source", source, limit=_SOURCE_LIMIT),
            "set_by_id": actor.user_id,
        },
    )
    options.forget_cached()
    data = {"key": key, "value": row.value, "source": row.source}
    publish(OptionSet(subject_id=row.pk, data=data), actor=actor, now=now)
    return row

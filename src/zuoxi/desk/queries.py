"""The dated options with their history."""

from dataclasses import dataclass
from datetime import datetime

from zuoxi.desk.policies import may_set
from zuoxi.kernel import options
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound, Text
from zuoxi.kernel.models import OptionValue
from zuoxi.kernel.options import Option

AnyOption = Option[int] | Option[bool] | Option[str]


@dataclass(frozen=True)
class OptionState:
    """An option as it is now: the value in force, those that follow, and those that were."""

    option: AnyOption
    current: object
    source: Text
    since: datetime | None
    planned: list[OptionValue]
    history: list[OptionValue]

    @property
    def is_shipped(self) -> bool:
        """Tell whether the value in force is the one that the product ships with."""
        return self.since is None


def option_states(actor: Actor, *, now: datetime) -> list[OptionState]:
    """Return the options that the actor sets, by key, with one query."""
    found: dict[str, list[OptionValue]] = {}
    for row in OptionValue.objects.select_related("set_by").order_by("-valid_from"):
        found.setdefault(row.key, []).append(row)
    return [
        _state(option, found.get(key, []), now=now)
        for key, option in options.registry().items()
        if may_set(actor, key)
    ]


def option_state(actor: Actor, key: str, *, now: datetime) -> OptionState:
    """Return one option that the actor sets; raise NotFound otherwise."""
    option = options.registry().get(key)
    if option is None or not may_set(actor, key):
        raise NotFound
    rows = OptionValue.objects.select_related("set_by").filter(key=key).order_by("-valid_from")
    return _state(option, list(rows), now=now)


def _state(option: AnyOption, rows: list[OptionValue], *, now: datetime) -> OptionState:
    past = [row for row in rows if row.valid_from <= now]
    in_force = past[0] if past else None
    return OptionState(
        option=option,
        current=in_force.value if in_force else option.default,
        source=in_force.source if in_force else option.source,
        since=in_force.valid_from if in_force else None,
        planned=[row for row in reversed(rows) if row.valid_from > now],
        history=past,
    )

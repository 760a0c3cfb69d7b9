"""Options: limits and switches that may change over time, each with its source.

A package declares its options once, at module level, in ``choices.py``::

    IDLE_MINUTES = Option("accounts.idle_minutes", 30, minimum=1, label=_("…"), source="…")

and reads them with ``IDLE_MINUTES.at(now)``. Nothing else holds a default.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar, cast

from zuoxi.kernel.errors import InvalidInput, Text

T = TypeVar("T", int, bool, str)

_CACHE_SECONDS = 5.0
_Rows = dict[str, list[tuple[datetime, object]]]
# One entry: when it goes stale, and the values of every option. One query serves all options.
_cache: list[tuple[float, _Rows]] = []
_registry: dict[str, "Option[int] | Option[bool] | Option[str]"] = {}


@dataclass(frozen=True)
class Option(Generic[T]):
    """One dated option. ``source`` names the rule that the shipped default comes from."""

    key: str
    default: T
    label: Text
    source: Text
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        _registry[self.key] = cast("Option[int] | Option[bool] | Option[str]", self)

    def at(self, now: datetime) -> T:
        """Return the value in force at ``now``; changes reach other processes within seconds."""
        for valid_from, value in _rows(self.key):
            if valid_from <= now:
                return cast("T", value)
        return self.default

    def parse(self, raw: object) -> T:
        """Check a raw value (a form's string or a JSON value) and return it in the option's type.

        Raises InvalidInput with a message for the field ``value``.
        """
        from django.utils.translation import gettext as _  # noqa: PLC0415 - options load before apps

        text = str(raw).strip()
        if isinstance(self.default, bool):
            if text.lower() not in {"true", "false", "1", "0"}:
                raise InvalidInput(fields={"value": [_("Enter yes or no.")]})
            return text.lower() in {"true", "1"}
        if isinstance(self.default, int):
            low = self.minimum if self.minimum is not None else 0
            high = self.maximum if self.maximum is not None else 1_000_000
            if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
                raise InvalidInput(
                    fields={
                        "value": [
                            _("Enter a whole number from %(low)s to %(high)s.")
                            % {"low": low, "high": high}
                        ]
                    }
                )
            return int(text)
        return text


def _rows(key: str) -> list[tuple[datetime, object]]:
    # Options and role names stand in one module, which apps.py files need before models load.
    from zuoxi.kernel.models import OptionValue  # noqa: PLC0415

    if not _cache or _cache[0][0] <= time.monotonic():
        found: _Rows = {}
        for each, valid_from, value in OptionValue.objects.order_by("-valid_from").values_list(
            "key", "valid_from", "value"
        ):
            found.setdefault(each, []).append((valid_from, value))
        _cache[:] = [(time.monotonic() + _CACHE_SECONDS, found)]
    return _cache[0][1].get(key, [])


def forget_cached() -> None:
    """Drop cached values in this process, after a write or between tests."""
    _cache.clear()


def registry() -> "dict[str, Option[int] | Option[bool] | Option[str]]":
    """Return every declared option by key."""
    return dict(sorted(_registry.items()))

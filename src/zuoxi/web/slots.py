"""Parts that a higher package adds to a page of a lower one, which does not know it.

Usage, in the higher package's ``reactions.py`` or ``apps.py``::

    @slots.fill("customers.customer", order=10)
    def orders(subject, *, actor, now):          # -> slots.Part | None
        return slots.Part("open-orders", _("Open orders"), "workorders/_of_customer.html", {…})

The page calls ``slots.parts("customers.customer", customer, actor=…, now=…)`` and includes each
part (``web/_parts.html``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from zuoxi.kernel.actors import Actor


@dataclass(frozen=True)
class Part:
    """One headed part of a page; ``key`` is its anchor, ``context`` lies over the page's own."""

    key: str
    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    icon: str = ""


# Called as provider(subject, actor=…, now=…).
Provider = Callable[..., Part | None]

_providers: dict[str, list[tuple[int, Provider]]] = {}


def fill(slot: str, *, order: int = 100) -> Callable[[Provider], Provider]:
    """Register a function that gives a part of a slot, or None where it has nothing to show."""

    def register(provider: Provider) -> Provider:
        found = _providers.setdefault(slot, [])
        if all(each is not provider for _order, each in found):
            found.append((order, provider))
            found.sort(key=lambda entry: entry[0])
        return provider

    return register


def parts(slot: str, subject: object, *, actor: Actor, now: datetime) -> list[Part]:
    """Return the parts of a slot for one subject, in their order."""
    given = (
        provider(subject, actor=actor, now=now) for _order, provider in _providers.get(slot, ())
    )
    return [part for part in given if part is not None]

"""The kinds of notices: each has a look and a sentence, given by the package that causes it.

Usage, in that package's ``timeline.py`` or ``reactions.py``::

    @kinds.kind("callbacks.overdue", label=_("Callback overdue"), icon="phone", tone="amber")
    def _overdue(notice: Notice) -> str:
        return _("The callback of work order %(number)s is overdue.") % notice.data

The function may not query the database. Whoever is told of a subject that is not named in the
audit log yet registers its name and page with ``audit.subjects.names``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.notices.models import Notice

Sentence = Callable[[Notice], str]


@dataclass(frozen=True)
class Kind:
    """How notices of one kind look and what they say.

    What ``escalates`` goes out by e-mail as well, unless the receiver wants it otherwise.
    """

    label: str | Promise
    icon: str
    tone: str
    sentence: Sentence
    escalates: bool = False


_kinds: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    label: str | Promise,
    icon: str = "bell",
    tone: str = "blue",
    escalates: bool = False,
) -> Callable[[Sentence], Sentence]:
    """Register the function that words the notices of a kind."""

    def register(function: Sentence) -> Sentence:
        if name in _kinds:
            raise ValueError(f"{name} is registered already")
        _kinds[name] = Kind(label, icon, tone, function, escalates)
        return function

    return register


def is_known(name: str) -> bool:
    """Tell whether a kind has been registered."""
    return name in _kinds


def every() -> dict[str, Kind]:
    """Return all kinds by name, as they were registered."""
    return dict(_kinds)


def kind_of(name: str) -> Kind:
    """Return a kind; notices of one that this version no longer knows are still shown."""
    return _kinds.get(name) or Kind(
        gettext_lazy("Notice"),
        "bell",
        "grey",
        lambda _notice: _("Notice “%(kind)s”.") % {"kind": name},
    )

"""What happens to versions of limits. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class VersionFact(Fact):
    """A fact about one version; ``data`` has its ``centre`` and ``number``.

    ``area_ids`` are the units whose open pages hear of it beside those of the centre.
    """

    area_ids: tuple[int, ...] = ()
    SUBJECT: ClassVar[str] = "limits.version"


class DraftStarted(VersionFact):
    """A draft was begun; ``data`` has the ``preset`` or the number it was ``copied_from``."""

    KIND = "limits.draft_started"


class RuleSet(VersionFact):
    """A rule of a draft was added or changed; ``data`` has ``rule``, ``old`` and ``new``."""

    KIND = "limits.rule_set"


class RuleRemoved(VersionFact):
    """A rule was taken out of a draft; ``data`` has ``rule`` and ``old``."""

    KIND = "limits.rule_removed"


class VersionProposed(VersionFact):
    """A draft was given to the head of the centre; ``data`` has ``valid_from``."""

    KIND = "limits.proposed"


class CentreAgreed(VersionFact):
    """The head of the centre has agreed: the units are asked; ``data`` has ``valid_from``."""

    KIND = "limits.centre_agreed"


class CentreRejected(VersionFact):
    """The head of the centre has rejected a version; ``data`` has the ``reason``."""

    KIND = "limits.centre_rejected"


class UnitAgreed(VersionFact):
    """The head of a unit has agreed: the version counts for it; ``data`` has the ``unit``."""

    KIND = "limits.unit_agreed"


class UnitRejected(VersionFact):
    """The head of a unit has rejected a version; ``data`` has ``unit`` and ``reason``."""

    KIND = "limits.unit_rejected"


class VersionWithdrawn(VersionFact):
    """A draft or a proposal was given up."""

    KIND = "limits.withdrawn"

"""What happens to the organisation and to the roles that people hold in it."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class UnitFact(Fact):
    """Base of the facts about one unit; ``data`` holds its ``name`` and ``code``."""

    SUBJECT: ClassVar[str] = "unit"


class UnitCreated(UnitFact):
    """A unit was added to the tree."""

    KIND = "org.unit_created"


class UnitUpdated(UnitFact):
    """A unit was renamed, moved or given a time zone; ``data["changes"]`` maps field to values."""

    KIND = "org.unit_updated"


class UnitDeactivated(UnitFact):
    """A unit was closed; nothing new can be given to it."""

    KIND = "org.unit_deactivated"


class UnitReactivated(UnitFact):
    """A closed unit was opened again."""

    KIND = "org.unit_reactivated"


@dataclass(frozen=True, kw_only=True)
class TechnicianFact(Fact):
    """Base of the facts about one technician; ``data`` holds ``name``, ``code``, ``area``."""

    SUBJECT: ClassVar[str] = "technician"


class TechnicianCreated(TechnicianFact):
    """A technician joined a work area."""

    KIND = "org.technician_created"


class TechnicianUpdated(TechnicianFact):
    """A technician's details changed; ``data["changes"]`` maps field to [old, new]."""

    KIND = "org.technician_updated"


class TechnicianDeactivated(TechnicianFact):
    """A technician left; orders can no longer be dispatched to this name."""

    KIND = "org.technician_deactivated"


class TechnicianReactivated(TechnicianFact):
    """A technician came back."""

    KIND = "org.technician_reactivated"


@dataclass(frozen=True, kw_only=True)
class AssignmentFact(Fact):
    """Base of the facts about one person's roles; ``data``: ``name``, ``role``, ``unit``."""

    SUBJECT: ClassVar[str] = "user"


class RoleAssigned(AssignmentFact):
    """A person got a role at a unit."""

    KIND = "org.role_assigned"


class RoleWithdrawn(AssignmentFact):
    """A person lost a role at a unit."""

    KIND = "org.role_withdrawn"

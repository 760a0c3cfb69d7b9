"""What happens to departments, their contact persons and processes. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class DepartmentFact(Fact):
    """A fact about one department; ``data`` has its ``department`` (name)."""

    SUBJECT: ClassVar[str] = "contacts.department"


class DepartmentsFounded(DepartmentFact):
    """A centre got those of the shipped departments that it had not; its id is the subject."""

    KIND = "contacts.departments_founded"


class FunctionsSaved(DepartmentFact):
    """It was written down what a department does; ``data`` has ``before`` and ``after``."""

    KIND = "contacts.functions_saved"


class InterfaceSaved(DepartmentFact):
    """An interface was added or changed; ``data`` has ``before`` (empty if new) and ``after``."""

    KIND = "contacts.interface_saved"


class InterfaceClosed(DepartmentFact):
    """An interface is not offered any more."""

    KIND = "contacts.interface_closed"


class PersonSaved(DepartmentFact):
    """A contact person was added or changed; numbers are not repeated here, only what changed."""

    KIND = "contacts.person_saved"


class PersonClosed(DepartmentFact):
    """A contact person is out of use."""

    KIND = "contacts.person_closed"


class SubstituteNamed(DepartmentFact):
    """Somebody stands in for a contact person for some days."""

    KIND = "contacts.substitute_named"


class SubstituteRemoved(DepartmentFact):
    """A substitution was taken back."""

    KIND = "contacts.substitute_removed"


class ListExported(DepartmentFact):
    """The list of contact persons left the system as a file; ``data`` says how many rows."""

    KIND = "contacts.exported"


@dataclass(frozen=True, kw_only=True)
class ProcessFact(Fact):
    """A fact about one version of an agreed process; ``department_id`` is where it holds."""

    SUBJECT: ClassVar[str] = "contacts.process"

    department_id: int


class ProcessProposed(ProcessFact):
    """Steps were proposed for a type of request."""

    KIND = "contacts.process_proposed"


class ProcessApproved(ProcessFact):
    """The head of one side agreed; with the second one it is in force."""

    KIND = "contacts.process_approved"


class ProcessRefused(ProcessFact):
    """The head of one side did not agree; ``data`` has the ``reason``."""

    KIND = "contacts.process_refused"


@dataclass(frozen=True, kw_only=True)
class ReachFact(Fact):
    """A fact about one order at a department; it stands in the order's history."""

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    area_ids: frozenset[int] = field(default_factory=frozenset)


class ReachOutStarted(ReachFact):
    """The centre began to reach somebody of the department; ``data`` says whom and until when."""

    KIND = "contacts.reach_out_started"


class PersonReached(ReachFact):
    """A contact person was reached, which ends the reach-out."""

    KIND = "contacts.reached"


class PersonNotReached(ReachFact):
    """A contact person was not reached, or did not answer in time; ``next`` has the turn."""

    KIND = "contacts.not_reached"


class ReachOutEnded(ReachFact):
    """Nobody is to be reached any more."""

    KIND = "contacts.reach_out_ended"


class StepTicked(ReachFact):
    """A step of the agreed process was done."""

    KIND = "contacts.step_ticked"


class StepUnticked(ReachFact):
    """A step was not done after all; ``data`` has the ``reason``."""

    KIND = "contacts.step_unticked"

"""Role names and the dated limits of sign-in."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class Role(StrEnum):
    """What a person does. One person may hold several; each is held at a place (``org``)."""

    INTAKE_AGENT = "intake_agent"
    DISPATCHER = "dispatcher"
    WORK_AREA_STAFF = "work_area_staff"
    FORM_CONTROLLER = "form_controller"
    REVIEWER = "reviewer"
    ARCHIVER = "archiver"
    SUPERVISOR = "supervisor"
    UNIT_HEAD = "unit_head"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> Promise:
        """The name of the role in the reader's language."""
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, Promise] = {
    Role.INTAKE_AGENT: pgettext_lazy("role", "Intake agent"),
    Role.DISPATCHER: pgettext_lazy("role", "Dispatcher"),
    Role.WORK_AREA_STAFF: pgettext_lazy("role", "Work-area staff"),
    Role.FORM_CONTROLLER: pgettext_lazy("role", "Form controller"),
    Role.REVIEWER: pgettext_lazy("role", "Reviewer"),
    Role.ARCHIVER: pgettext_lazy("role", "Archiver"),
    Role.SUPERVISOR: pgettext_lazy("role", "Supervisor"),
    Role.UNIT_HEAD: pgettext_lazy("role", "Head of a unit"),
    Role.AUDITOR: pgettext_lazy("role", "Auditor"),
    Role.ADMINISTRATOR: pgettext_lazy("role", "System administrator"),
}

# Roles that open the business data of the centres at or below the place they are held at.
CENTRE_ROLES = frozenset(
    {
        Role.INTAKE_AGENT,
        Role.DISPATCHER,
        Role.FORM_CONTROLLER,
        Role.REVIEWER,
        Role.ARCHIVER,
        Role.SUPERVISOR,
        Role.AUDITOR,
    }
)

_MLPS = _("GB/T 22239-2019 (等保 2.0), usual value for level 2")

IDLE_MINUTES = Option(
    "accounts.idle_minutes",
    30,
    label=_("Minutes without activity until a session ends"),
    source=_MLPS,
    minimum=1,
    maximum=1440,
)
ABSOLUTE_HOURS = Option(
    "accounts.absolute_hours",
    12,
    label=_("Hours until a session ends in any case"),
    source=_MLPS,
    minimum=1,
    maximum=168,
)
LOCKOUT_FAILURES = Option(
    "accounts.lockout_failures",
    5,
    label=_("Failed sign-ins until an account is locked"),
    source=_MLPS,
    minimum=1,
    maximum=100,
)
LOCKOUT_MINUTES = Option(
    "accounts.lockout_minutes",
    30,
    label=_("Minutes for which an account stays locked"),
    source=_MLPS,
    minimum=1,
    maximum=1440,
)
ADDRESS_FAILURES = Option(
    "accounts.address_failures",
    50,
    label=_("Failed sign-ins from one network address until it has to wait (0: no limit)"),
    source=_("Zuoxi default: ten times the limit of an account"),
    minimum=0,
    maximum=500,
)
PASSWORD_LENGTH = Option(
    "accounts.password_length",
    8,
    label=_("Least number of characters of a password"),
    source=_MLPS,
    minimum=6,
    maximum=64,
)
PASSWORD_CLASSES = Option(
    "accounts.password_classes",
    3,
    label=_("Least number of kinds of characters of a password (of four)"),
    source=_MLPS,
    minimum=1,
    maximum=4,
)
PASSWORD_HISTORY = Option(
    "accounts.password_history",
    5,
    label=_("Number of last passwords that may not be used again"),
    source=_MLPS,
    minimum=0,
    maximum=24,
)
PASSWORD_DAYS = Option(
    "accounts.password_days",
    90,
    label=_("Days after which a password must be changed"),
    source=_MLPS,
    minimum=1,
    maximum=3650,
)
TOKEN_DAYS = Option(
    "accounts.token_days",
    90,
    label=_("Days for which an API token is valid"),
    source=_("Zuoxi default: as long as a password"),
    minimum=1,
    maximum=3650,
)

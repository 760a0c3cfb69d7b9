"""Roles: who holds which at which unit. Administrators alone decide, and one always remains."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.accounts import queries as accounts
from zuoxi.accounts.choices import CENTRE_ROLES, ROLE_LABELS, Role
from zuoxi.accounts.models import User
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.org import events, queries
from zuoxi.org.choices import HANDLING_KINDS, HEADED_KINDS, UnitKind
from zuoxi.org.models import Assignment, Unit
from zuoxi.org.policies import maintains_organisation


class LastAdministrator(Conflict):
    """Nobody would be left who can give anybody a role."""

    code = "last_administrator"
    message = gettext_lazy("This is the last administrator. Give somebody else the role first.")


@action("org.assign_role", policy=maintains_organisation, internal=True)
def assign_role(
    *, actor: Actor, user_id: int, role: str, unit_id: int, now: datetime
) -> Assignment:
    """Give somebody else a role at a unit; giving it twice changes nothing."""
    user = accounts.person(actor, user_id)
    if user.pk == actor.user_id:
        raise Conflict(
            _("Nobody can give a role to their own account. Ask another administrator."),
            code="own_account",
        )
    unit = _place(actor, role, unit_id)
    # Two roles that exclude each other queue up here.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise Conflict(_("This account is deactivated. Reactivate it first."))
    _check_separation(user, role)
    assignment, is_new = Assignment.objects.get_or_create(user=user, role=role, unit=unit)
    if is_new:
        publish(events.RoleAssigned(**_about(assignment)), actor=actor, now=now)
    return assignment


@action("org.withdraw_role", policy=maintains_organisation, internal=True)
def withdraw_role(*, actor: Actor, assignment_id: int, now: datetime) -> User:
    """Take a role from a person; the last administrator keeps it."""
    found = Assignment.objects.select_related("user", "unit").select_for_update(
        of=("self",), no_key=True
    )
    assignment = found.filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound
    fact = events.RoleWithdrawn(**_about(assignment))
    assignment.delete()
    if assignment.role == Role.ADMINISTRATOR:
        check_administrator_left()
    publish(fact, actor=actor, now=now)
    return assignment.user


def check_administrator_left() -> None:
    """Raise LastAdministrator if the open transaction leaves no active administrator.

    Two administrators who remove each other at the same moment queue up at the row locks.
    """
    held = Assignment.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))
    if not held.filter(user__is_active=True).exists():
        raise LastAdministrator


def _check_separation(user: User, role: str) -> None:
    """Raise Conflict if one account would both give rights and work with business data."""
    held = set(Assignment.objects.filter(user=user).values_list("role", flat=True))
    business = CENTRE_ROLES | {Role.WORK_AREA_STAFF, Role.UNIT_HEAD}
    if role == Role.ADMINISTRATOR and held & business:
        raise Conflict(
            _(
                "This account has other roles. "
                "A system administrator needs an account without any other role."
            )
        )
    if role in business and Role.ADMINISTRATOR in held:
        raise Conflict(
            _(
                "This is the account of a system administrator, which has no other role. "
                "Open another account for this work."
            )
        )


def _place(actor: Actor, role: str, unit_id: int) -> Unit:
    if role not in {each.value for each in Role}:
        raise InvalidInput(fields={"role": [_("Choose a role.")]})
    try:
        unit = queries.unit(actor, unit_id)
    except NotFound:
        raise InvalidInput(fields={"unit": [_("Choose a unit.")]}) from None
    if not unit.is_active:
        raise InvalidInput(fields={"unit": [_("This unit is deactivated. Choose an active one.")]})
    label = ROLE_LABELS[Role(role)]
    if role == Role.ADMINISTRATOR and unit.kind != UnitKind.COMPANY:
        message = _("The role %(role)s is held at the company.") % {"role": label}
        raise InvalidInput(fields={"unit": [message]})
    if role in CENTRE_ROLES and unit.kind in HANDLING_KINDS:
        message = _("The role %(role)s is held at a service centre or above.") % {"role": label}
        raise InvalidInput(fields={"unit": [message]})
    if role == Role.WORK_AREA_STAFF and unit.kind == UnitKind.TEAM:
        message = _("The role %(role)s is held at a work area or above.") % {"role": label}
        raise InvalidInput(fields={"unit": [message]})
    if role == Role.UNIT_HEAD and unit.kind not in HEADED_KINDS:
        message = _("The role %(role)s is held at a service centre or a unit of it.")
        raise InvalidInput(fields={"unit": [message % {"role": label}]})
    return unit


def _about(assignment: Assignment) -> dict[str, Any]:
    unit = assignment.unit
    data = {"name": assignment.user.name, "role": assignment.role, "unit": unit.name}
    return {"subject_id": assignment.user_id, "data": data}

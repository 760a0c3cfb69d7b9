"""Every write of the organisation, by noun; other packages import them from here."""

from zuoxi.org.actions.roles import (
    LastAdministrator,
    assign_role,
    check_administrator_left,
    withdraw_role,
)
from zuoxi.org.actions.technicians import (
    create_technician,
    deactivate_technician,
    reactivate_technician,
    update_technician,
)
from zuoxi.org.actions.units import (
    OpenWorkLeft,
    create_unit,
    deactivate_unit,
    reactivate_unit,
    update_unit,
)

__all__ = [
    "LastAdministrator",
    "OpenWorkLeft",
    "assign_role",
    "check_administrator_left",
    "create_technician",
    "create_unit",
    "deactivate_technician",
    "deactivate_unit",
    "reactivate_technician",
    "reactivate_unit",
    "update_technician",
    "update_unit",
    "withdraw_role",
]

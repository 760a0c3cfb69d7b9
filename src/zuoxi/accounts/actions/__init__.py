"""Every write of accounts, by noun; other packages import them from here."""

from zuoxi.accounts.actions.failures import LockedOut, WrongCredentials
from zuoxi.accounts.actions.passwords import (
    accept_demo_password,
    change_password,
    reset_password,
)
from zuoxi.accounts.actions.people import (
    create_user,
    deactivate_user,
    reactivate_user,
    set_preferences,
    update_user,
)
from zuoxi.accounts.actions.sessions import (
    DemoPasswordRefused,
    end_all_sessions,
    end_session,
    sign_in,
    sign_out,
    unlock_user,
)
from zuoxi.accounts.actions.tokens import (
    PasswordExpired,
    issue_token,
    note_token_use,
    revoke_token,
)

__all__ = [
    "DemoPasswordRefused",
    "LockedOut",
    "PasswordExpired",
    "WrongCredentials",
    "accept_demo_password",
    "change_password",
    "create_user",
    "deactivate_user",
    "end_all_sessions",
    "end_session",
    "issue_token",
    "note_token_use",
    "reactivate_user",
    "reset_password",
    "revoke_token",
    "set_preferences",
    "sign_in",
    "sign_out",
    "unlock_user",
    "update_user",
]

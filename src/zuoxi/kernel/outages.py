"""Whether an error means that the database is away or has moved, and not that we are wrong."""

import psycopg
from django.db import Error, InterfaceError, connection
from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.errors import DomainError

# SQLSTATE: the connection (08), the server ends or begins (57P), too many connections, and a disk
# of the server that is full or fails: it takes nothing until somebody has seen to that.
_AWAY = ("08", "57P", "53300", "53100", "58030")
# A standby, or a primary that has just become one: another server takes writes now.
_READ_ONLY = "25006"
_RETRY_SECONDS = 2


class Unavailable(DomainError):
    """The database is away; whether the last write of the call was kept, nobody can say yet."""

    code = "unavailable"
    status = 503
    message = _("The database does not answer at the moment.")

    def __init__(self) -> None:
        super().__init__(extra={"retry_after": _RETRY_SECONDS})


def is_outage(error: BaseException | None) -> bool:
    """Say whether the database was lost, is not there, or takes no writes, as on a full disk."""
    cause = error.__cause__ if isinstance(error, Error) and error.__cause__ else error
    if not isinstance(cause, psycopg.Error):
        return isinstance(error, InterfaceError)
    if cause.sqlstate:
        return cause.sqlstate.startswith(_AWAY) or cause.sqlstate == _READ_ONLY
    # Without a state no server has spoken: there is no connection, or it broke.
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)


def leave_read_only_server(error: BaseException | None) -> None:
    """Have the next statement connect anew where this connection can only read.

    A lost connection is noticed anyway; this one would go on answering reads.
    """
    if getattr(getattr(error, "__cause__", None), "sqlstate", None) == _READ_ONLY:
        connection.close()

"""What every line of the log carries: the id of the request it belongs to.

The same id is in the answer's ``X-Request-ID``, on the page that reports a fault, and in each event
of the audit log.
"""

import logging
from contextvars import ContextVar

# Empty outside of a request.
request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestId(logging.Filter):
    """Puts the id into each record, whichever library writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = request_id.get() or "-"
        return True

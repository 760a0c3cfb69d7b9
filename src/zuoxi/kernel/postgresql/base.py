"""The database backend that ``ENGINE`` names; Django asks for a module of this name."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is taken for usable as long as its server has sent nothing unasked."""

    def is_usable(self) -> bool:
        """Return whether a kept connection still stands, without a statement where it is quiet.

        Django asks at the first statement of each request. A server that ends a connection says
        so, or its machine does: then there is something to read.
        """
        if self.connection is None:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()

"""What must hold of bulk operations."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models.functions import Now

from zuoxi.dispatching import queries
from zuoxi.kernel.soundness import rule

_LONG = timedelta(minutes=15)


@rule("A bulk operation has ended after a quarter of an hour.")
def ended() -> Iterator[str]:
    """Name the operations of which some orders have waited for their turn so long."""
    return (str(each) for each in queries.running_since(Now() - _LONG).iterator())

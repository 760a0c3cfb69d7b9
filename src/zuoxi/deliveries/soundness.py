"""Channels that keep failing, and deliveries that nobody sends."""

from collections.abc import Iterator

from django.utils import timezone

from zuoxi.deliveries import mail, queries
from zuoxi.kernel.soundness import warning


@warning("notice channels")
def working() -> Iterator[str]:
    """Say which channels fail again and again, and what waits though it is due."""
    now = timezone.now()  # noqa: TID251 - as of when it is asked
    for each in queries.worrying_channels():
        last = (
            f"the last message went out at {each.sent_at:%Y-%m-%d %H:%M} UTC"
            if each.sent_at
            else "nothing has ever gone out"
        )
        yield (
            f"the channel {each.name} has failed {each.failures} times in a row; {last}. Try it "
            "out in Settings, Notice channels"
        )
    if queries.has_email() and not mail.is_set():
        yield "the e-mail channel is in use, but ZUOXI_MAIL_URL names no mail server"
    if count := queries.stuck(now):
        yield f"{count} deliveries have been due for hours. Does the worker run?"

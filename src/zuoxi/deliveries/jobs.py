"""Sending what is due, four times a minute."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from zuoxi.deliveries import sending


@app.periodic(cron="* * * * * */15")
@app.task(name="deliveries.send_due", queueing_lock="deliveries.send_due", pass_context=True)
def send_due(context: JobContext, timestamp: int) -> None:
    """Send notices by the channels, each message claimed by one worker."""
    del timestamp  # procrastinate passes when the job was due
    sending.send_due(clock=timezone.now, should_stop=context.should_abort)

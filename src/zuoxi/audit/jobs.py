"""What becomes of old rows without anybody asking."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from zuoxi.audit import housekeeping
from zuoxi.kernel.retention import NIGHTLY


@app.periodic(cron="11 3 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY, lock=NIGHTLY, pass_context=True)
def tidy_up(context: JobContext, timestamp: int) -> None:
    """Remove the rows whose time is over and archive old events, in small steps."""
    del timestamp  # procrastinate passes when the job was due
    housekeeping.tidy_up(clock=timezone.now, should_stop=context.should_abort)

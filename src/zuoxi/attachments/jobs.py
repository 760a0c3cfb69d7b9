"""What happens to files without anybody asking."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.attachments import actions
from zuoxi.kernel.actors import Actor


@app.periodic(cron="43 * * * *")
@app.task(name="attachments.sweep_files", queueing_lock="attachments.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Drop uploads that nobody goes on with, and files that no row names."""
    del timestamp  # procrastinate passes when the job was due
    actions.sweep_files(actor=Actor(name="system", channel="job"), now=timezone.now())

"""What happens to customer records without anybody asking."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from zuoxi.customers import actions


@app.periodic(cron="* * * * *")
@app.task(name="customers.index_names", queueing_lock="customers.index_names", pass_context=True)
def index_names(context: JobContext, timestamp: int) -> None:
    """Index the names of those who are not indexed yet, batch by batch, until none is left.

    After an upgrade these are all customers. Each batch is a transaction of its own and locks its
    rows alone, so that people work on meanwhile; a worker that ends goes on at its next start.
    """
    del timestamp  # procrastinate passes when the job was due
    while not context.should_abort() and actions.index_names():
        pass

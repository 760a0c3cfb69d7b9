"""Looking for group complaints, and answers that wait for their turn; every few minutes."""

from django.utils import timezone
from procrastinate.contrib.django import app

from zuoxi.emergencies import actions, queries
from zuoxi.emergencies.models import Answer
from zuoxi.emergencies.policies import may_answer_orders
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict
from zuoxi.org import queries as org


@app.periodic(cron="*/5 * * * *")
@app.task(name="emergencies.look", queueing_lock="emergencies.look")
def look(timestamp: int) -> None:
    """Propose group complaints, and add to the open ones what has come since.

    Each in a transaction of its own; of two workers the second one finds it proposed.
    """
    del timestamp  # procrastinate passes when the job was due
    for subject in queries.subjects_now(now=timezone.now()):
        try:
            actions.propose_group_complaint(actor=SYSTEM, subject=subject, now=timezone.now())
        except Conflict:
            continue
    for each in queries.open_subjects():
        actions.link_complaints(actor=SYSTEM, emergency_id=each.pk, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="emergencies.answer", queueing_lock="emergencies.answer")
def answer(timestamp: int) -> None:
    """Carry out the answers that a request has left, in the name of who gave them.

    Who has lost the right since then has given the answer all the same.
    """
    del timestamp
    waiting = queries.waiting_links()
    rows = Answer.objects.select_related("by").in_bulk({each for _link, each in waiting})
    actors = {pk: org.actor_in_job(each.by) for pk, each in rows.items()}
    for link_id, answer_id in waiting:
        actor = actors[answer_id] if may_answer_orders(actors[answer_id]) else SYSTEM
        actions.answer_order(actor=actor, link_id=link_id, answer_id=answer_id, now=timezone.now())

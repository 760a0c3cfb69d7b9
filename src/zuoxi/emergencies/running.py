"""Carrying out a common answer order by order, one transaction each."""

import logging
from collections.abc import Callable
from datetime import datetime

from zuoxi.emergencies import actions, queries
from zuoxi.emergencies.choices import INSTANT_ANSWERS
from zuoxi.emergencies.models import Answer
from zuoxi.kernel.actors import Actor

_log = logging.getLogger("zuoxi.emergencies")


def run_now(answer: Answer, actor: Actor, *, clock: Callable[[], datetime]) -> None:
    """Answer the first orders; the job has the others, and whatever breaks here."""
    for link_id, answer_id in queries.waiting_links(answer.pk)[:INSTANT_ANSWERS]:
        try:
            actions.answer_order(actor=actor, link_id=link_id, answer_id=answer_id, now=clock())
        except Exception:  # noqa: BLE001 - the orders that wait have their turn all the same
            _log.exception("an answer to link %s is left to its job", link_id)

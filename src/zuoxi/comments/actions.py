"""How comments are added and withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.models import User
from zuoxi.accounts.quotas import require_quota
from zuoxi.comments import queries
from zuoxi.comments.choices import (
    COMMENTS_PER_HOUR,
    MOST_MENTIONS,
    MOST_PER_ORDER,
    TEXT_LIMIT,
    WITHDRAW_MINUTES,
)
from zuoxi.comments.events import CommentAdded, CommentFact, CommentWithdrawn
from zuoxi.comments.models import Comment, Mention
from zuoxi.comments.policies import may_comment, may_comment_on, may_report_on
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.notices import actions as notices
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.actions import fingerprint_of, refuse_reuse, serialise
from zuoxi.workorders.models import WorkOrder


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A comment as typed; ``mentions`` are ids of users.

    ``is_progress``: what the unit that has the order reports of it.
    """

    text: str
    mentions: frozenset[int] = frozenset()
    is_internal: bool = True
    is_progress: bool = False


@action("comments.add_comment", policy=may_comment)
def add_comment(
    *, actor: Actor, number: str, draft: Draft, idempotency_key: str = "", now: datetime
) -> Comment:
    """Add a comment to an order and tell those whom it mentions; the order itself stays as it is.

    Repeated with the same key it returns the first comment and adds nothing; another comment sent
    with that key is a Conflict.
    """
    order = workorders.row(actor, number)
    assert actor.user_id is not None
    if not may_comment_on(actor, order):
        raise Forbidden(extra={"action": "comments.add_comment"})
    asked = _asked(order, draft)
    if idempotency_key:
        serialise(actor, idempotency_key)
        sent = queries.sent_before(actor.user_id, idempotency_key)
        if sent is not None:
            return _same(sent, asked)
    text, people = _checked(order, draft, actor)
    _require_room(actor, order, now=now)
    comment = Comment.objects.create(
        order=order,
        leg=order.legs.get(outcome="") if draft.is_progress else None,
        author_id=actor.user_id,
        text=text,
        is_internal=draft.is_internal,
        created_at=now,
        idempotency_key=idempotency_key,
        fingerprint=fingerprint_of(asked),
    )
    Mention.objects.bulk_create(Mention(comment=comment, user=each) for each in people)
    data = {
        "comment": comment.pk,
        "text": text,
        "is_internal": comment.is_internal,
        "mentions": [{"id": each.pk, "name": each.name} for each in people],
        "is_progress": draft.is_progress,
    }
    _publish(CommentAdded, order, data, actor=actor, now=now)
    _tell(people, order, actor=actor, now=now)
    return comment


@action("comments.withdraw_comment", policy=may_comment)
def withdraw_comment(*, actor: Actor, number: str, comment_id: int, now: datetime) -> Comment:
    """Take the own comment back within the minutes that the option allows."""
    order = workorders.row(actor, number)
    comment = (
        Comment.objects.select_for_update(no_key=True).filter(pk=comment_id, order=order).first()
    )
    if comment is None:
        raise NotFound
    if comment.author_id != actor.user_id:
        raise Forbidden(
            _("Only its author can withdraw a comment."),
            extra={"action": "comments.withdraw_comment"},
        )
    if comment.withdrawn_at is not None:
        raise Conflict(_("This comment has been withdrawn already."))
    if not may_withdraw(comment, actor, now):
        minutes = WITHDRAW_MINUTES.at(now)
        text = ngettext(
            "A comment can be withdrawn for %(minutes)s minute only. "
            "Write another one to correct it.",
            "A comment can be withdrawn for %(minutes)s minutes only. "
            "Write another one to correct it.",
            minutes,
        )
        raise Conflict(text % {"minutes": minutes}, code="too_late")
    comment.withdrawn_at = now
    comment.save(update_fields=["withdrawn_at"])
    data = {"comment": comment.pk, "is_progress": comment.leg_id is not None}
    _publish(CommentWithdrawn, order, data, actor=actor, now=now)
    return comment


def may_withdraw(comment: Comment, actor: Actor, now: datetime) -> bool:
    """Tell whether the actor wrote the comment and may still take it back."""
    until = comment.created_at + timedelta(minutes=WITHDRAW_MINUTES.at(now))
    return comment.author_id == actor.user_id and comment.withdrawn_at is None and now < until


def _asked(order: WorkOrder, draft: Draft) -> dict[str, object]:
    return {
        "number": order.number,
        "text": draft.text,
        "mentions": sorted(draft.mentions),
        "is_internal": draft.is_internal,
        # Left out where not said: a form from before there were such notes is still the same form.
        **({"is_progress": True} if draft.is_progress else {}),
    }


def _same(sent: Comment, asked: dict[str, object]) -> Comment:
    sentence = _(
        "Another comment has already been sent from this form; this one was not added. "
        "Send it again to add it too (over the API with a new key)."
    )
    refuse_reuse(sent.fingerprint, asked, sentence)
    return sent


def _require_room(actor: Actor, order: WorkOrder, *, now: datetime) -> None:
    """Raise TooManyRequests or Conflict where somebody, or something, writes without end."""
    most = COMMENTS_PER_HOUR.at(now)
    sentence = ngettext(
        "At most %(most)s comment can be written in an hour. Please continue later.",
        "At most %(most)s comments can be written in an hour. Please continue later.",
        most,
    ) % {"most": most}
    require_quota(actor, CommentAdded, most=most, sentence=sentence, now=now)
    most = MOST_PER_ORDER.at(now)
    if Comment.objects.filter(order=order).count() >= most:
        text = ngettext(
            "This work order has %(most)s comment already, which is the most. "
            "Write into the next action's remark, or ask your administrator for a higher limit.",
            "This work order has %(most)s comments already, which is the most. "
            "Write into the next action's remark, or ask your administrator for a higher limit.",
            most,
        )
        raise Conflict(text % {"most": most}, code="too_many_comments")


def _checked(order: WorkOrder, draft: Draft, actor: Actor) -> tuple[str, list[User]]:
    """Return the clean text and whom it mentions; raise InvalidInput with every fault at once."""
    faults, people = Faults(), list[User]()
    text = faults.text("text", draft.text, limit=TEXT_LIMIT)
    if len(draft.mentions) > MOST_MENTIONS:
        faults.add("mentions", _("Mention at most %(limit)s people.") % {"limit": MOST_MENTIONS})
    elif draft.mentions:
        people = list(queries.mentionable(order).filter(pk__in=draft.mentions))
        if len(people) < len(draft.mentions):
            faults.add("mentions", _("Choose from those who may see this work order."))
    if draft.is_progress and not may_report_on(actor, order):
        message = _("Only the unit that has this work order now reports its progress.")
        faults.add("is_progress", message)
    faults.stop()
    return text, people


def _publish(
    fact: type[CommentFact],
    order: WorkOrder,
    data: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    is_progress = bool(data["is_progress"])
    publish(
        fact(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            area_ids=workorders.family_areas(order) if is_progress else order.area_ids,
            customer_id=order.customer_id if is_progress else None,
            family_id=order.family_id,
            data=data,
        ),
        actor=actor,
        now=now,
    )


def _tell(people: Iterable[User], order: WorkOrder, *, actor: Actor, now: datetime) -> None:
    notices.notify(
        actor=actor,
        receivers=[each.pk for each in people],
        news=notices.News(
            kind="comments.mentioned",
            subject_type=CommentFact.SUBJECT,
            subject_id=order.pk,
            centre_id=order.centre_id,
            data={"number": order.number},
        ),
        now=now,
    )

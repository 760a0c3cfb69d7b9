"""How messages between departments are sent, read and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.audit.subjects import subjects_of
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.memos import queries
from zuoxi.memos.choices import COUNTS_DAYS, MOST_UNITS, REASON_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from zuoxi.memos.events import MemoFact, MemoRead, MemoSent, MemoWithdrawn
from zuoxi.memos.models import Memo, MemoUnit, Reading
from zuoxi.memos.policies import may_see_memos, may_send_memos, may_withdraw
from zuoxi.notices import actions as notices
from zuoxi.org.models import Unit
from zuoxi.workorders.actions import fingerprint_of, refuse_reuse, serialise


@dataclass(frozen=True)
class About:
    """What a message is about, named as events name their subjects."""

    subject_type: str
    subject_id: int | None


@dataclass(frozen=True, kw_only=True)
class WantedMemo:
    """A message as asked for. ``to_all`` means every unit of the centre, whatever is chosen.

    ``expires_on`` is the last day on which it counts; the usual number of days if none is given.
    """

    title: str
    text: str
    units: Sequence[int] = ()
    to_all: bool = False
    about: About | None = None
    expires_on: date | None = None


@action("memos.send_memo", policy=may_send_memos)
def send_memo(
    *, actor: Actor, wanted: WantedMemo, idempotency_key: str = "", now: datetime
) -> Memo:
    """Send a message to the people of some units, now and from now on.

    Repeated with the same key it returns the first one and sends nothing.
    """
    assert actor.user_id is not None
    asked = asdict(wanted) | {"units": sorted(wanted.units), "expires_on": str(wanted.expires_on)}
    if idempotency_key:
        serialise(actor, idempotency_key)
        sent = queries.sent_before(actor.user_id, idempotency_key)
        if sent is not None:
            refuse_reuse(sent.fingerprint, asked)
            return sent
    faults = Faults()
    title = faults.line("title", wanted.title, limit=TITLE_LIMIT)
    text = faults.text("text", wanted.text, limit=TEXT_LIMIT)
    units = _units(actor, wanted, faults)
    _check_about(actor, wanted.about, faults)
    usual = timezone.localdate(now) + timedelta(days=COUNTS_DAYS.at(now))
    if wanted.expires_on is not None and wanted.expires_on < timezone.localdate(now):
        faults.add("expires_on", _("The last day is over already. Choose today or a later day."))
    faults.stop()
    memo = Memo.objects.create(
        centre_id=units[0].centre_id or units[0].pk,
        author_id=actor.user_id,
        title=title,
        text=text,
        to_all=wanted.to_all,
        subject_type=wanted.about.subject_type if wanted.about else "",
        subject_id=wanted.about.subject_id if wanted.about else None,
        sent_at=now,
        expires_on=wanted.expires_on or usual,
        idempotency_key=idempotency_key,
        fingerprint=fingerprint_of(asked),
    )
    MemoUnit.objects.bulk_create(MemoUnit(memo=memo, unit=each) for each in units)
    data = {"title": title, "units": [each.name for each in units], "to_all": wanted.to_all}
    publish(_fact(MemoSent, memo, units, data), actor=actor, now=now)
    return memo


@action("memos.mark_read", policy=may_see_memos)
def mark_read(*, actor: Actor, memo_id: int, now: datetime) -> Memo:
    """Note that a receiver has opened a message; a second time changes nothing.

    Who only oversees the centre, or wrote it, leaves no mark; nor does one that was taken back.
    """
    memo = queries.find(actor, memo_id)
    is_receiver = queries.received(actor).filter(pk=memo_id).exists()
    if memo.withdrawn_at is not None or not is_receiver:
        return memo
    assert actor.user_id is not None
    _row, is_new = Reading.objects.get_or_create(
        memo=memo, user_id=actor.user_id, defaults={"at": now}
    )
    if is_new:
        publish(
            MemoRead(
                subject_id=memo.pk,
                centre_id=memo.centre_id,
                author_id=memo.author_id,
                reader_id=actor.user_id,
                data={"title": memo.title},
            ),
            actor=actor,
            now=now,
        )
    return memo


@action("memos.withdraw_memo", policy=may_send_memos)
def withdraw_memo(*, actor: Actor, memo_id: int, reason: str, now: datetime) -> Memo:
    """Take a message back, with the reason; those who have read it get a notice."""
    memo = queries.find(actor, memo_id)
    if not may_withdraw(actor, memo):
        raise Forbidden(_("Only who sent the message or a supervisor of the centre takes it back."))
    Memo.objects.select_for_update(no_key=True).get(pk=memo_id)
    memo = queries.find(actor, memo_id)
    if memo.withdrawn_at is not None:
        raise Conflict(_("This message has been taken back already."))
    faults = Faults()
    text = faults.text("reason", reason, limit=REASON_LIMIT)
    faults.stop()
    memo.withdrawn_at, memo.withdrawn_by_id, memo.withdrawal = now, actor.user_id, text
    memo.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal"])
    readers = queries.readers_so_far(memo)
    data = {"title": memo.title, "reason": text, "readers": len(readers)}
    publish(_fact(MemoWithdrawn, memo, queries.units_of(memo), data), actor=actor, now=now)
    if readers:
        news = notices.News(
            kind="memos.withdrawn",
            subject_type=MemoFact.SUBJECT,
            subject_id=memo.pk,
            centre_id=memo.centre_id,
            data={"title": memo.title},
        )
        notices.notify(actor=actor, receivers=readers, news=news, now=now)
    return queries.find(actor, memo_id)


def _units(actor: Actor, wanted: WantedMemo, faults: Faults) -> list[Unit]:
    offered = queries.offered_units(actor)
    chosen = set(wanted.units)
    found = offered if wanted.to_all else [each for each in offered if each.pk in chosen]
    if wanted.to_all and len({each.centre_id or each.pk for each in offered}) > 1:
        message = _("You work for several service centres. Choose the departments one by one.")
        faults.add("units", message)
    elif not found:
        faults.add("units", _("Choose at least one department, or send it to all."))
    elif not wanted.to_all and len(found) < len(chosen):
        faults.add("units", _("One of the chosen units is closed or not of your service centre."))
    elif len({each.centre_id or each.pk for each in found}) > 1:
        faults.add("units", _("Choose units of one service centre; write to each by itself."))
    elif len(found) > MOST_UNITS:
        faults.add("units", _("At most %(most)s units.") % {"most": MOST_UNITS})
    return found


def _check_about(actor: Actor, about: About | None, faults: Faults) -> None:
    """Refuse what the author may not see, and customers: a message must not tell who they are."""
    if about is None:
        return
    is_known = (about.subject_type, about.subject_id) in subjects_of(actor, [about])
    if about.subject_type.startswith("customers.") or not is_known:
        faults.add("about", _("This is not known, or not visible to you."))


def _fact(
    kind: type[MemoFact], memo: Memo, units: Sequence[Unit], data: Mapping[str, object]
) -> MemoFact:
    return kind(
        subject_id=memo.pk,
        centre_id=memo.centre_id,
        author_id=memo.author_id,
        unit_ids=frozenset(each.pk for each in units),
        data=data,
    )

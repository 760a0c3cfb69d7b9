"""What a message says: label, number, due time and a link; no personal data of customers.

A robot's group may have readers from outside, so it gets the kind's label alone; in the mail to
the receiver stands the notice's own sentence, as in the product.
"""

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zuoxi.deliveries.models import Channel, Delivery
from zuoxi.deliveries.robots import Item, Message
from zuoxi.notices.kinds import kind_of
from zuoxi.web.templatetags.web import exactly

_KEY_LENGTH = 32


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent."""

    key: str
    subject: str
    text: str


def spoken(language: str, zone: str) -> AbstractContextManager[object]:
    """Write in this language and with the clocks of this zone inside."""
    stack = ExitStack()
    stack.enter_context(translation.override(language))
    stack.enter_context(timezone.override(ZoneInfo(zone or settings.TIME_ZONE)))
    return stack


def for_robot(deliveries: Sequence[Delivery], *, mobiles: tuple[str, ...] = ()) -> Message:
    """Return what a group reads of one notice, or of several at once."""
    items = tuple(_item(each) for each in deliveries)
    return Message(
        key=key_of(deliveries),
        title=_title(deliveries),
        items=items,
        url=items[0].url if len(items) == 1 else address_of("notices:list"),
        more=_("Open in Zuoxi"),
        mobiles=mobiles,
    )


def for_person(deliveries: Sequence[Delivery]) -> Letter:
    """Return the mail to the receiver of one notice, or of several at once."""
    parts = [f"{_sentence(each)}\n{_link(each)}" for each in deliveries]
    end = _("You get this mail from Zuoxi. Choose what reaches you here: %(url)s") % {
        "url": address_of("deliveries:choices")
    }
    first = deliveries[0]
    subject = _title(deliveries)
    if len(deliveries) == 1 and first.number:
        subject = f"{subject} {first.number}"
    return Letter(key_of(deliveries), subject, "\n\n".join([*parts, f"-- \n{end}"]))


def test_message(channel: Channel, key: str) -> Message:
    """Return the message by which a robot is tried out."""
    text = _("Test message of the channel “%(name)s”. It works.") % {"name": channel.name}
    url = address_of("notices:list")
    item = Item("test", pgettext("delivery", "Test"), "", None, text, url)
    title = _headed(pgettext("delivery", "Test"))
    return Message(key, title, (item,), url, _("Open in Zuoxi"))


def test_letter(channel: Channel, key: str) -> Letter:
    """Return the mail by which the mail server is tried out."""
    text = _("Test message of the channel “%(name)s”. It works.") % {"name": channel.name}
    return Letter(key, _headed(pgettext("delivery", "Test")), text)


def confirmation(token: str, key: str) -> Letter:
    """Return the mail by which a person shows that a new address is theirs."""
    url = f"{address_of('deliveries:confirm')}?token={token}"
    text = _(
        "Notices of Zuoxi are to come to this address. If you want that, sign in and open this "
        "page within a day:\n%(url)s\n\nIf you did not ask for it, do nothing."
    ) % {"url": url}
    return Letter(key, _headed(_("Confirm your e-mail address")), text)


def key_of(deliveries: Sequence[Delivery]) -> str:
    """Return what a receiver may know a message by: the same for the same deliveries."""
    if len(deliveries) == 1:
        return deliveries[0].key
    joined = ",".join(each.key for each in deliveries)
    return f"digest-{hashlib.sha256(joined.encode()).hexdigest()[:_KEY_LENGTH]}"


def address_of(name: str, *args: object) -> str:
    """Return the address of a page of ours as it is opened from outside."""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=args)}"


def _item(delivery: Delivery) -> Item:
    label, due_at = _label(delivery), _due_at(delivery)
    values = {"label": label, "number": delivery.number}
    if due_at is not None:
        values["due"] = exactly(due_at)
    if delivery.number and due_at is not None:
        text = _("%(label)s: %(number)s, due %(due)s") % values
    elif delivery.number:
        text = _("%(label)s: %(number)s") % values
    elif due_at is not None:
        text = _("%(label)s, due %(due)s") % values
    else:
        text = label
    return Item(
        kind=delivery.kind,
        label=str(kind_of(delivery.kind).label),
        number=delivery.number,
        due_at=due_at,
        text=text,
        url=_link(delivery),
        is_urgent=delivery.is_urgent,
    )


def _label(delivery: Delivery) -> str:
    label = str(kind_of(delivery.kind).label)
    return _("Urgent: %(label)s") % {"label": label} if delivery.is_urgent else label


def _title(deliveries: Sequence[Delivery]) -> str:
    if len(deliveries) == 1:
        return _headed(_label(deliveries[0]))
    count = len(deliveries)
    return _headed(ngettext("%(count)s notice", "%(count)s notices", count) % {"count": count})


def _headed(text: str) -> str:
    # Robots may ask for a keyword in each message: the product's name is always there.
    return _("Zuoxi · %(text)s") % {"text": text}


def _sentence(delivery: Delivery) -> str:
    notice = delivery.notice
    sentence = kind_of(delivery.kind).sentence(notice) if notice else _label(delivery)
    due_at = _due_at(delivery)
    if due_at is None:
        return sentence
    due = _("Due: %(due)s") % {"due": exactly(due_at)}
    return f"{sentence} {due}"


def _link(delivery: Delivery) -> str:
    return address_of("deliveries:go", delivery.pk)


def _due_at(delivery: Delivery) -> datetime | None:
    raw = delivery.notice.data.get("due_at") if delivery.notice else None
    try:
        found = parse_datetime(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None

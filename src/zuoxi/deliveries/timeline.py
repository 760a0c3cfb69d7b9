"""One sentence per event of channels, deliveries and choices."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from zuoxi.audit.sentences import sentence
from zuoxi.audit.subjects import Subject, names
from zuoxi.deliveries import queries
from zuoxi.deliveries.events import ChannelFact, DeliveryResent
from zuoxi.deliveries.policies import may_see_deliveries
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.models import Event
from zuoxi.notices.kinds import kind_of

_FIELDS: Mapping[str, Promise] = {
    "name": pgettext_lazy("channel", "name"),
    "unit_id": pgettext_lazy("channel", "unit"),
    "kinds": pgettext_lazy("channel", "kinds of notices"),
    "language": pgettext_lazy("channel", "language"),
    "is_round_the_clock": pgettext_lazy("channel", "round the clock"),
    "is_active": pgettext_lazy("channel", "in use"),
    "address": pgettext_lazy("channel", "address"),
}


@sentence("deliveries.channel_added")
def _added(event: Event) -> str:
    return _("Added the notice channel “%(name)s”.") % _named(event)


@sentence("deliveries.channel_changed")
def _changed(event: Event) -> str:
    changed = "、".join(str(_FIELDS.get(each, each)) for each in event.data.get("changed", []))
    return _("Changed the notice channel “%(name)s”: %(changed)s.") % {
        **_named(event),
        "changed": changed,
    }


@sentence("deliveries.channel_tested")
def _tested(event: Event) -> str:
    return _("Sent a test message by the notice channel “%(name)s”.") % _named(event)


@sentence("deliveries.resent")
def _resent(event: Event) -> str:
    return _("Had a notice sent again by the channel “%(channel)s”: %(kind)s.") % {
        "channel": event.data.get("channel", ""),
        "kind": kind_of(event.data.get("kind", "")).label,
    }


@sentence("deliveries.choices_saved")
def _choices(_event: Event) -> str:
    return _("Chose what comes by e-mail.")


@sentence("deliveries.email_confirmed")
def _confirmed(_event: Event) -> str:
    return _("Confirmed an e-mail address for notices.")


@names(ChannelFact.SUBJECT)
def _channels(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    if not may_see_deliveries(actor):
        return {}
    seen = queries.channels(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Subject(name, reverse("deliveries:channel", args=[pk])) for pk, name in seen}


@names(DeliveryResent.SUBJECT)
def _deliveries(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    if not may_see_deliveries(actor):
        return {}
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "channel__name")
    return {pk: Subject(name, reverse("deliveries:delivery", args=[pk])) for pk, name in seen}


def _named(event: Event) -> dict[str, str]:
    return {"name": str(event.data.get("name", ""))}

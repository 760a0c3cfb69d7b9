"""Words of deliveries, and the limits by which they are sent again, collected and removed."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.deliveries.robots import Robot
from zuoxi.kernel.options import Option


class Form(TextChoices):
    """What a channel speaks."""

    EMAIL = "email", pgettext_lazy("channel form", "E-mail")
    WECOM = Robot.WECOM.value, pgettext_lazy("channel form", "WeCom group robot")
    DINGTALK = Robot.DINGTALK.value, pgettext_lazy("channel form", "DingTalk custom robot")
    FEISHU = Robot.FEISHU.value, pgettext_lazy("channel form", "Feishu custom robot")
    JSON = Robot.JSON.value, pgettext_lazy("channel form", "Other system (JSON)")


class DeliveryState(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    FAILED = "failed", pgettext_lazy("delivery", "Failed, retrying")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    GIVEN_UP = "given_up", pgettext_lazy("delivery", "Given up")
    DROPPED = "dropped", pgettext_lazy("delivery", "Not needed any more")


OPEN_STATES = (DeliveryState.WAITING.value, DeliveryState.FAILED.value)
TROUBLED_STATES = (DeliveryState.FAILED.value, DeliveryState.GIVEN_UP.value)
ENDED_STATES = (DeliveryState.SENT.value, DeliveryState.GIVEN_UP.value, DeliveryState.DROPPED.value)

NAME_LIMIT = 60
ADDRESS_LIMIT = 1000
SECRET_LIMIT = 200
EMAIL_LIMIT = 254
MOBILE_LIMIT = 20
ANSWER_LIMIT = 500
CODE_LIMIT = 60
# How much of an address is shown after it was saved.
HINT = 4

# One message stands for no more notices than somebody reads.
MOST_IN_DIGEST = 50
# Whoever holds a delivery for so long is gone. Far longer than any sending may take.
LEASE_SECONDS = 120
# A person asks for a confirmation mail not more often.
ASK_AGAIN_SECONDS = 120
CONFIRM_HOURS = 24
CONFIRM_SALT = "zuoxi.deliveries.confirm"
# So many failures in a row are worth a warning.
WORRYING_FAILURES = 3
WORRYING_HOURS = 2

LANGUAGES = ("zh-hans", "zh-hant", "en")

# By what ``outgoing.Undeliverable`` and ``mail`` call it.
FAULTS: Mapping[str, Promise] = {
    "bad_address": _("The address cannot be used. Copy it again from where the robot was made."),
    "not_https": _("The address must begin with https://."),
    "private_address": _(
        "The address leads into a private network. The administrator allows such hosts with the "
        "option deliveries.private_hosts."
    ),
    "unknown_host": _("The host's name is not known. Check the address and the network."),
    "bad_certificate": _("The host's certificate is not valid for this address."),
    "timeout": _("No answer came in time."),
    "no_answer": _("The connection failed."),
    "redirect": _("The host sends to another address, which is not followed."),
    "no_address": _("There is no confirmed e-mail address."),
    "fault": _("The message could not be made. The log of the worker says why."),
    "no_mail_server": _("No mail server is set (ZUOXI_MAIL_URL)."),
    "mail_refused": _("The mail server refused the message."),
    "bad_recipient": _("The mail server refused the recipient."),
    "interrupted": _("The worker was interrupted; it is not known whether the message arrived."),
}

_OURS = _("Zuoxi default")

MOST_TRIES = Option(
    "deliveries.most_tries",
    8,
    label=_("Tries after which a delivery is given up"),
    source=_OURS,
    minimum=1,
    maximum=20,
)
FIRST_PAUSE_MINUTES = Option(
    "deliveries.first_pause_minutes",
    1,
    label=_(
        "Minutes until a failed delivery is tried again; each further pause is three times as long"
    ),
    source=_OURS,
    minimum=1,
    maximum=60,
)
LONGEST_PAUSE_MINUTES = Option(
    "deliveries.longest_pause_minutes",
    360,
    label=_("Longest pause between two tries of a delivery, in minutes"),
    source=_OURS,
    minimum=1,
    maximum=1440,
)
DIGEST_ABOVE = Option(
    "deliveries.digest_above",
    5,
    label=_("Deliveries waiting for one group or person above which they are sent as one digest"),
    source=_("Zuoxi default: robots take 20 messages a minute, people fewer"),
    minimum=1,
    maximum=50,
)
KEEP_DAYS = Option(
    "deliveries.keep_days",
    90,
    label=_("Days after which entries of the delivery log are removed"),
    source=_("Zuoxi default: a quarter; the notices themselves and the audit log are kept longer"),
    minimum=7,
    maximum=3650,
)
PRIVATE_HOSTS = Option(
    "deliveries.private_hosts",
    "",
    label=_("Hosts in private networks to which webhooks may be sent, separated by blanks"),
    source=_("Zuoxi default: none, so that no webhook reaches into the own network"),
)
ALLOW_HTTP = Option(
    "deliveries.allow_http",
    False,  # noqa: FBT003 - the default of a switch
    label=_("Webhooks may be sent without TLS (http://)"),
    source=_("Zuoxi default: no; who listens on the way would read them and the robot's key"),
)

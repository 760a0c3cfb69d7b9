"""How the audit log is grouped for its readers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# By the first part of an event's kind.
AREAS: dict[str, Promise] = {
    "workorders": _("Work orders"),
    "customers": _("Customers"),
    "callbacks": _("Callbacks"),
    "attachments": _("Attachments"),
    "fieldwork": _("Work on site"),
    "comments": _("Comments"),
    "followups": _("Follow-up tasks"),
    "dispatching": _("Dispatch console"),
    "macros": _("Templates"),
    "sheets": _("Downloads and imports"),
    "papers": _("Prints"),
    "savedviews": _("Saved views"),
    "notices": _("Notices"),
    "accounts": _("Accounts and sign-in"),
    "org": _("Organisation and roles"),
    "kernel": _("Options and refused calls"),
}
# What an administrator may read: who may do what, and who was refused; no customer, no order.
SECURITY_AREAS = ("accounts", "org", "kernel")

CHANNELS: dict[str, Promise] = {
    "web": pgettext_lazy("channel", "Web page"),
    "api": pgettext_lazy("channel", "API"),
    "cli": pgettext_lazy("channel", "Command line"),
    "job": pgettext_lazy("channel", "Job"),
    "demo": pgettext_lazy("channel", "Demo"),
    "system": pgettext_lazy("channel", "System"),
}

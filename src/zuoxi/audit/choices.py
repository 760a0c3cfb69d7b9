"""How the audit log is grouped for its readers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option

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
    "contacts": _("Departments and contact persons"),
    "deadlines": _("Deadlines"),
    "memos": _("Messages of departments"),
    "products": _("Products"),
    "sharing": _("Information sharing"),
    "emergencies": _("Emergencies"),
    "tasks": _("Tasks of departments"),
    "meetings": _("Meetings"),
    "inspections": _("Inspections"),
    "groups": _("Linkage groups"),
    "linkage": _("Linkage"),
    "macros": _("Templates"),
    "sheets": _("Downloads and imports"),
    "papers": _("Prints"),
    "savedviews": _("Saved views"),
    "notices": _("Notices"),
    "deliveries": _("Delivery of notices"),
    "accounts": _("Accounts and sign-in"),
    "org": _("Organisation and roles"),
    "calendars": _("Working calendars"),
    "limits": _("Time limits"),
    "clocks": _("Clocks of orders"),
    "kernel": _("Options and refused calls"),
    "audit": _("Removal of old data"),
}
# What an administrator may read: who may do what, and who was refused; no customer, no order.
SECURITY_AREAS = ("accounts", "org", "kernel", "audit", "deliveries")

CHANNELS: dict[str, Promise] = {
    "web": pgettext_lazy("channel", "Web page"),
    "api": pgettext_lazy("channel", "API"),
    "cli": pgettext_lazy("channel", "Command line"),
    "job": pgettext_lazy("channel", "Job"),
    "demo": pgettext_lazy("channel", "Demo"),
    "system": pgettext_lazy("channel", "System"),
}

# Nobody may set less than what the law asks for.
LAWFUL_DAYS = 183

LOG_DAYS = Option(
    "audit.log_days",
    365,
    label=_("Days after which events move to the archive of the log; it is read as the log is"),
    source=_("网络安全法 (Cybersecurity Law) Art. 23: six months at least; Zuoxi default: a year"),
    minimum=LAWFUL_DAYS,
    maximum=3650,
)
FORGET_DAYS = Option(
    "audit.forget_days",
    1095,
    label=_(
        "Days after which sign-ins, refusals, reveals and the like leave the archive of the log"
    ),
    source=_("Zuoxi default after 个人信息保护法 (PIPL) Art. 19 and 56: records for three years"),
    minimum=LAWFUL_DAYS,
    maximum=7300,
)
JOB_DAYS = Option(
    "audit.job_days",
    30,
    label=_("Days for which a job that has failed can be looked at"),
    source=_("Zuoxi default: a month; the log of the worker says why it failed"),
    minimum=1,
    maximum=365,
)

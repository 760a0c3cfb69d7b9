"""How messages are named in the audit log, and the notice of one that was taken back."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.memos import queries
from zuoxi.memos.events import MemoFact
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice


@names(MemoFact.SUBJECT)
def titles(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name messages by their titles."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "title")
    return {pk: Subject(title, reverse("memos:detail", args=[pk])) for pk, title in seen}


@kind(
    "memos.withdrawn", label=gettext_lazy("Message taken back"), icon="arrow-back-up", tone="amber"
)
def _withdrawn(notice: Notice) -> str:
    return _("The message “%(title)s”, which you have read, was taken back.") % {
        "title": notice.data.get("title", "")
    }

"""One sentence per event of a comment, and the notice to those whom it mentions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice


@sentence("comments.added")
def _added(event: Event) -> str:
    names = "、".join(str(each.get("name", "")) for each in event.data.get("mentions", []))
    values = {"text": event.data.get("text", ""), "names": names}
    if event.data.get("is_progress"):
        return _("Reported progress: %(text)s") % values
    if names:
        return _("Wrote a comment for %(names)s: %(text)s") % values
    return _("Wrote a comment: %(text)s") % values


@sentence("comments.withdrawn")
def _withdrawn(_event: Event) -> str:
    return _("Withdrew their own comment.")


@kind("comments.mentioned", label=gettext_lazy("Mention"), icon="at", tone="blue")
def _mentioned(notice: Notice) -> str:
    values = {
        "name": notice.given_by.name if notice.given_by else "",
        "number": notice.data.get("number", ""),
        "count": notice.count,
    }
    if notice.count == 1:
        return _("%(name)s mentions you in a comment on work order %(number)s.") % values
    return (
        _("%(count)s comments on work order %(number)s mention you, the last one by %(name)s.")
        % values
    )

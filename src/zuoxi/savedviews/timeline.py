"""One sentence per event of a saved view; what somebody calls an own one is not told."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.kernel.models import Event
from zuoxi.org.choices import Visibility


@sentence("savedviews.saved")
def _saved(event: Event) -> str:
    if not event.data.get("name"):
        return _("Saved a view for personal use.")
    return _("Saved the view “%(name)s”, for: %(circle)s.") % _values(event)


@sentence("savedviews.changed")
def _changed(event: Event) -> str:
    if not event.data.get("name"):
        return _("Changed a view for personal use.")
    return _("Changed the view “%(name)s”, for: %(circle)s.") % _values(event)


@sentence("savedviews.deleted")
def _deleted(event: Event) -> str:
    if not event.data.get("name"):
        return _("Deleted a view for personal use.")
    return _("Deleted the view “%(name)s”, which was for: %(circle)s.") % _values(event)


@sentence("savedviews.default_chosen")
def _default_chosen(event: Event) -> str:
    if event.data.get("is_default"):
        return _("Chose a view to start a list with.")
    return _("Starts a list without a view again.")


def _values(event: Event) -> dict[str, str]:
    # The history has the former word for one unit.
    labels = {**dict(Visibility.choices), "team": Visibility.UNIT.label}
    circle = labels.get(str(event.data.get("visibility")), "")
    return {"name": str(event.data.get("name")), "circle": str(circle)}

"""What is typed about a task. The actions check it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.models import User
from zuoxi.org.models import Unit
from zuoxi.tasks.choices import TEXT_LIMIT
from zuoxi.web.forms import MomentField, ShownForm

if TYPE_CHECKING:
    # What gettext_lazy returns; the stubs know it under this name alone.
    from django.utils.functional import _StrPromise as LazyText


def _text(label: "str | LazyText", *, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_LIMIT})
    return forms.CharField(label=label, widget=widget)


class SetForm(ShownForm):
    """A new task of a unit."""

    text = _text(pgettext_lazy("task", "What is to be done"))
    unit = forms.ChoiceField(
        label=pgettext_lazy("task", "Department or unit"),
        help_text=_("Its head names who sees to it."),
    )
    due_at = MomentField(label=pgettext_lazy("task", "Due"))
    number = forms.CharField(label=_("Work order"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(units)
        several = len({each.centre_id for each in found}) > 1
        labels = [
            (str(each.pk), f"{each.name} · {each.centre}" if several else each.name)
            for each in found
        ]
        self.offer("unit", labels, empty=_("Please choose"))


class NoteForm(ShownForm):
    """How far a task is."""

    text = _text(pgettext_lazy("task", "Progress"), rows=2)


class PersonForm(ShownForm):
    """Who sees to a task."""

    username = forms.ChoiceField(label=pgettext_lazy("task", "Who sees to it"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="task-person-%s", **kwargs)
        offered = [
            (each.username, f"{each.name} ({each.staff_no})" if each.staff_no else each.name)
            for each in people
        ]
        self.offer("username", offered, empty=_("Please choose"))


class FinishForm(ShownForm):
    """What came of a task."""

    result = _text(pgettext_lazy("task", "Result"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class MoveForm(ShownForm):
    """Another due time, and why."""

    due_at = MomentField(label=pgettext_lazy("task", "Due"))
    reason = _text(pgettext_lazy("task", "Reason"), rows=2)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="task-move-%s", **kwargs)


class CancelForm(ShownForm):
    """Why a task need not be done any more."""

    reason = _text(pgettext_lazy("task", "Reason"), rows=2)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="task-cancel-%s", **kwargs)

"""What is typed about inspections. The actions check it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.inspections.choices import TEXT_LIMIT, TITLE_LIMIT, Verdict
from zuoxi.org.models import Unit
from zuoxi.web.forms import MomentField, ShownForm

if TYPE_CHECKING:
    # What gettext_lazy returns; the stubs know it under this name alone.
    from django.utils.functional import _StrPromise as LazyText


def _text(label: "str | LazyText", *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_LIMIT})
    return forms.CharField(label=label, widget=widget, **kwargs)


def _day(label: "str | LazyText") -> forms.CharField:
    return forms.CharField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class BeginForm(ShownForm):
    """What is inspected, and the sample."""

    title = forms.CharField(
        label=pgettext_lazy("inspection", "Subject"),
        widget=forms.TextInput(attrs={"maxlength": TITLE_LIMIT, "autocomplete": "off"}),
    )
    department = forms.ChoiceField(label=pgettext_lazy("inspection", "Department"), required=False)
    first_day = _day(_("First day"))
    last_day = _day(_("Last day"))
    size = forms.CharField(
        label=_("Orders to draw"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 3, "inputmode": "numeric"}),
        help_text=_("Drawn at random; the seed is kept, so that anybody can draw them again."),
    )
    numbers = forms.CharField(
        label=_("Or choose work orders, one number a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 20_000}),
    )

    def __init__(self, *args: Any, departments: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(each.pk), each.name) for each in departments]
        self.offer("department", offered, empty=pgettext_lazy("departments", "All"))


class JudgeForm(ShownForm):
    """What was found of one order."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("inspection", "Result"),
        choices=[each for each in Verdict.choices if each[0]],
        widget=forms.RadioSelect,
    )
    text = _text(
        pgettext_lazy("inspection", "What was found"),
        required=False,
        help_text=_("Required for a finding."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class CorrectionForm(ShownForm):
    """What a unit has to put right."""

    text = _text(pgettext_lazy("inspection", "What is to be put right"))
    unit = forms.ChoiceField(label=pgettext_lazy("inspection", "By whom"))
    due_at = MomentField(label=pgettext_lazy("task", "Due"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="correction-%s", **kwargs)
        offered = [(str(each.pk), each.name) for each in units]
        self.offer("unit", offered, empty=_("Please choose"))


class CloseForm(ShownForm):
    """What the inspection comes to."""

    conclusion = _text(pgettext_lazy("inspection", "Conclusion"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)

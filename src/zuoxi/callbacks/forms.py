"""What an agent reports of a call. The action checks; the form keeps what was typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zuoxi.callbacks.choices import REMARK_LIMIT, ConnectStatus, Satisfaction, Solved
from zuoxi.web.forms import ShownForm

_CHOOSE = ("", _("Please choose"))


class ResultForm(ShownForm):
    """The result of one call."""

    connect_status = forms.ChoiceField(
        label=_("Outcome of the call"), choices=ConnectStatus.choices, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(
        label=_("Solved?"),
        choices=[_CHOOSE, *Solved.choices],
        required=False,
        help_text=_("Only when the customer was reached."),
    )
    satisfaction = forms.ChoiceField(
        label=_("Satisfaction"),
        choices=[_CHOOSE, *Satisfaction.choices],
        required=False,
        help_text=_("Only when the customer was reached."),
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REMARK_LIMIT}),
        help_text=_("What the customer said; required when the customer was reached."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

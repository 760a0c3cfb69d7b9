"""Adding and withdrawing without scripts. The actions check; the forms keep what was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zuoxi.attachments.choices import REASON_LIMIT
from zuoxi.attachments.inspection import FORMS
from zuoxi.web.forms import Form

ACCEPT = ",".join([*(each.media_type for each in FORMS), *(e for f in FORMS for e in f.endings)])


class _Unchecked(Form):
    def full_clean(self) -> None:
        """Skip Django's own checks: the action has all of them."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


class FileForm(_Unchecked):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "A photo (JPEG, PNG, WebP, HEIC), a PDF document or a sound recording "
            "(WAV, MP3, OGG, M4A)."
        ),
    )


class WithdrawForm(_Unchecked):
    """Why a file is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.TextInput(attrs={"maxlength": REASON_LIMIT}),
        help_text=_("Recorded in the history of the work order."),
    )

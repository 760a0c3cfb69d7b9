"""Adding and withdrawing without scripts. The actions check; the forms keep what was typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zuoxi.attachments.choices import REASON_LIMIT
from zuoxi.attachments.inspection import FORMS
from zuoxi.web.forms import ShownForm

ACCEPT = ",".join([*(each.media_type for each in FORMS), *(e for f in FORMS for e in f.endings)])


class FileForm(ShownForm):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "A photo (JPEG, PNG, WebP, HEIC), a PDF document or a sound recording "
            "(WAV, MP3, OGG, M4A)."
        ),
    )


class WithdrawForm(ShownForm):
    """Why a file is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.TextInput(attrs={"maxlength": REASON_LIMIT}),
        help_text=_("Recorded in the history of the work order."),
    )

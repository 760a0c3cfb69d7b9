"""The filters of the audit log."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.audit.choices import AREAS, SECURITY_AREAS
from zuoxi.audit.policies import reads_business, reads_security
from zuoxi.audit.queries import LogFilter
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import InvalidInput
from zuoxi.web.forms import Form


class DayField(forms.DateField):
    """A day that the log can know, chosen with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **kwargs,
        )

    def to_python(self, value: object) -> date | None:
        """Read the day as all others that are typed."""
        try:
            return read_day("day", str(value)) if value else None
        except InvalidInput as fault:
            raise ValidationError([str(each) for each in fault.fields["day"]]) from None


class LogForm(Form):
    """What to look for; everything may stay empty."""

    person = forms.CharField(label=_("Person"), required=False, max_length=150)
    area = forms.ChoiceField(label=pgettext_lazy("audit", "About"), required=False)
    since = DayField(label=pgettext_lazy("period", "From"))
    until = DayField(label=pgettext_lazy("period", "To"))
    request_id = forms.CharField(label=_("Request number"), required=False, max_length=64)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (key, label)
            for key, label in AREAS.items()
            if (reads_business(actor) and (key not in SECURITY_AREAS or key == "org"))
            or (reads_security(actor) and key in SECURITY_AREAS)
        ]
        self.offer("area", offered, empty=pgettext_lazy("audit", "Everything"))

    def wanted(self) -> LogFilter:
        """Return the filter; a field that cannot be read counts as empty and shows its error."""
        if not self.is_bound:
            return LogFilter()
        self.full_clean()
        given = {key: value for key, value in self.cleaned_data.items() if value}
        return LogFilter(**given)

"""What a bulk operation asks for. The action checks; the form keeps what was typed."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.dispatching.choices import BulkKind
from zuoxi.org.models import Technician
from zuoxi.web.forms import GroupedSelect, Options, ShownForm
from zuoxi.workorders.choices import NOTE_LIMIT

_CHOOSE = _("Please choose")


class DispatchForm(ShownForm):
    """Work area, technician and remark for all chosen orders."""

    work_area = forms.ChoiceField(label=pgettext_lazy("field", "Work area"))
    technician = forms.ChoiceField(label=pgettext_lazy("field", "Technician"))
    remark = forms.CharField(
        label=pgettext_lazy("field", "Dispatch remark"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LIMIT}),
    )

    def fill(self, areas: Options, people: Iterable[Technician]) -> None:
        """Offer work areas and, depending on the chosen one, its technicians."""
        rows = list(people)
        groups = {each.code: each.work_area.code for each in rows}
        css = self.fields["technician"].widget.attrs.get("class", "")
        widget = GroupedSelect(depends_on="work_area", groups=groups)
        widget.attrs["class"] = css
        self.fields["technician"].widget = widget
        self.offer("work_area", areas, empty=_CHOOSE)
        self.offer("technician", [(each.code, each.name) for each in rows], empty=_CHOOSE)


class ArchiveForm(ShownForm):
    """Archiving asks for nothing but a word about matters that are not resolved."""

    confirm_unresolved = forms.BooleanField(
        label=_("Archive unresolved matters too."), required=False
    )


class ReassignForm(ShownForm):
    """Who gets the chosen orders, and why."""

    technician = forms.ChoiceField(label=pgettext_lazy("board", "Reassign the chosen ones to"))
    reason = forms.CharField(
        label=pgettext_lazy("field", "Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LIMIT}),
    )

    def fill(self, people: Iterable[Technician]) -> None:
        """Offer the technicians of the work areas that have the orders; each under its area."""
        rows = list(people)
        named = len({each.work_area_id for each in rows}) > 1
        options = [
            (each.code, f"{each.work_area.name} · {each.name}" if named else each.name)
            for each in rows
        ]
        self.offer("technician", options, empty=_CHOOSE)


BulkForm = DispatchForm | ArchiveForm | ReassignForm
FORMS: dict[str, type[BulkForm]] = {
    BulkKind.DISPATCH: DispatchForm,
    BulkKind.ARCHIVE: ArchiveForm,
    BulkKind.REASSIGN: ReassignForm,
}

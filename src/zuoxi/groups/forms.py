"""What is typed about a group. The action checks it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.models import User
from zuoxi.groups.choices import MOST_MEMBERS, GroupKind
from zuoxi.org.models import Unit
from zuoxi.web.forms import ShownForm

# So many empty places are offered beside those that are taken.
_SPARE = 3


class GroupForm(ShownForm):
    """The head and the members of a group, each with the unit that the person sits for."""

    operations = forms.ChoiceField(
        label=_("Customer service operations"),
        required=False,
        help_text=_("The unit whose head leads this group, whatever it is called here."),
    )
    head = forms.ChoiceField(label=pgettext_lazy("group", "Head of the group"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        units: Sequence[Unit],
        heads: Iterable[User],
        people: Iterable[User],
        taken: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose = _("Please choose")
        offered = [(str(each.pk), each.name) for each in units]
        persons = [(each.username, _named(each)) for each in people]
        self.offer("head", [(each.username, _named(each)) for each in heads], empty=choose)
        if kind == GroupKind.WORKING:
            self.offer("operations", offered, empty=choose)
        else:
            del self.fields["operations"]
        self.places = range(1, min(taken + _SPARE, MOST_MEMBERS) + 1)
        nobody = pgettext_lazy("group", "Nobody")
        for place in self.places:
            self._add_choice(f"person_{place}", pgettext_lazy("group", "Member %s") % place)
            self._add_choice(f"unit_{place}", pgettext_lazy("group", "for the unit"))
            self.offer(f"person_{place}", persons, empty=nobody)
            self.offer(f"unit_{place}", offered, empty=choose)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The places of the members: person and unit."""
        return [(self[f"person_{place}"], self[f"unit_{place}"]) for place in self.places]

    def members(self) -> list[tuple[str, int | None]]:
        """Return the members as typed; empty places are left out."""
        typed = [(self.typed(f"person_{n}"), self.whole_number(f"unit_{n}")) for n in self.places]
        return [(name, unit) for name, unit in typed if name]

    def _add_choice(self, name: str, label: Any) -> None:  # noqa: ANN401 - a lazy text
        field = forms.ChoiceField(label=label, required=False)
        field.widget.attrs["class"] = "form-select"
        self.fields[name] = field


def _named(user: User) -> str:
    return f"{user.name} ({user.staff_no})" if user.staff_no else user.name

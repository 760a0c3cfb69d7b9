"""What is missing in the register, in words and with the page where it is put right."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zuoxi.contacts.queries import Gap

_TITLES: dict[str, Promise] = {
    "no_handler": gettext_lazy("Departments with nobody to dispatch to"),
    "no_interface": gettext_lazy("Departments without an interface"),
    "few_persons": gettext_lazy("Interfaces with fewer than two persons"),
    "inactive_person": gettext_lazy("Interfaces that name somebody who is out of use"),
    "all_away": gettext_lazy("Interfaces whose persons are all away today"),
    "no_telephone": gettext_lazy("Contact persons without a telephone"),
    "no_process": gettext_lazy("Types of requests without an agreed process"),
}


@dataclass(frozen=True)
class GapRow:
    """One thing to see to: where, what, and the page on which it is done."""

    kind: str
    department: str
    subject: str
    text: str
    url: str


@dataclass(frozen=True)
class Section:
    """The gaps of one kind."""

    kind: str
    title: Promise
    rows: list[GapRow]


def sections(gaps: Iterable[Gap]) -> list[Section]:
    """Return the gaps by kind, the kinds without any left out."""
    rows = gap_rows(gaps)
    found = [
        Section(kind, title, [each for each in rows if each.kind == kind])
        for kind, title in _TITLES.items()
    ]
    return [each for each in found if each.rows]


def gap_rows(gaps: Iterable[Gap]) -> list[GapRow]:
    """Return the gaps in words."""
    return [GapRow(each.kind, each.department.name, *_told(each)) for each in gaps]


def _told(gap: Gap) -> tuple[str, str, str]:
    """Return what it is about, what is missing, and where that is put right."""
    if gap.kind == "no_process" and gap.request_type is not None:
        page = reverse("contacts:new_process", args=[gap.department.pk])
        url = f"{page}?{urlencode({'request_type': gap.request_type.code})}"
        text = _("The heads of both sides have not agreed on a process.")
        return str(gap.request_type), text, url
    if gap.kind == "no_telephone" and gap.person is not None:
        text = _("In an urgent case nobody can call.")
        return gap.person.name, text, reverse("contacts:person", args=[gap.person.pk])
    if gap.kind == "no_handler":
        text = _("Add whoever takes its work orders under Work areas.")
        return gap.department.name, text, reverse("org:work_areas")
    if gap.interface is None:
        text = _("Nobody knows whom to turn to.")
        url = reverse("contacts:new_interface", args=[gap.department.pk])
        return gap.department.name, text, url
    url = reverse("contacts:interface", args=[gap.interface.pk])
    return gap.interface.name, _of_interface(gap), url


def _of_interface(gap: Gap) -> str:
    if gap.kind == "few_persons":
        return ngettext("%(count)s person", "%(count)s persons", gap.count) % {"count": gap.count}
    if gap.kind == "inactive_person":
        name = gap.person.name if gap.person else ""
        return _("%(name)s is out of use. Put somebody else there.") % {"name": name}
    return _("All are away; each is represented by somebody.")

"""Contact persons as one reader may see them, and the rows of the list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zuoxi.contacts.choices import WEEKDAYS, Way
from zuoxi.contacts.models import ContactPerson, Substitution
from zuoxi.contacts.policies import may_see_numbers
from zuoxi.contacts.queries import Entry
from zuoxi.customers.masks import STARS, mask_email, mask_phone
from zuoxi.kernel.actors import Actor
from zuoxi.org.models import Unit


@dataclass(frozen=True)
class WayRow:
    """One way to reach a person; ``uri`` opens a telephone or the mail where it is not masked."""

    way: str
    label: str
    text: str
    uri: str


@dataclass(frozen=True)
class PersonCard:
    """A contact person as the reader may see it.

    The office telephone belongs to the place and is shown to every reader; what is personal is
    masked for those who do not have to reach the person.
    """

    person: ContactPerson
    is_masked: bool

    @property
    def ways(self) -> list[WayRow]:
        """The known ways, in the order in which they are tried."""
        return [self._row(Way(way), text) for way, text in self.person.ways.items()]

    def shown(self, way: str) -> str:
        """Return how one way is shown; empty if it is not known."""
        return next((each.text for each in self.ways if each.way == way), "")

    @property
    def office_phone(self) -> str:
        """The office telephone."""
        return self.shown(Way.OFFICE)

    @property
    def mobile(self) -> str:
        """The mobile number, masked or not."""
        return self.shown(Way.MOBILE)

    @property
    def email(self) -> str:
        """The e-mail address, masked or not."""
        return self.shown(Way.EMAIL)

    @property
    def other(self) -> str:
        """The other way, masked or not."""
        return self.shown(Way.OTHER)

    @property
    def hours(self) -> str:
        """The own hours in words, days with the same hours together; empty: by the calendar."""
        return hours_in_words(self.person.duty_hours)

    def _row(self, way: Way, text: str) -> WayRow:
        hides = self.is_masked and way != Way.OFFICE
        shown = _MASKS[way](text) if hides else text
        return WayRow(way.value, str(way.label), shown, "" if hides else _uri(way, text))


@dataclass(frozen=True)
class ListRow:
    """One row of the contact list."""

    entry: Entry
    card: PersonCard | None

    @property
    def substitution(self) -> Substitution | None:
        """Who stands in today."""
        return self.entry.substitution

    @property
    def types(self) -> str:
        """The types of requests; empty where it answers for all others."""
        return "、".join(str(each) for each in self.entry.types)


def card_of(person: ContactPerson, actor: Actor, department: Unit | None = None) -> PersonCard:
    """Return one person as the actor may see it."""
    return PersonCard(person, not may_see_numbers(actor, department or person.department))


def cards_of(persons: Iterable[ContactPerson], actor: Actor, department: Unit) -> list[PersonCard]:
    """Return persons of one department as the actor may see them."""
    is_masked = not may_see_numbers(actor, department)
    return [PersonCard(each, is_masked) for each in persons]


def list_rows(entries: Iterable[Entry], actor: Actor) -> list[ListRow]:
    """Return the rows of the contact list as the actor may see them."""
    return [
        ListRow(
            each,
            card_of(each.person, actor, each.interface.department) if each.person else None,
        )
        for each in entries
    ]


def hours_in_words(hours: list[str]) -> str:
    """Return a weekly table in words, days in a row with the same hours together."""
    parts: list[str] = []
    start = 0
    for day in range(1, len(hours) + 1):
        if day < len(hours) and hours[day] == hours[start]:
            continue
        if hours[start]:
            first, last = str(WEEKDAYS[start]), str(WEEKDAYS[day - 1])
            span = first if day - 1 == start else f"{first}–{last}"
            parts.append(f"{span} {hours[start]}")
        start = day
    return "; ".join(parts)


def _hidden(_text: str) -> str:
    return STARS


_MASKS: dict[Way, Callable[[str], str]] = {
    Way.MOBILE: mask_phone,
    Way.EMAIL: mask_email,
    Way.OTHER: _hidden,
}


def _uri(way: Way, text: str) -> str:
    if way == Way.EMAIL:
        return f"mailto:{text}"
    digits = "".join(each for each in text if each.isdigit() or each == "+")
    is_plain = set(text) <= set("0123456789+- ")
    return f"tel:{digits}" if way in {Way.OFFICE, Way.MOBILE} and is_plain else ""

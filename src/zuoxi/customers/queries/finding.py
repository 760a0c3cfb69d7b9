"""Finding customers by what people type: parts of a search, each by an index of its own."""

import unicodedata
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from zuoxi.customers import masks, phones, pinyin
from zuoxi.customers.choices import ContactKind
from zuoxi.customers.models import ContactPoint, Customer, Spelling

# What every mask of a telephone shows; nothing longer may be tried by a number's end.
LAST_DIGITS = 4

# A Chinese landline up to its local number: two digits of area code, or three.
_AREA = r"^\+86(10|2[0-9]|[3-9][0-9]{2})"


def grams_of(*texts: str) -> list[str]:
    """Return the single characters and the pairs of neighbours of some texts, each once."""
    found: set[str] = set()
    for text in texts:
        folded = _folded(text)
        found.update(folded)
        found.update(folded[at : at + 2] for at in range(len(folded) - 1))
    return sorted(found)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def by_all(q: str) -> list[QuerySet[Any, Any]]:
    """Find by everything that stands in a record."""
    parts: list[QuerySet[Any, Any]] = [
        Customer.objects.filter(grams__contains=_wanted_grams(q)).values("pk")
    ]
    letters = pinyin.typed(q)
    if letters:
        parts.append(_spelt(letters).values("customer_id"))
    if phones.is_written_like_number(q):
        points = telephones().filter(whole_number(q) | _last_digits(q))
        parts.append(points.values("customer_id"))
    return parts


def by_shown(q: str) -> list[QuerySet[Any, Any]]:
    """Find by what masked records show."""
    parts = _by_shown_name(q)
    letters = pinyin.typed(q)
    if letters:
        # A masked name shows its surname alone; letters would tell the rest one by one.
        parts.append(_spelt(letters).filter(is_company=True).values("customer_id"))
    if phones.is_written_like_number(q):
        parts.append(telephones().filter(_last_digits(q)).values("customer_id"))
    return parts


def _spelt(letters: str) -> QuerySet[Spelling]:
    return Spelling.objects.filter(letters__startswith=letters)


def _by_shown_name(q: str) -> list[QuerySet[Any, Any]]:
    """Find by what masked records show: the company, and the surname, with or without stars."""
    grams = _wanted_grams(q)
    parts = [Customer.objects.filter(grams__contains=grams, company_name__icontains=q).values("pk")]
    surname = _folded(q).rstrip("*")
    if len(surname) == 1:
        shown = {"istartswith": surname}
    elif surname in masks.COMPOUND_SURNAMES:
        # The mask keeps two characters only of a name that is longer than they are.
        shown = {"regex": f"^{surname}."}
    else:
        return parts
    grams = _wanted_grams(surname)
    names = {f"name__{how}": value for how, value in shown.items()}
    people = {f"contact_name__{how}": value for how, value in shown.items()}
    points = ContactPoint.objects.filter(customer__grams__contains=grams, **people)
    return [
        *parts,
        Customer.objects.filter(grams__contains=grams, **names).values("pk"),
        points.values("customer_id"),
    ]


def _wanted_grams(q: str) -> list[str]:
    folded = _folded(q)
    if len(folded) == 1:
        return [folded]
    return [folded[at : at + 2] for at in range(len(folded) - 1)]


def _last_digits(q: str) -> Q:
    """Find by exactly the last digits that every mask shows."""
    digits = phones.digits_of(q)
    is_asked = len(digits) == LAST_DIGITS
    return Q(backwards__startswith=digits[::-1]) if is_asked else Q(pk__in=[])


def whole_number(phone: str) -> Q:
    """Find by a number however it is written, with or without its area code."""
    condition = Q(normalised__in=phones.candidates(phone))
    local = phones.local_digits(phone)
    if local:
        # The end leads to the few rows by the index; the pattern keeps those that are it entirely.
        condition |= Q(backwards__startswith=local[::-1], normalised__regex=f"{_AREA}{local}$")
    return condition


def telephones() -> QuerySet[ContactPoint]:
    """Return all numbers, each with its digits ``backwards``."""
    points = ContactPoint.objects.exclude(kind=ContactKind.EMAIL)
    return points.alias(backwards=Reverse("normalised"))

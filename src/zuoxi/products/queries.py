"""Products as everybody at a centre and its departments sees them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zuoxi.contacts import queries as contacts
from zuoxi.contacts.models import Interface
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.kernel.single import single
from zuoxi.kernel.text import clean_line
from zuoxi.org.choices import HANDLING_KINDS
from zuoxi.org.models import Unit
from zuoxi.products.choices import QUERY_LIMIT, Sold
from zuoxi.products.models import Product, Revision
from zuoxi.products.policies import may_keep_at

PAGE_SIZE = 30


@dataclass(frozen=True)
class Texts:
    """The revision that holds on a day, those that are still to come, and those that were."""

    current: Revision
    coming: list[Revision]
    past: list[Revision]


def visible_to(actor: Actor) -> QuerySet[Product]:
    """Return the products of the actor's centres, and of those whose departments are the own."""
    own = Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    return Product.objects.filter(Q(centre_id__in=actor.centre_ids) | Q(centre_id__in=own))


def find(actor: Actor, pk: int) -> Product:
    """Return one visible product; raise NotFound otherwise."""
    rows = visible_to(actor).select_related("department__centre", "interface", "centre")
    found = single(rows.filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def matching(actor: Actor, *, q: str = "", sold: str = Sold.ALL, today: date) -> QuerySet[Product]:
    """Return the visible products that match words, by name or by the texts of any revision."""
    rows = visible_to(actor)
    if sold == Sold.ACTIVE:
        rows = rows.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=today))
    if sold == Sold.WITHDRAWN:
        rows = rows.filter(withdrawn_on__lte=today)
    q = clean_line("q", q, limit=QUERY_LIMIT, required=False)
    if not q:
        return rows
    said = Q()
    for each in in_both_scripts(q):
        texts = Revision.objects.filter(
            Q(functions__icontains=each)
            | Q(instructions__icontains=each)
            | Q(summary__icontains=each)
        )
        said |= Q(name__icontains=each) | Q(pk__in=texts.values("product_id"))
    return rows.filter(said)


def page(
    actor: Actor,
    *,
    q: str = "",
    sold: str = Sold.ALL,
    today: date,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Product]:
    """Return one page by name; each has ``changed_at`` and ``change`` of its last update."""
    last = Revision.objects.filter(product=OuterRef("pk")).order_by("-number")
    load = Product.objects.select_related("department").annotate(
        changed_at=Subquery(last.values("at")[:1]), change=Subquery(last.values("summary")[:1])
    )
    rows = matching(actor, q=q, sold=sold, today=today)
    return paginate(rows, by="name", cursor=cursor, limit=limit, load=load)


def texts_of(product: Product, *, today: date) -> Texts:
    """Return the texts of a product: what holds on a day, what will, and what did.

    Of two that hold from the same day the one entered last counts. A product that is still to be
    launched has its first text as the current one.
    """
    rows = list(product.revisions.select_related("by").order_by("effective_on", "number"))
    held = [each for each in rows if each.effective_on <= today] or rows[:1]
    current = held[-1]
    coming = [each for each in rows if each.effective_on > today and each != current]
    past = sorted(held[:-1], key=lambda each: each.number, reverse=True)
    return Texts(current, coming, past)


def latest_of(product: Product) -> Revision:
    """Return the revision that was entered last."""
    return product.revisions.get(number=product.version)


def kept_departments(actor: Actor) -> list[Unit]:
    """Return the departments for whose products the actor may write."""
    return [each for each in contacts.departments(actor) if may_keep_at(actor, each)]


def interfaces_of(departments: list[Unit]) -> list[Interface]:
    """Return the open interfaces of some departments, by department."""
    rows = Interface.objects.filter(department__in=departments, is_active=True)
    return list(rows.select_related("department").order_by("department__path", "name", "pk"))


def persons_of(product: Product) -> list[str]:
    """Return the names of the persons to turn to about a product, in the order of their turns."""
    if product.interface is None:
        return []
    turns = product.interface.turns.select_related("person").order_by("position")
    return [each.person.name for each in turns if each.person.is_active]


def sees_department(actor: Actor, product: Product) -> bool:
    """Tell whether the actor may open the page of the department that answers."""
    return contacts.visible_departments(actor).filter(pk=product.department_id).exists()


def handling_units_of(centre_id: int) -> frozenset[int]:
    """Return the open departments and work areas of a centre."""
    rows = Unit.objects.filter(centre_id=centre_id, kind__in=HANDLING_KINDS, is_active=True)
    return frozenset(rows.values_list("pk", flat=True))

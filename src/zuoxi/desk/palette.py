"""Where Ctrl+K can lead for what somebody types: orders, customers, views and pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.customers import pinyin
from zuoxi.customers import presenters as customer_presenters
from zuoxi.customers import queries as customers
from zuoxi.customers.policies import may_search_customers
from zuoxi.customers.presenters import CustomerCard
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.text import clean_line
from zuoxi.savedviews import presenters as view_presenters
from zuoxi.savedviews import queries as views
from zuoxi.web import nav
from zuoxi.web.nav import NavItem
from zuoxi.workorders import presenters as order_presenters
from zuoxi.workorders import queries as orders
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders
from zuoxi.workorders.queries import OrderFilter

# Of each kind; whoever wants all goes on to the list.
MOST = 6
_LIMIT = 200


@dataclass(frozen=True)
class Target:
    """One place to go to; ``note`` says more of it, ``text`` is where the words were found."""

    title: str
    url: str
    icon: str
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class Group:
    """Places of one kind; ``more`` leads to the list of all, where there are more."""

    title: str
    targets: list[Target]
    more: str = ""


def find(actor: Actor, typed: str, *, now: datetime) -> list[Group]:
    """Return where the actor can go, the likeliest place first; nothing for what no search takes.

    Everything comes from the same queries as the lists: whoever does not see a thing there does
    not learn of it here, and what is masked there finds nothing here.
    """
    try:
        q = clean_line("q", typed, limit=_LIMIT, required=False)
    except InvalidInput:
        return []
    if not q:
        return [each for each in (_pages(actor, ""), _views(actor, "")) if each.targets]
    exact = _exact(actor, q, now)
    found = [_customers(actor, q, now), _orders(actor, q, now)]
    # A number is rather that of an order, and a word rather a customer's name.
    ordered = found[::-1] if q[-1:].isdigit() else found
    groups = [exact, *ordered, _views(actor, q), _pages(actor, q)]
    return [each for each in groups if each.targets]


def _exact(actor: Actor, q: str, now: datetime) -> Group:
    """Return the one thing that has just this number."""
    order = orders.by_number(actor, q) if may_see_orders(actor) else None
    if order is not None:
        return Group(pgettext("palette", "Work order"), _order_targets(actor, [order], now))
    customer = customers.find_by_number(actor, q) if may_search_customers(actor) else None
    if customer is None:
        return Group("", [])
    card = customer_presenters.card_for(customer, actor, now)
    return Group(pgettext("palette", "Customer"), [_customer_target(card)])


def _orders(actor: Actor, q: str, now: datetime) -> Group:
    title = pgettext("palette", "Work orders")
    if not may_see_orders(actor):
        return Group(title, [])
    found = orders.page(actor, OrderFilter(q=q), limit=MOST)
    more = f"{reverse('workorders:inquiry')}?{urlencode({'q': q})}" if found.next_cursor else ""
    # The one that has just this number stands above already.
    rest = [each for each in found.items if each.number != q]
    return Group(title, _order_targets(actor, rest, now), more)


def _order_targets(actor: Actor, found: list[WorkOrder], now: datetime) -> list[Target]:
    return [
        Target(
            row.order.number,
            reverse("workorders:order", args=[row.order.number]),
            "file-text",
            f"{row.status_label} · {row.card.title}",
            row.order.description,
        )
        for row in order_presenters.rows_for(found, actor, now)
    ]


def _customers(actor: Actor, q: str, now: datetime) -> Group:
    title = pgettext("palette", "Customers")
    if not may_search_customers(actor):
        return Group(title, [])
    try:
        found = customers.page(actor, CustomerFilter(q=q), limit=MOST)
    except InvalidInput:
        return Group(title, [])
    cards = customer_presenters.cards_for(found.items, actor, now)
    more = f"{reverse('customers:list')}?{urlencode({'q': q})}" if found.next_cursor else ""
    rest = [each for each in found.items if each.customer_no != customers.canonical_no(q)]
    return Group(title, [_customer_target(cards[each.pk]) for each in rest], more)


def _customer_target(card: CustomerCard) -> Target:
    parts = [
        card.customer_no,
        card.phone.text if card.phone else "",
        card.address.text if card.address else "",
    ]
    note = " · ".join(part for part in parts if part)
    return Target(card.title, reverse("customers:detail", args=[card.customer_no]), "user", note)


def _views(actor: Actor, q: str) -> Group:
    found = views.containing(actor, q, limit=MOST)
    targets = [
        Target(each.name, each.address, "bookmark", view_presenters.title_of(each.path), each.name)
        for each in found
    ]
    return Group(_("Saved views"), targets)


def _pages(actor: Actor, q: str) -> Group:
    wanted, letters = q.casefold(), pinyin.typed(q)
    mine = [item for item in nav.items() if item.is_for(actor)]
    targets = [
        Target(str(item.label), item.url(), item.icon, str(item.group.label), str(item.label))
        for item in mine
        if not q or any(_is_meant(name, wanted, letters) for name in _names_of(item))
    ]
    return Group(pgettext("palette", "Pages"), targets if not q else targets[:MOST])


def _names_of(item: NavItem) -> Iterator[str]:
    yield str(item.label)
    yield str(item.group.label)


def _is_meant(name: str, wanted: str, letters: str) -> bool:
    if wanted in name.casefold():
        return True
    return bool(letters) and any(each.startswith(letters) for each in pinyin.of_company(name))

"""The list of products, the page of one, and its updates."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Forbidden, InvalidInput, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.paging import Page
from zuoxi.products import actions, queries
from zuoxi.products.actions import WantedProduct
from zuoxi.products.choices import Change, Sold
from zuoxi.products.forms import ProductForm, SearchForm
from zuoxi.products.models import Product
from zuoxi.products.policies import may_keep_at, may_keep_products, may_see_products
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_see_products, methods=["GET"])
def product_list(request: ActorRequest) -> HttpResponse:
    """Show the products that match, those offered today unless others are asked for."""
    today = timezone.localdate()
    form = SearchForm(request.GET or None, initial={"sold": Sold.ACTIVE})
    sold = form.typed("sold") or Sold.ACTIVE.value
    found: Page[Product] = Page([])
    try:
        found = queries.page(
            request.actor,
            q=form.typed("q"),
            sold=sold,
            today=today,
            cursor=request.GET.get("cursor", ""),
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
    context = {
        "rows": [(each, each.is_offered(today)) for each in found.items],
        "next_cursor": found.next_cursor,
        "form": form,
        "is_narrowed": bool(form.typed("q")) or sold != Sold.ACTIVE,
        "may_add": bool(
            may_keep_products(request.actor) and queries.kept_departments(request.actor)
        ),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "products/list.html", "products/_list.html", context, status=status)


@page(policy=may_see_products, methods=["GET"])
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one product: what holds today, what will, who answers, and all its updates."""
    today = timezone.localdate()
    product = queries.find(request.actor, pk)
    context = {
        "product": product,
        "texts": queries.texts_of(product, today=today),
        "is_offered": product.is_offered(today),
        "persons": queries.persons_of(product),
        "sees_department": queries.sees_department(request.actor, product),
        "may_keep": may_keep_at(request.actor, product.department),
    }
    return htmx.render(request, "products/detail.html", "products/_detail.html", context)


@page(policy=may_keep_products)
def new(request: ActorRequest) -> HttpResponse:
    """Add a product."""
    initial = {"kind": Change.LAUNCH.value, "effective_on": timezone.localdate().isoformat()}
    return _edit(request, None, initial)


@page(policy=may_keep_products)
def update(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter an update; what was entered last stands there."""
    product = queries.find(request.actor, pk)
    if not may_keep_at(request.actor, product.department):
        raise Forbidden
    latest = queries.latest_of(product)
    initial = {
        "kind": Change.ADJUSTMENT.value,
        "effective_on": timezone.localdate().isoformat(),
        "name": product.name,
        "department": product.department_id,
        "interface": product.interface_id or "",
        "functions": latest.functions,
        "instructions": latest.instructions,
        "version": product.version,
    }
    return _edit(request, product, initial)


def _edit(request: ActorRequest, product: Product | None, initial: dict[str, Any]) -> HttpResponse:
    departments = queries.kept_departments(request.actor)
    form = ProductForm(
        request.POST or None,
        departments=departments,
        interfaces=queries.interfaces_of(departments),
        is_new=product is None,
        initial=initial,
    )
    if request.method == "POST":
        try:
            saved = _save(request, product, form)
        except (InvalidInput, Stale) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return htmx.redirect(request, "products:detail", saved.pk)
    context = {"form": form, "product": product, "has_departments": bool(departments)}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "products/edit.html", context=context, status=status)


def _save(request: ActorRequest, product: Product | None, form: ProductForm) -> Product:
    now = timezone.now()
    wanted = _wanted(form)
    if product is None:
        return actions.add_product(actor=request.actor, wanted=wanted, now=now)
    return actions.update_product(
        actor=request.actor,
        product_id=product.pk,
        wanted=wanted,
        # A page of ours always sends its version; anything else matches none.
        expected_version=form.whole_number("version") or 0,
        now=now,
    )


def _wanted(form: ProductForm) -> WantedProduct:
    day = None
    faults = Faults()
    if form.typed("effective_on").strip():
        with faults.noted():
            day = read_day("effective_on", form.typed("effective_on"))
    faults.stop()
    return WantedProduct(
        department_id=form.whole_number("department"),
        kind=form.typed("kind"),
        name=form.typed("name"),
        summary=form.typed("summary"),
        functions=form.typed("functions"),
        instructions=form.typed("instructions"),
        interface_id=form.whole_number("interface"),
        effective_on=day,
    )

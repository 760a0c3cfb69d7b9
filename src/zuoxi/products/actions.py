"""How products are added and updated."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.contacts.models import Interface
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, InvalidInput, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org.models import Unit
from zuoxi.products import queries
from zuoxi.products.choices import NAME_LIMIT, SUMMARY_LIMIT, TEXT_LIMIT, Change
from zuoxi.products.events import ProductUpdated
from zuoxi.products.models import Product, Revision
from zuoxi.products.policies import may_keep_at, may_keep_products


@dataclass(frozen=True, kw_only=True)
class WantedProduct:
    """A product as it is to stand from ``effective_on`` on; ``summary`` says what is new.

    A withdrawal keeps the texts; the day is then the first on which it is not offered any more.
    """

    department_id: int | None
    kind: str
    name: str
    summary: str
    functions: str
    instructions: str = ""
    interface_id: int | None = None
    effective_on: date | None = None


@action("products.add_product", policy=may_keep_products)
def add_product(*, actor: Actor, wanted: WantedProduct, now: datetime) -> Product:
    """Add a product with its first texts, and tell the departments of it."""
    return _save(None, actor=actor, wanted=wanted, now=now)


@action("products.update_product", policy=may_keep_products)
def update_product(
    *,
    actor: Actor,
    product_id: int,
    wanted: WantedProduct,
    expected_version: int | None,
    now: datetime,
) -> Product:
    """Enter an update of a product and tell the departments of it, unless it is a correction.

    A launch offers a withdrawn product again.
    """
    product = queries.find(actor, product_id)
    if not may_keep_at(actor, product.department):
        raise Forbidden(
            _("Only the department that answers for the product and supervisors update its page.")
        )
    Product.objects.select_for_update(no_key=True).get(pk=product_id)
    product = queries.find(actor, product_id)
    if expected_version is not None and expected_version != product.version:
        raise Stale(extra={"version": product.version})
    return _save(product, actor=actor, wanted=wanted, now=now)


def _save(
    product: Product | None, *, actor: Actor, wanted: WantedProduct, now: datetime
) -> Product:
    faults = Faults()
    department = _department(actor, product, wanted.department_id, faults)
    interface = _interface(department, wanted.interface_id, faults)
    name = faults.line("name", wanted.name, limit=NAME_LIMIT)
    kind = faults.choice("kind", wanted.kind, Change.values)
    if product is None and kind == Change.WITHDRAWAL:
        faults.add("kind", _("A product that is not known yet cannot be withdrawn."))
    texts = {
        "summary": faults.text("summary", wanted.summary, limit=SUMMARY_LIMIT),
        "functions": faults.text("functions", wanted.functions, limit=TEXT_LIMIT),
        "instructions": faults.text(
            "instructions", wanted.instructions, limit=TEXT_LIMIT, required=False
        ),
    }
    if wanted.effective_on is None:
        faults.add("effective_on", _("Enter the day from which this holds."))
    faults.stop()
    assert department is not None
    assert department.centre_id is not None
    assert wanted.effective_on is not None
    assert actor.user_id is not None
    saved = product or Product(centre_id=department.centre_id, version=0)
    saved.department, saved.interface, saved.name = department, interface, name
    saved.version += 1
    if kind == Change.WITHDRAWAL:
        saved.withdrawn_on = wanted.effective_on
    elif kind == Change.LAUNCH:
        saved.withdrawn_on = None
    taken = InvalidInput(
        fields={"name": [_("There is a product of this name already. Update that one.")]}
    )
    with refuse_taken({"product_name_once": taken}):
        saved.save()
    revision = Revision.objects.create(
        product=saved,
        number=saved.version,
        kind=kind,
        effective_on=wanted.effective_on,
        by_id=actor.user_id,
        at=now,
        **texts,
    )
    _tell(saved, revision, department, actor=actor, now=now)
    return queries.find(actor, saved.pk)


def _tell(
    product: Product, revision: Revision, department: Unit, *, actor: Actor, now: datetime
) -> None:
    data = {
        "name": product.name,
        "department": department.name,
        "change": revision.kind,
        "number": revision.number,
        "summary": revision.summary,
        "effective_on": revision.effective_on.isoformat(),
        "told_late": revision.effective_on < timezone.localdate(now),
    }
    fact = ProductUpdated(
        subject_id=product.pk,
        centre_id=product.centre_id,
        area_ids=queries.handling_units_of(product.centre_id),
        data=data,
    )
    publish(fact, actor=actor, now=now)


def _department(
    actor: Actor, product: Product | None, department_id: int | None, faults: Faults
) -> Unit | None:
    found = next((e for e in queries.kept_departments(actor) if e.pk == department_id), None)
    if found is None or (product and found.centre_id != product.centre_id):
        faults.add("department", _("Choose a department for which you may write."))
        return None
    return found


def _interface(
    department: Unit | None, interface_id: int | None, faults: Faults
) -> Interface | None:
    if interface_id is None or department is None:
        return None
    rows = Interface.objects.filter(department=department, is_active=True, pk=interface_id)
    found = rows.first()
    if found is None:
        faults.add("interface", _("Choose an interface of the department that answers."))
    return found

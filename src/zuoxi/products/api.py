"""Products over the API: the same queries and actions as the pages."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.products import actions, queries, schemas
from zuoxi.products.choices import Sold
from zuoxi.products.models import Product
from zuoxi.products.policies import may_keep_products, may_see_products

router = Router(tags=["products"])

ProductId = Annotated[Id, Path()]


@operation(router.get, "/products", PageOut[schemas.ProductLineOut], policy=may_see_products)
def list_products(
    request: Request,
    q: ShortText = "",
    sold: Sold = Sold.ALL,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[schemas.ProductLineOut]:
    """List the products by name, or those whose name or texts have some words."""
    today = timezone.localdate()
    found = queries.page(
        request.actor, q=q, sold=sold.value, today=today, cursor=cursor, limit=limit
    )
    return PageOut[schemas.ProductLineOut](
        items=[schemas.ProductLineOut.of(each, today) for each in found.items],
        next_cursor=found.next_cursor,
    )


@operation(
    router.get, "/products/{product_id}", schemas.ProductOut, policy=may_see_products, etag=True
)
def get_product(
    request: Request, response: HttpResponse, product_id: ProductId
) -> schemas.ProductOut:
    """Get one product with all its texts."""
    return _answer(response, queries.find(request.actor, product_id))


@operation(
    router.post,
    "/products",
    schemas.ProductOut,
    status=201,
    policy=may_keep_products,
    etag=True,
    problems=(404,),
)
def add_centre_product(
    request: Request, response: HttpResponse, body: schemas.ProductIn
) -> schemas.ProductOut:
    """Add a product; the centre and its departments get a message."""
    product = actions.add_product(actor=request.actor, wanted=_wanted(body), now=timezone.now())
    return _answer(response, product)


@operation(
    router.post,
    "/products/{product_id}/updates",
    schemas.ProductOut,
    policy=may_keep_products,
    problems=(412,),
    etag=True,
)
def update_centre_product(
    request: Request,
    response: HttpResponse,
    product_id: ProductId,
    body: schemas.ProductIn,
    if_match: IfMatch = None,
) -> schemas.ProductOut:
    """Enter an update or the withdrawal of a product.

    The centre and its departments get a message, unless only the text is corrected.
    """
    product = actions.update_product(
        actor=request.actor,
        product_id=product_id,
        wanted=_wanted(body),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, product)


def _answer(response: HttpResponse, product: Product) -> schemas.ProductOut:
    today = timezone.localdate()
    response["ETag"] = etag(product.version)
    texts = queries.texts_of(product, today=today)
    return schemas.ProductOut.whole(product, texts, queries.persons_of(product), today)


def _wanted(body: schemas.ProductIn) -> actions.WantedProduct:
    return actions.WantedProduct(
        department_id=body.department,
        kind=body.kind.value,
        name=body.name,
        summary=body.summary,
        functions=body.functions,
        instructions=body.instructions,
        interface_id=body.interface,
        effective_on=body.effective_on,
    )

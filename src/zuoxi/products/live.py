"""Which open pages hear of products: all of the centre and its departments."""

from zuoxi.kernel.events import Signal, live
from zuoxi.products.events import ProductUpdated


@live(ProductUpdated)
def _updated(fact: ProductUpdated) -> Signal:
    places = {f"area:{pk}" for pk in fact.area_ids}
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", *places}), topics=frozenset({"products"})
    )

"""Which orders belong together, as the API shows it."""

from typing import Self

from zuoxi.api.fields import LongText, ShortText
from zuoxi.api.schemas import CodeLabel, Input, Output
from zuoxi.workorders.choices import LinkKind, Status
from zuoxi.workorders.queries import LinkedOrder
from zuoxi.workorders.schemas.orders import code_label


class LinkedOrderOut(Output):
    """An order that belongs to this one."""

    number: str
    kind: LinkKind
    is_earlier: bool
    status: Status
    status_label: str
    request_type: CodeLabel

    @classmethod
    def of(cls, linked: LinkedOrder) -> Self:
        """Build the answer from one side of a link."""
        order = linked.order
        return cls(
            number=order.number,
            kind=linked.kind,
            is_earlier=linked.is_earlier,
            status=Status(order.status),
            status_label=str(Status(order.status).label),
            request_type=code_label(order.request_type),
        )


class LinkedOrderList(Output):
    """The orders that belong to an order, as far as the caller sees them; the earliest first."""

    items: list[LinkedOrderOut]


class UrgeIn(Input):
    """What the customer says when asking again."""

    remark: LongText = ""


class LinkIn(Input):
    """The order to link to."""

    other: ShortText

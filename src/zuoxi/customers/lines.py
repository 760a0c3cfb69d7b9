"""What a list of something else reads of a customer: one line, by one statement."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.statements import Selected, ask

# One statement instead of four: lists of orders are read most.
_LINES_SQL = """
SELECT customer.id, customer.customer_no, customer.name, customer.company_name,
       coalesce(mobile.normalised, phone.normalised, ''),
       coalesce(mobile.extension, phone.extension, ''),
       coalesce(address.province, ''), coalesce(address.city, ''),
       coalesce(address.district, ''), coalesce(address.street, ''), coalesce(address.text, ''),
       EXISTS (SELECT FROM customers_reveal AS reveal
               WHERE reveal.user_id = %(reader)s AND reveal.until > %(now)s
                 AND reveal.customer_id = customer.id)
FROM customers_customer AS customer
LEFT JOIN customers_contactpoint AS mobile
       ON mobile.customer_id = customer.id AND mobile.kind = 'mobile' AND mobile.is_primary
LEFT JOIN customers_contactpoint AS phone
       ON phone.customer_id = customer.id AND phone.kind = 'phone' AND phone.is_primary
LEFT JOIN customers_address AS address
       ON address.customer_id = customer.id AND address.is_primary
WHERE customer.id = ANY({ids})
"""


class Line(NamedTuple):
    """One customer as stored: the names, the number to call first, the main address.

    What a customer does not have is an empty text.
    """

    pk: int
    customer_no: str
    name: str
    company_name: str
    number: str
    extension: str
    province: str
    city: str
    district: str
    street: str
    text: str
    is_revealed: bool

    @property
    def address(self) -> dict[str, str]:
        """The main address by its parts."""
        return {
            "province": self.province,
            "city": self.city,
            "district": self.district,
            "street": self.street,
            "text": self.text,
        }


def ask_lines(
    actor: Actor, now: datetime, ids: Iterable[int] | Selected
) -> Callable[[], list[Line]]:
    """Ask for the lines of some customers whose orders the actor sees, with one statement.

    The function returned waits for them.
    """
    values: dict[str, Any] = {"reader": actor.user_id or 0, "now": now}
    if isinstance(ids, Selected):
        rows = ask(_lines_sql(f"ARRAY({ids.sql})"), {**values, **ids.values})
    else:
        rows = ask(_lines_sql("%(ids)s"), values | {"ids": list(set(ids))})
    return lambda: [Line._make(row) for row in rows()]


@cache
def _lines_sql(ids: str) -> str:
    return _LINES_SQL.format(ids=ids)

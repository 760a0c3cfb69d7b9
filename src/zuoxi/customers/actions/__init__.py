"""Every write on customer records."""

from zuoxi.customers.actions.activity import deactivate_customer, reactivate_customer
from zuoxi.customers.actions.classes import save_customer_class
from zuoxi.customers.actions.correction import correct_customer
from zuoxi.customers.actions.indexing import index_names
from zuoxi.customers.actions.registration import register_customer
from zuoxi.customers.actions.reveals import reveal_customer

__all__ = [
    "correct_customer",
    "deactivate_customer",
    "index_names",
    "reactivate_customer",
    "register_customer",
    "reveal_customer",
    "save_customer_class",
]

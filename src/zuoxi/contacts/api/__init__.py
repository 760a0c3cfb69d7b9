"""The API of departments, contact persons and processes."""

from zuoxi.contacts.api import departments, orders, persons, processes
from zuoxi.contacts.api.routes import router

__all__ = ["departments", "orders", "persons", "processes", "router"]

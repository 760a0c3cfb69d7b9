"""Exports and imports over the API: the same queries and actions as the pages."""

from zuoxi.sheets.api import exports, imports
from zuoxi.sheets.api.routes import router

__all__ = ["exports", "imports", "router"]

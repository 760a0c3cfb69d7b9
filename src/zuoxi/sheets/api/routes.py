"""The router of the package."""

from ninja import Router

router = Router(tags=["sheets"])

"""The one router of the package, and what its paths have in common."""

from collections.abc import Sequence
from typing import Annotated

from ninja import Path, Router

from zuoxi.api.fields import Id
from zuoxi.meetings.actions import Part
from zuoxi.meetings.schemas import PartIn

router = Router(tags=["meetings"])

Pk = Annotated[Id, Path()]


def parts_of(body: Sequence[PartIn]) -> list[Part]:
    """Return who takes part as the actions take it."""
    return [Part(each.unit_id, each.username) for each in body]

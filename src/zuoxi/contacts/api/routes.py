"""The one router of the package, and what its paths have in common."""

from typing import Annotated

from ninja import Path, Router

from zuoxi.api.fields import Id

router = Router(tags=["departments and contact persons"])

Pk = Annotated[Id, Path()]

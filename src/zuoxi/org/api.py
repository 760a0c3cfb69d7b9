"""Work areas and technicians as reference data of the API."""

from typing import Self

from ninja import Router

from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import CodeLabel, Output
from zuoxi.kernel.policies import signed_in
from zuoxi.org import queries
from zuoxi.org.models import Technician, Unit

router = Router(tags=["reference"])


class WorkAreaOut(Output):
    """A work area with the people to whom orders can be dispatched."""

    code: str
    label: str
    technicians: list[CodeLabel]

    @classmethod
    def of(cls, area: Unit, technicians: list[Technician]) -> Self:
        """Build the answer for one work area."""
        return cls(
            code=area.code,
            label=area.name,
            technicians=[CodeLabel(code=each.code, label=each.name) for each in technicians],
        )


class WorkAreaList(Output):
    """All work areas that the caller may see."""

    items: list[WorkAreaOut]


@operation(router.get, "/work-areas", WorkAreaList, policy=signed_in)
def list_work_areas(request: Request) -> WorkAreaList:
    """List the work areas and their technicians."""
    people: dict[int, list[Technician]] = {}
    for each in queries.technicians(request.actor):
        people.setdefault(each.work_area_id, []).append(each)
    areas = queries.work_areas(request.actor)
    return WorkAreaList(items=[WorkAreaOut.of(area, people.get(area.pk, [])) for area in areas])

"""Templates over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, LongText, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.macros import actions, presenters, queries
from zuoxi.macros.models import Macro
from zuoxi.macros.policies import may_use
from zuoxi.macros.presenters import MacroRow
from zuoxi.org.choices import Visibility

router = Router(tags=["templates"])

MacroId = Annotated[Id, Path()]


class MacroOut(Output):
    """Values for the fields of one form; texts may name placeholders such as `{{ order.number }}`.

    `place` is an action of work orders, or `intake`, `comment`, `callback` or `follow_up`.
    """

    id: int
    name: str
    shortcut: str
    place: str
    place_label: str
    values: dict[str, str]
    visibility: Visibility
    unit: str | None
    unit_name: str | None
    owner: str
    is_active: bool
    uses: int
    may_change: bool
    version: int
    changed_at: datetime

    @classmethod
    def of(cls, row: MacroRow) -> Self:
        """Build the answer for one template."""
        macro = row.macro
        return cls(
            id=macro.pk,
            name=macro.name,
            shortcut=macro.shortcut,
            place=macro.place,
            place_label=row.place,
            values=macro.values,
            visibility=Visibility(macro.visibility),
            unit=macro.unit.code if macro.unit else None,
            unit_name=macro.unit.name if macro.unit else None,
            owner=macro.owner.name,
            is_active=macro.is_active,
            uses=macro.uses,
            may_change=row.may_change,
            version=macro.version,
            changed_at=macro.changed_at,
        )


class MacroIn(Input):
    """A template; `values` are by the names of the form's inputs, yes or no as `yes` and `no`."""

    name: ShortText
    shortcut: ShortText = ""
    place: ShortText
    values: dict[ShortText, LongText]
    visibility: Visibility = Visibility.OWN
    unit: ShortText = ""

    def wanted(self) -> actions.Wanted:
        """Return what is asked for, as the actions take it."""
        return actions.Wanted(**self.model_dump())


class ActiveIn(Input):
    """Whether a template is offered."""

    is_active: bool


@operation(router.get, "/templates", PageOut[MacroOut], policy=may_use)
def list_templates(
    request: Request,
    visibility: Visibility = Visibility.OWN,
    is_active: bool = True,  # noqa: FBT001, FBT002 - a parameter of the address
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[MacroOut]:
    """List the templates that are the caller's own, those of the units, or those for everybody."""
    found = queries.page(
        request.actor,
        visibility=visibility.value,
        is_active=is_active,
        cursor=cursor,
        limit=limit,
    )
    rows = presenters.rows_for(found.items, request.actor)
    return PageOut[MacroOut](
        items=[MacroOut.of(row) for row in rows], next_cursor=found.next_cursor
    )


@operation(router.get, "/templates/{template_id}", MacroOut, policy=may_use, etag=True)
def get_template(request: Request, response: HttpResponse, template_id: MacroId) -> MacroOut:
    """Get one template."""
    return _answer(request, response, queries.find(request.actor, template_id))


@operation(router.post, "/templates", MacroOut, status=201, policy=may_use, etag=True)
def create_template(request: Request, response: HttpResponse, body: MacroIn) -> MacroOut:
    """Create a template for oneself; as supervisor also for a unit or for everybody."""
    macro = actions.create_macro(actor=request.actor, wanted=body.wanted(), now=timezone.now())
    return _answer(request, response, macro)


@operation(
    router.put, "/templates/{template_id}", MacroOut, policy=may_use, problems=(412,), etag=True
)
def change_template(
    request: Request,
    response: HttpResponse,
    template_id: MacroId,
    body: MacroIn,
    if_match: IfMatch = None,
) -> MacroOut:
    """Change what a template says and who is offered it."""
    macro = actions.change_macro(
        actor=request.actor,
        macro_id=template_id,
        wanted=body.wanted(),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, macro)


@operation(router.post, "/templates/{template_id}/switch", MacroOut, policy=may_use, etag=True)
def switch_template(
    request: Request, response: HttpResponse, template_id: MacroId, body: ActiveIn
) -> MacroOut:
    """Offer a template to nobody any more, or again; none is ever deleted."""
    macro = actions.switch_macro(
        actor=request.actor, macro_id=template_id, is_active=body.is_active, now=timezone.now()
    )
    return _answer(request, response, macro)


def _answer(request: Request, response: HttpResponse, macro: Macro) -> MacroOut:
    response["ETag"] = etag(macro.version)
    return MacroOut.of(presenters.rows_for([macro], request.actor)[0])

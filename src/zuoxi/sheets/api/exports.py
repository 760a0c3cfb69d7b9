"""Exports over the API."""

from datetime import datetime
from typing import Annotated, Self

from django.http import FileResponse
from django.utils import timezone
from ninja import Path
from pydantic import Field

from zuoxi.api.fields import Id, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import gives_bytes, operation
from zuoxi.api.schemas import Input, Output
from zuoxi.customers.choices import Purpose
from zuoxi.sheets import actions, production, queries
from zuoxi.sheets.api.routes import router
from zuoxi.sheets.choices import Encoding, ExportStatus, Format, Kind
from zuoxi.sheets.files import file_of
from zuoxi.sheets.models import Export
from zuoxi.sheets.policies import may_export


class ExportIn(Input):
    """Which list is wanted, and how; unmasked data need a purpose."""

    address: Annotated[
        ShortText,
        Field(
            description="The address of a list page with its filter.",
            examples=["/inquiry/?status=archived"],
        ),
    ]
    format: Format = Format.XLSX
    encoding: Encoding = Encoding.UTF_8
    is_masked: bool = True
    purpose: Purpose | None = None
    remark: ShortText = ""


class ExportOut(Output):
    """A sheet that was asked for; its content can be fetched while it is done."""

    id: int
    kind: Kind
    status: ExportStatus
    status_label: str
    format: Format
    encoding: Encoding
    is_masked: bool
    rows_done: int
    rows_total: int
    requested_at: datetime
    expires_at: datetime | None

    @classmethod
    def of(cls, export: Export) -> Self:
        """Build the answer for one export."""
        return cls(
            id=export.pk,
            kind=Kind(export.kind),
            status=ExportStatus(export.status),
            status_label=str(ExportStatus(export.status).label),
            format=Format(export.format),
            encoding=Encoding(export.encoding),
            is_masked=export.is_masked,
            rows_done=export.rows_done,
            rows_total=export.rows_total,
            requested_at=export.requested_at,
            expires_at=export.expires_at,
        )


ExportId = Annotated[Id, Path()]


@operation(router.post, "/exports", ExportOut, status=201, policy=may_export, problems=(429,))
def create_export(request: Request, body: ExportIn) -> ExportOut:
    """Ask for the rows of a list as a sheet.

    A short one is done in the answer; a long one is written in the background.
    """
    now = timezone.now()
    export = actions.request_export(
        actor=request.actor,
        wanted=actions.Wanted(
            address=body.address,
            format=body.format.value,
            encoding=body.encoding.value,
            is_masked=body.is_masked,
            purpose=body.purpose.value if body.purpose else "",
            remark=body.remark,
        ),
        now=now,
    )
    if queries.is_instant(request.actor, export, now):
        export = production.produce(export, request.actor, clock=timezone.now)
    return ExportOut.of(export)


@operation(router.get, "/exports/{export_id}", ExportOut, policy=may_export)
def get_export(request: Request, export_id: ExportId) -> ExportOut:
    """Get one of the own exports: how far it has come."""
    return ExportOut.of(queries.find_export(request.actor, export_id))


@operation(
    router.post, "/exports/{export_id}/cancel", ExportOut, policy=may_export, problems=(409,)
)
def cancel_export(request: Request, export_id: ExportId) -> ExportOut:
    """Stop the writing of a sheet."""
    return ExportOut.of(
        actions.cancel_export(actor=request.actor, export_id=export_id, now=timezone.now())
    )


@operation(
    router.get,
    "/exports/{export_id}/content",
    policy=may_export,
    problems=(409,),
    document=gives_bytes(),
)
def get_export_content(request: Request, export_id: ExportId) -> FileResponse:
    """Fetch the file of one of the own exports."""
    return file_of(queries.find_export(request.actor, export_id), timezone.now())

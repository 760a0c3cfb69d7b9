"""Imports over the API."""

from datetime import datetime
from typing import Annotated, Self

from django.utils import timezone
from ninja import File, Form, Path, UploadedFile
from pydantic import Field

from zuoxi.api.fields import Id, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.sheets import actions, presenters, queries, uploads
from zuoxi.sheets.api.routes import router
from zuoxi.sheets.choices import MOST_COLUMNS, ImportStatus, Kind, Outcome
from zuoxi.sheets.models import Import, ImportRow
from zuoxi.sheets.policies import may_import


class HeadingOut(Output):
    """A heading of the file, and the column that it is read as; empty: it is not read."""

    heading: str
    column: str


class ImportOut(Output):
    """A file that is to be taken in, at the step where it is."""

    id: int
    kind: Kind
    centre: str
    file_name: str
    sha256: str
    status: ImportStatus
    status_label: str
    failure: str
    columns: list[HeadingOut]
    allow_duplicate_phone: bool
    rows_total: int
    rows_done: int
    rows_created: int
    rows_faulty: int
    rows_skipped: int
    uploaded_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, upload: Import) -> Self:
        """Build the answer for one import."""
        view = presenters.import_view(upload)
        return cls(
            id=upload.pk,
            kind=Kind(upload.kind),
            centre=upload.centre.code,
            file_name=upload.file_name,
            sha256=upload.sha256,
            status=ImportStatus(upload.status),
            status_label=view.status_label,
            failure=upload.failure,
            columns=[
                HeadingOut(heading=heading, column=column)
                for heading, column in zip(upload.headers, upload.mapping, strict=True)
            ],
            allow_duplicate_phone=upload.allow_duplicate_phone,
            rows_total=upload.rows_total,
            rows_done=upload.rows_done,
            rows_created=view.counts[Outcome.CREATED],
            rows_faulty=view.counts[Outcome.FAULTY],
            rows_skipped=view.counts[Outcome.SKIPPED],
            uploaded_at=upload.uploaded_at,
            finished_at=upload.finished_at,
        )


class CheckIn(Input):
    """What the columns of the file mean; without ``columns`` as they were guessed."""

    columns: Annotated[list[ShortText], Field(max_length=MOST_COLUMNS)] | None = None
    allow_duplicate_phone: bool = False


class ImportRowOut(Output):
    """What became of one row; ``faults`` has sentences by column, "" for the whole row."""

    number: int
    outcome: Outcome
    reference: str
    faults: dict[str, list[str]]

    @classmethod
    def of(cls, row: ImportRow) -> Self:
        """Build the answer for one row."""
        return cls(
            number=row.number,
            outcome=Outcome(row.outcome),
            reference=row.reference,
            faults=row.faults,
        )


ImportId = Annotated[Id, Path()]
CentreCode = Annotated[
    ShortText, Form("", description="Needed only by a caller who supervises several centres.")
]


@operation(router.post, "/imports", ImportOut, status=201, policy=may_import)
def create_import(
    request: Request,
    kind: Form[Kind],
    file: File[UploadedFile],
    centre: CentreCode = "",
) -> ImportOut:
    """Upload an XLSX or CSV file of customers or work orders, as multipart/form-data.

    Nothing of it is taken in yet: check it, then run it.
    """
    now = timezone.now()
    with uploads.stored(file, now) as found:
        upload = actions.upload_sheet(
            actor=request.actor,
            kind=kind.value,
            centre=centre,
            name=found.name,
            file=found.file,
            limits=found.limits,
            now=now,
        )
    return ImportOut.of(upload)


@operation(router.get, "/imports/{import_id}", ImportOut, policy=may_import)
def get_import(request: Request, import_id: ImportId) -> ImportOut:
    """Get one of the own imports: how far it has come."""
    return ImportOut.of(queries.find_import(request.actor, import_id))


@operation(router.get, "/imports/{import_id}/rows", PageOut[ImportRowOut], policy=may_import)
def list_import_rows(
    request: Request, import_id: ImportId, outcome: Outcome | None = None, cursor: ShortText = ""
) -> PageOut[ImportRowOut]:
    """List what became of the rows, by their number in the file."""
    upload = queries.find_import(request.actor, import_id)
    found = queries.rows_of(upload, outcome=outcome.value if outcome else "", cursor=cursor)
    return PageOut[ImportRowOut](
        items=[ImportRowOut.of(each) for each in found.items], next_cursor=found.next_cursor
    )


@operation(router.post, "/imports/{import_id}/check", ImportOut, policy=may_import, problems=(409,))
def check_import(request: Request, import_id: ImportId, body: CheckIn) -> ImportOut:
    """Confirm what the columns mean; every row is then tried in the background."""
    upload = queries.find_import(request.actor, import_id)
    checked = actions.check_import(
        actor=request.actor,
        import_id=import_id,
        columns=upload.mapping if body.columns is None else body.columns,
        allow_duplicate_phone=body.allow_duplicate_phone,
        now=timezone.now(),
    )
    return ImportOut.of(checked)


@operation(router.post, "/imports/{import_id}/run", ImportOut, policy=may_import, problems=(409,))
def run_import(request: Request, import_id: ImportId) -> ImportOut:
    """Take the rows of a checked file in, in the background; rows with errors are left out."""
    return ImportOut.of(
        actions.run_import(actor=request.actor, import_id=import_id, now=timezone.now())
    )


@operation(
    router.post, "/imports/{import_id}/cancel", ImportOut, policy=may_import, problems=(409,)
)
def cancel_import(request: Request, import_id: ImportId) -> ImportOut:
    """Leave the rest of the rows outside; what is in stays in."""
    return ImportOut.of(
        actions.cancel_import(actor=request.actor, import_id=import_id, now=timezone.now())
    )

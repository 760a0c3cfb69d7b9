"""Shapes of the calls on site."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from zuoxi.api.fields import ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.fieldwork.presenters import SignOffRow

_MOST = 150_000


class SignOffIn(Input):
    """Who confirmed the work: with a signature, or with the reason why there is none."""

    signer: ShortText
    signature: Annotated[str, StringConstraints(max_length=_MOST)] = Field(
        "", description="A PNG picture as base64, with or without `data:image/png;base64,`."
    )
    reason: ShortText = ""


class SignOffOut(Output):
    """A confirmation on site; the signer's name is masked unless the customer is revealed."""

    id: int
    round: int
    signer: str
    attachment: int | None
    reason: str
    taken_by: str
    taken_at: datetime

    @classmethod
    def of(cls, row: SignOffRow) -> Self:
        """Build the answer for one confirmation."""
        taken = row.taken
        return cls(
            id=taken.pk,
            round=taken.round,
            signer=row.signer,
            attachment=taken.signature_id,
            reason=taken.reason,
            taken_by=taken.taken_by.name,
            taken_at=taken.taken_at,
        )


class SignOffList(Output):
    """All confirmations of one order, oldest first."""

    items: list[SignOffOut]

"""Shapes that several packages answer with."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Output(BaseModel):
    """Base of every answer; its package fills in each field.

    Not ninja's: that one looks each field of each row up as a template would, which costs more
    than all else of a list.
    """


class Plain(Generic[T]):
    """An answer of the shape ``T`` as plain values, which are written without being checked.

    For long lists, of which half the time goes into checking what was just built. A test of the
    route holds them to their schema.
    """

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values


class Input(Schema):
    """Base of every body: a misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Problem(Output):
    """A problem document (RFC 9457). ``code`` is stable; texts are in the caller's language."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:zuoxi:problem:invalid_input"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="The id of this request, as the logs and the audit have it.")
    code: str = Field(examples=["invalid_input"])
    errors: dict[str, list[str]] = Field(description="Messages by the name of the input.")


class CodeLabel(Output):
    """A value that calls pass by its code, with its label in the caller's language."""

    code: str
    label: str


class WarningOut(Output):
    """Something worth knowing about a call that succeeded."""

    code: str
    message: str


class PageOut(Output, Generic[T]):
    """One page of a list; pass ``next_cursor`` as ``cursor`` for the next, empty on the last."""

    items: list[T]
    next_cursor: str = ""

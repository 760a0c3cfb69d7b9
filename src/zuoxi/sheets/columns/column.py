"""What a column of a sheet is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.functional import Promise

Value = str | int | bool | datetime | None


class Holds(Enum):
    """How a value is written into a cell, and read from one."""

    TEXT = "text"
    # Digits that are a name and no quantity: certificate numbers, telephones.
    DIGITS = "digits"
    NUMBER = "number"
    MOMENT = "moment"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """One column. ``also`` are further names under which other people's files have it."""

    name: str
    label: Promise
    holds: Holds
    value: Callable[[Any], Value]
    width: int = 16
    is_read: bool = False
    is_required: bool = False
    also: tuple[str, ...] = ()
    example: str = ""

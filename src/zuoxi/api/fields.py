"""Input types that keep unusable values away from queries and actions.

``ShortText`` and ``LongText`` for texts, ``Id`` and ``Moment`` for numbers and times that the
database can hold, ``IfMatch`` and ``IdempotencyKey`` for headers.
The exact length of a business field is the action's rule; these bounds only keep absurd input out.
"""

import re
from datetime import UTC, datetime
from typing import Annotated

from ninja import Header
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.text import text_fault

LONGEST = 200_000


def _storable(value: str) -> str:
    fault = text_fault(value, limit=LONGEST)
    if fault:
        raise ValueError(fault)
    return value


def _in_range(value: datetime) -> datetime:
    if not _FIRST <= value <= _LAST:
        from django.utils.translation import gettext as _  # noqa: PLC0415 - types load before apps

        raise ValueError(_("Enter a date between 2000 and 2100."))
    return value


_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)

ShortText = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_storable)]
LongText = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_storable)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Limit = Annotated[int, Field(ge=1, le=100)]

IdempotencyKey = Annotated[
    str | None,
    StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$"),
    Header(
        None,
        alias="Idempotency-Key",
        description="Up to 200 visible ASCII characters. Repeating a call with the same key "
        "returns the first result and creates nothing.",
    ),
]
IfMatch = Annotated[
    str | None,
    StringConstraints(max_length=200),
    Header(
        None,
        alias="If-Match",
        description="The ETag of the version the call is meant for; another current version "
        "is answered with 412.",
    ),
]

_ENTITY_TAG = re.compile(r'"[\x21\x23-\x7e]*"')
# A well-formed tag that we never gave out: it matches no version.
_NO_VERSION = -1


def etag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def expected_version(if_match: str | None) -> int | None:
    """Return the version that ``If-Match`` asks for, None when any will do.

    Raises InvalidInput for ``If-Match`` unless it is ``*`` or one strong entity tag.
    """
    from django.utils.translation import gettext as _  # noqa: PLC0415 - types load before apps

    if if_match is None or if_match.strip() == "*":
        return None
    tag = if_match.strip()
    if not _ENTITY_TAG.fullmatch(tag):
        raise InvalidInput(
            fields={"If-Match": [_('Write one version in double quotes, such as "3".')]}
        )
    number = tag.strip('"')
    return int(number) if re.fullmatch(r"[0-9]{1,9}", number) else _NO_VERSION

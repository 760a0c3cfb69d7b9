"""What intake takes, and what each request type asks for."""

from typing import Self

from zuoxi.api.fields import LongText, Moment, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.workorders.choices import AmountRule, Complexity, FieldKind, FormType, Source
from zuoxi.workorders.models import RequestField


class RequestFieldOut(Output):
    """One thing that a request type asks for; ``choices`` are the values of kind `choice`.

    ``choice_labels`` has what each of them is called in the reader's language, ``rule`` what
    an amount is checked against.
    """

    code: str
    label: str
    kind: FieldKind
    required: bool
    searchable: bool
    choices: list[str]
    choice_labels: dict[str, str]
    rule: AmountRule | None

    @classmethod
    def of(cls, field: RequestField) -> Self:
        """Build the answer from a field."""
        return cls(
            code=field.code,
            label=field.label,
            kind=FieldKind(field.kind),
            required=field.is_required,
            searchable=field.is_searchable,
            choices=field.choices,
            choice_labels={each: field.choice_label(each) for each in field.choices},
            rule=AmountRule(field.rule) if field.rule else None,
        )


class RequestFieldList(Output):
    """What a request type asks for beyond the common fields, in its order."""

    items: list[RequestFieldOut]


class LineIn(Input):
    """One article."""

    name: ShortText
    quantity: ShortText | float = "1"
    price: ShortText | float = ""


class CreateIn(Input):
    """What an intake needs; device type, request type, grade and region class are codes.

    `details` holds what the request type asks for, by field code; amounts and numbers as strings
    or numbers, dates as `YYYY-MM-DD`, articles as a list of `{name, quantity, price}`. `follows` is
    the number of an earlier order of this customer. A matter from a `superior` body names
    `feedback_due_at`. A `simple` matter comes with its `answer` and is closed at once; a `complex`
    one goes to the working group.
    """

    form_type: FormType
    customer_no: ShortText
    device_type: ShortText
    request_type: ShortText
    appointment_at: Moment | None = None
    description: LongText
    details: dict[str, LongText | float | bool | list[LineIn] | None] = {}
    follows: ShortText = ""
    source: Source = Source.TELEPHONE
    feedback_due_at: Moment | None = None
    grade: ShortText = ""
    region_class: ShortText = ""
    complexity: Complexity | None = None
    answer: LongText = ""

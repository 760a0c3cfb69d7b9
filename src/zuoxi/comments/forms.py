"""The form of a comment, and the part of an order's page that holds it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zuoxi.accounts.models import User
from zuoxi.comments import presenters, queries
from zuoxi.comments.actions import Draft
from zuoxi.comments.choices import TEXT_LIMIT
from zuoxi.comments.policies import may_comment_on, may_report_on
from zuoxi.customers import pinyin
from zuoxi.kernel.actors import Actor
from zuoxi.org.choices import UnitKind
from zuoxi.web.forms import ShownForm
from zuoxi.workorders.models import WorkOrder

# Of the newest comments that an order's page shows; a page of their own has all.
SHOWN = 20
_MOST_DIGITS = 18


class People(forms.SelectMultiple):
    """A choice of several persons, found by the pinyin of their names as well (mentions.js).

    Nothing else about them stands in the page: a user name is half of what it takes to sign in.
    """

    also: dict[str, str]

    def create_option(self, name: str, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add ``data-also`` to the option."""
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-also"] = self.also.get(str(value), "")
        return option


class CommentForm(ShownForm):
    """A comment; the action checks it."""

    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "maxlength": TEXT_LIMIT,
                "data-mentions": "mentions",
                "data-key": "c",
                "aria-keyshortcuts": "c",
            }
        ),
    )
    mentions = forms.MultipleChoiceField(
        label=_("Mention"),
        required=False,
        widget=People(attrs={"size": 4}),
        help_text=_("Those who should read it get a notice."),
    )
    for_customer = forms.BooleanField(
        label=_("The customer may be told this"),
        required=False,
        help_text=_("Otherwise it is internal: never printed for the customer or sent there."),
    )
    is_progress = forms.BooleanField(
        label=_("This is a progress note"),
        required=False,
        help_text=_("Intake and all departments that work on the matter see it at once."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        people: Iterable[User],
        may_report: bool = True,
        reports: bool = False,
    ) -> None:
        initial = {"key": uuid.uuid4().hex, "is_progress": reports}
        super().__init__(data, initial=initial, auto_id="comment_%s")
        if not may_report:
            del self.fields["is_progress"]
        found = list(people)
        widget = self.fields["mentions"].widget
        assert isinstance(widget, People)
        widget.also = {
            str(each.pk): " ".join(sorted(pinyin.of_person(each.name))) for each in found
        }
        self.offer("mentions", [(str(each.pk), each.name) for each in found])

    def draft(self) -> Draft:
        """Return what was typed; an id that is none becomes one that nobody has."""
        chosen = self.data.getlist("mentions") if isinstance(self.data, QueryDict) else []
        return Draft(
            text=self.typed("text"),
            mentions=frozenset(_id(each) for each in chosen),
            is_internal=not self.typed("for_customer"),
            is_progress=bool(self.typed("is_progress")),
        )


def part_context(
    order: WorkOrder,
    *,
    actor: Actor,
    now: datetime,
    form: CommentForm | None = None,
    cursor: str = "",
    limit: int = SHOWN,
) -> dict[str, Any]:
    """Return what the comments of an order look like to one reader, with the form to write one."""
    found = queries.page(order, cursor=cursor, limit=limit)
    if form is None and may_comment_on(actor, order):
        form = CommentForm(
            people=queries.mentionable(order, besides=actor),
            may_report=may_report_on(actor, order),
            # What a department writes is a report to the centre, unless it says otherwise.
            reports=order.work_area is not None and order.work_area.kind == UnitKind.DEPARTMENT,
        )
    return {
        "comments_url": reverse("comments:of_order", args=[order.number]),
        "comments_number": order.number,
        # The oldest on top, as one reads; the newest is next to the form.
        "comment_rows": presenters.rows_for(reversed(found.items), actor, now),
        "comment_form": form,
        "earlier_cursor": found.next_cursor,
    }


def _id(raw: str) -> int:
    is_number = raw.isascii() and raw.isdigit() and len(raw) <= _MOST_DIGITS
    return int(raw) if is_number else 0

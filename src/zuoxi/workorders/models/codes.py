"""The code lists that work orders draw on, and what each request type asks for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from zuoxi.workorders.choices import AmountRule, CodeList, FieldKind

_LANGUAGES = ("zh_hans", "zh_hant", "en")


class Labelled(models.Model):
    """Something that a supervisor names in each language."""

    label_zh_hans = models.CharField(max_length=100)
    label_zh_hant = models.CharField(max_length=100, blank=True)
    label_en = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the reader's language, else the Simplified Chinese one."""
        return getattr(self, f"label_{_language()}", "") or self.label_zh_hans

    @property
    def other_labels(self) -> list[str]:
        """The labels in the languages that are not the reader's; empty where there is none."""
        return [getattr(self, f"label_{each}") for each in _LANGUAGES if each != _language()]


class CodeItem(Labelled):
    """A value of a code list. Never deleted; an inactive one is offered no more but still shown.

    ``script`` is what an agent says when a request type is chosen, in the callers' language.
    """

    list = models.CharField(max_length=16, choices=CodeList.choices)
    code = models.SlugField(max_length=32, allow_unicode=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    script = models.TextField(blank=True)

    class Meta(Labelled.Meta):
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="code_item_once"),
            models.CheckConstraint(condition=Q(list__in=CodeList.values), name="code_item_list"),
            models.CheckConstraint(condition=~Q(source=""), name="code_item_has_source"),
        ]


class RequestField(Labelled):
    """One thing that a request type asks for beyond what every order has.

    Never deleted: an inactive one is asked no more and still names the values of older orders.
    ``choices`` are the values of kind CHOICE, one string each: what orders keep, and the label in
    Simplified Chinese. ``choice_labels`` has those of the other languages: value, language, label.
    """

    request_type = models.ForeignKey(
        CodeItem, models.PROTECT, related_name="fields", db_index=False
    )
    code = models.SlugField(max_length=32)
    kind = models.CharField(max_length=16, choices=FieldKind.choices)
    choices = models.JSONField(default=list)
    choice_labels = models.JSONField(default=dict)
    rule = models.CharField(max_length=16, choices=AmountRule.choices, blank=True)
    is_required = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=200)

    class Meta(Labelled.Meta):
        constraints = [
            models.UniqueConstraint(fields=["request_type", "code"], name="request_field_once"),
            models.CheckConstraint(
                condition=Q(kind__in=FieldKind.values), name="request_field_kind"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="request_field_has_source"),
            models.CheckConstraint(
                condition=Q(rule="") | Q(rule__in=AmountRule.values, kind=FieldKind.MONEY),
                name="request_field_rule",
            ),
            models.UniqueConstraint(
                fields=["request_type"],
                condition=Q(kind=FieldKind.EARLIER_ORDER),
                name="request_field_one_earlier_order",
            ),
        ]

    def choice_label(self, value: str) -> str:
        """Return what a value is called in the reader's language, else the value."""
        return str(self.choice_labels.get(value, {}).get(_language()) or value)

    def choice_called(self, text: str) -> str | None:
        """Return the value that is called so in any language, None where none is."""
        if text in self.choices:
            return text
        labelled = self.choice_labels.items()
        return next((value for value, labels in labelled if text in labels.values()), None)


def _language() -> str:
    return (get_language() or "").replace("-", "_")

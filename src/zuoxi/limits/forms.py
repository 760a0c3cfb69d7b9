"""What is typed about limits. The actions check it."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.calendars.counting import Term
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.actions import WantedLimit, WantedRule
from zuoxi.limits.choices import (
    EVIDENCE_LABELS,
    MILESTONES,
    NOTE_LIMIT,
    PAUSE_LABELS,
    PRESET_LABELS,
    REASON_LIMIT,
    SINCE_LABELS,
    SOURCE_LIMIT,
    WAY_LABELS,
    WAYS,
)
from zuoxi.limits.matching import MAY_COUNT_FROM, USUALLY_FROM, Limit, Rule
from zuoxi.limits.presenters.words import counting_words, way_of
from zuoxi.limits.presets import Code
from zuoxi.org.models import Unit
from zuoxi.web.forms import MomentField, ShownForm, dress, whole_number
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem

# Keeps the rules of counting that stand there, where they are none of the offered ways.
KEPT = "kept"
CREATE = "+"

_ANY = pgettext_lazy("rule", "any")


class CaseForm(ShownForm):
    """The four things that a rule names or a case has."""

    request_type = forms.ChoiceField(label=CodeList.REQUEST_TYPE.label, required=False)
    grade = forms.ChoiceField(label=CodeList.GRADE.label, required=False)
    region = forms.ChoiceField(label=CodeList.REGION_CLASS.label, required=False)
    unit = forms.ChoiceField(label=pgettext_lazy("limits", "Handling unit"), required=False)

    def __init__(
        self,
        *args: Any,
        codes: Mapping[str, Iterable[CodeItem]],
        units: Iterable[Unit],
        empty: object = _ANY,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, items in codes.items():
            self.offer(name, [(each.code, each.label) for each in items], empty=str(empty))
        self.offer("unit", [(str(each.pk), each.name) for each in units], empty=str(empty))

    def wanted(self) -> dict[str, str]:
        """Return what was chosen, by name."""
        return {name: self.typed(name) for name in ("request_type", "grade", "region", "unit")}


class TryForm(CaseForm):
    """A case and the moment of its receipt."""

    start = MomentField(label=pgettext_lazy("limits", "Received at"))


class RuleForm(CaseForm):
    """A rule: what it names, and a limit for each milestone."""

    evidence = forms.ChoiceField(
        label=pgettext_lazy("field", "Evidence"), choices=list(EVIDENCE_LABELS.items())
    )
    source = forms.CharField(
        label=pgettext_lazy("field", "Source"),
        help_text=_("The law, the promise or the minutes that the figures come from."),
        widget=forms.TextInput(attrs={"maxlength": SOURCE_LIMIT}),
    )
    note = forms.CharField(
        label=pgettext_lazy("field", "Note"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": NOTE_LIMIT}),
    )
    is_interim = forms.BooleanField(
        label=_("The reply is a first one, the matter is finished after it"), required=False
    )
    revision = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rule: Rule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rule = rule
        for milestone in Milestone:
            limit = rule.limits.get(milestone) if rule else None
            for name, field in _limit_fields(milestone, limit).items():
                dress(field.widget)
                self.fields[f"{milestone.value}_{name}"] = field

    @property
    def milestones(self) -> list[dict[str, object]]:
        """The fields of each milestone, with whether its rarer ones are to be seen at once."""
        found = []
        for milestone, label in MILESTONES.items():
            names = ("amount", "way", "since", "pauses", "evidence", "source")
            fields = {name: self[f"{milestone.value}_{name}"] for name in names}
            rarer = any(fields[name].errors for name in names[3:])
            is_open = rarer or bool(self._pauses(milestone))
            found.append({"label": label, "fields": fields, "is_open": is_open})
        return found

    def wanted_rule(self) -> WantedRule:
        """Return the rule as it was typed."""
        chosen = self.wanted()
        return WantedRule(
            grade=chosen["grade"],
            request_type=chosen["request_type"],
            region=chosen["region"],
            # A unit that is none is refused as one that does not exist.
            unit_id=(whole_number(chosen["unit"]) or 0) if chosen["unit"] else None,
            limits={
                each.value: self._limit(each)
                for each in Milestone
                if self.typed(f"{each.value}_amount").strip()
            },
            evidence=self.typed("evidence"),
            source=self.typed("source"),
            note=self.typed("note"),
            is_interim=bool(self.typed("is_interim")),
        )

    def _limit(self, milestone: Milestone) -> WantedLimit:
        def typed(name: str) -> str:
            return self.typed(f"{milestone.value}_{name}")

        term = self._term(milestone, typed("way"))
        return WantedLimit(
            amount=whole_number(typed("amount")),
            unit=term.unit.value if term else "",
            clock=term.clock.value if term else "",
            start_rule=term.start.value if term else "",
            end_rule=term.end.value if term else "",
            roll=term.roll.value if term else "",
            since=typed("since"),
            pauses=tuple(self._pauses(milestone)),
            evidence=typed("evidence"),
            source=typed("source"),
        )

    def _term(self, milestone: Milestone, way: str) -> Term | None:
        if way == KEPT and self._rule and milestone in self._rule.limits:
            return self._rule.limits[milestone].term
        return WAYS.get(way)

    def _pauses(self, milestone: Milestone) -> list[str]:
        name = f"{milestone.value}_pauses"
        if self.is_bound:
            return cast("QueryDict", self.data).getlist(name)
        return list(self.fields[name].initial or ())


class ProposeForm(ShownForm):
    """The day from which a draft is to count."""

    valid_from = forms.CharField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today or later. What has been promised by then stays as it was."),
    )
    revision = forms.CharField(widget=forms.HiddenInput, required=False)


class RejectForm(ShownForm):
    """Why a version is rejected."""

    reason = forms.CharField(
        label=_("Reason, if you reject it"),
        required=False,
        help_text=_("Say what would have to be different, so that the next draft can answer it."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LIMIT, "dir": "auto"}),
    )


class BaseForm(ShownForm):
    """What a draft begins with."""

    base = forms.ChoiceField(label=pgettext_lazy("limits", "Begin with"))

    def __init__(self, *args: Any, versions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        presets = [(name, str(label)) for name, label in PRESET_LABELS.items()]
        self.offer("base", [*versions, *presets, ("empty", _("Without a rule"))])


class TypesForm(ShownForm):
    """Which request types of the installation stand for those of a shipped set."""

    def __init__(
        self,
        *args: Any,
        types: Iterable[Code],
        items: Iterable[CodeItem],
        may_create: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        have = [(each.code, each.label) for each in items]
        codes = {code for code, _label in have}
        for each in types:
            missing = each.code not in codes
            more = [(CREATE, _("Add to the code list"))] if missing and may_create else []
            first = each.code if not missing else (CREATE if may_create else "")
            field = forms.ChoiceField(
                label=each.zh_hans,
                choices=[*more, *have, ("", _("Leave out"))],
                initial=first,
                required=False,
            )
            dress(field.widget)
            self.fields[f"type_{each.code}"] = field

    def types(self) -> dict[str, str]:
        """Return the choice for each type of the set, without those that are to be added."""
        chosen = {name.removeprefix("type_"): self.typed(name) for name in self.fields}
        return {theirs: ours for theirs, ours in chosen.items() if ours != CREATE}


def _limit_fields(milestone: Milestone, limit: Limit | None) -> dict[str, forms.Field]:
    ways = list(WAY_LABELS.items())
    way = way_of(limit.term) if limit else "civil_hours"
    if limit and not way:
        ways.append((KEPT, counting_words(limit.term)))  # type: ignore[arg-type]
        way = KEPT
    since = [(each, SINCE_LABELS[each]) for each in MAY_COUNT_FROM[milestone]]
    evidence = [("", _("as the rule")), *EVIDENCE_LABELS.items()]
    return {
        "amount": forms.CharField(
            label=pgettext_lazy("limit", "Amount"),
            required=False,
            initial=limit.term.amount if limit else "",
            widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}),
        ),
        "way": forms.ChoiceField(
            label=pgettext_lazy("limit", "Counted in"), required=False, choices=ways, initial=way
        ),
        "since": forms.ChoiceField(
            label=pgettext_lazy("limit", "Counted"),
            required=False,
            choices=since,
            initial=limit.since if limit else USUALLY_FROM[milestone],
        ),
        "pauses": forms.MultipleChoiceField(
            label=pgettext_lazy("limit", "Does not run"),
            required=False,
            choices=list(PAUSE_LABELS.items()),
            initial=[each.value for each in limit.pauses] if limit else [],
            widget=forms.CheckboxSelectMultiple,
        ),
        "evidence": forms.ChoiceField(
            label=pgettext_lazy("limit", "Evidence of this figure"),
            required=False,
            choices=evidence,
            initial=(limit.evidence or "") if limit else "",
        ),
        "source": forms.CharField(
            label=pgettext_lazy("limit", "Source of this figure"),
            required=False,
            initial=limit.source if limit else "",
            widget=forms.TextInput(attrs={"maxlength": SOURCE_LIMIT}),
        ),
    }

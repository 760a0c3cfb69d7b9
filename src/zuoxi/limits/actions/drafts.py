"""A new draft: from the last version, from a shipped set, or empty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.limits import queries
from zuoxi.limits.actions import versions
from zuoxi.limits.choices import PRESET_LABELS, VersionState
from zuoxi.limits.events import DraftStarted
from zuoxi.limits.matching import Rule
from zuoxi.limits.models import Version
from zuoxi.limits.policies import drafts_for, may_draft_limits
from zuoxi.limits.presets import Code, Preset, preset
from zuoxi.org.models import Unit
from zuoxi.workorders import actions as workorders
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.policies import may_maintain_codes

_LAST = 9000


@dataclass(frozen=True, kw_only=True)
class WantedDraft:
    """What a draft begins with.

    ``copied_from`` is a version of the same centre, ``preset`` the name of a shipped set; with
    neither the draft is empty. ``types`` maps request types of the preset to those that the
    installation has; an empty one leaves the rules of the type out. With ``creates`` the request
    types and grades that are missing are added to the code lists.
    """

    copied_from: int | None = None
    preset: str = ""
    types: Mapping[str, str] = field(default_factory=dict)
    creates: bool = False


@dataclass(frozen=True)
class StartedDraft:
    """A new draft, and the codes of a preset for which it has no rules because nobody has them."""

    version: Version
    missing: tuple[Code, ...]


@action("limits.start_draft", policy=may_draft_limits)
def start_draft(
    *, actor: Actor, centre_id: int, wanted: WantedDraft, now: datetime
) -> StartedDraft:
    """Begin the next version of a centre's limits; a centre has one draft or proposal at a time."""
    centre = _centre(actor, centre_id)
    faults = Faults()
    shipped = _preset(wanted, faults)
    base = _base(actor, centre, wanted, faults)
    if wanted.creates and not may_maintain_codes(actor):
        faults.add("creates", _("Only a supervisor may add values to the code lists."))
    faults.stop()
    missing: tuple[Code, ...] = ()
    rules: list[Rule] = queries.rules_of(base.pk) if base else []
    if shipped is not None:
        missing = _missing(shipped, wanted)
        if wanted.creates:
            _create(shipped, missing, actor=actor, now=now)
            missing = ()
        rules = list(_mapped(shipped, wanted, {each.code for each in missing}))
    numbers = Version.objects.filter(centre=centre).aggregate(last=Max("number"))
    version = Version(
        centre=centre,
        number=(numbers["last"] or 0) + 1,
        state=VersionState.DRAFT,
        preset=wanted.preset,
        copied_from=base,
        made_by_id=actor.user_id,
        made_at=now,
        changed_at=now,
    )
    open_one = Conflict(_("This centre has a draft or a proposal already. Finish that one first."))
    with refuse_taken({"limits_one_open_version": open_one, "limits_version_number": open_one}):
        version.save()
    versions.add_rules(version, rules)
    versions.tell(
        DraftStarted,
        version,
        actor=actor,
        now=now,
        preset=wanted.preset,
        copied_from=base.number if base else None,
        rules=len(rules),
        missing=[each.code for each in missing],
    )
    return StartedDraft(version, missing)


def _centre(actor: Actor, centre_id: int) -> Unit:
    centre = next((e for e in queries.visible_centres(actor) if e.pk == centre_id), None)
    if centre is None:
        raise NotFound
    if not drafts_for(actor, centre.pk):
        raise Forbidden(extra={"centre": centre.code})
    return centre


def _preset(wanted: WantedDraft, faults: Faults) -> Preset | None:
    if not wanted.preset:
        return None
    faults.choice("preset", wanted.preset, PRESET_LABELS)
    if wanted.copied_from is not None:
        faults.add("preset", _("Choose either a shipped set or an earlier version."))
    if faults:
        return None
    shipped = preset(wanted.preset)
    known = {each.code for each in shipped.types}
    offered = set(
        orders.code_items(CodeList.REQUEST_TYPE, active_only=False).values_list("code", flat=True)
    )
    for theirs, ours in wanted.types.items():
        if theirs not in known or (ours and ours not in offered):
            faults.add("types", _("There is no such request type: %(code)s") % {"code": ours})
    meant = [wanted.types.get(each.code, each.code) for each in shipped.types]
    if len(set(filter(None, meant))) < len([each for each in meant if each]):
        faults.add("types", _("Two types of the set cannot become the same request type."))
    return shipped


def _base(actor: Actor, centre: Unit, wanted: WantedDraft, faults: Faults) -> Version | None:
    if wanted.copied_from is None:
        return None
    rows = queries.visible_to(actor).filter(pk=wanted.copied_from, centre=centre)
    base = single(rows)
    if base is None:
        faults.add("copied_from", _("There is no such version."))
    return base


def _missing(shipped: Preset, wanted: WantedDraft) -> tuple[Code, ...]:
    found = queries.missing_codes(shipped)
    return (*(each for each in found.types if each.code not in wanted.types), *found.grades)


def _create(shipped: Preset, missing: tuple[Code, ...], *, actor: Actor, now: datetime) -> None:
    grades = {each.code for each in shipped.grades}
    for place, code in enumerate(missing):
        workorders.save_code_item(
            actor=actor,
            list_name=(CodeList.GRADE if code.code in grades else CodeList.REQUEST_TYPE).value,
            code=code.code,
            labels={"zh_hans": code.zh_hans, "zh_hant": code.zh_hant, "en": code.en},
            position=_LAST + place,
            is_active=True,
            source=str(PRESET_LABELS[shipped.name]),
            is_new=True,
            now=now,
        )


def _mapped(shipped: Preset, wanted: WantedDraft, missing: set[str]) -> Iterator[Rule]:
    """Yield the rules of a preset with the request types of the installation."""
    for rule in shipped.rules:
        if rule.request_type in missing or rule.grade in missing:
            continue
        if rule.request_type is None:
            yield rule
            continue
        ours = wanted.types.get(rule.request_type, rule.request_type)
        if ours:
            yield replace(rule, request_type=ours)

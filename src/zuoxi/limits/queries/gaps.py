"""What is not agreed, and what no limit speaks of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from zuoxi.kernel.actors import Actor
from zuoxi.limits import matching
from zuoxi.limits.choices import OPEN_STATES, VersionState
from zuoxi.limits.models import Version
from zuoxi.limits.queries.answers import counting_versions
from zuoxi.limits.queries.rules import codes_in, rules_of
from zuoxi.limits.queries.versions import agreements_of, handling_units, visible_centres
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem


@dataclass(frozen=True)
class Unagreed:
    """Something that waits for an agreement.

    ``unit`` is whose head is asked: the centre itself, or one of its units. ``version`` is None
    where there is none at all. ``keeps`` is the number of the version that counts for the unit
    meanwhile, None if it has no limits; ``reason`` says why its head has refused.
    """

    centre: Unit
    unit: Unit
    version: Version | None
    keeps: int | None = None
    reason: str = ""


def unagreed(actor: Actor) -> list[Unagreed]:
    """Return what is not agreed in the centres that an actor sees, for a unit its own matters."""
    found = _of_centres(visible_centres(actor))
    return [
        each
        for each in found
        if each.centre.pk in actor.centre_ids or each.unit.pk in actor.area_ids
    ]


def everything_unagreed() -> list[Unagreed]:
    """Return what is not agreed anywhere, for `zuoxi doctor`: nothing of centres without limits."""
    centres = Unit.objects.filter(kind=UnitKind.CENTRE, is_active=True).order_by("path")
    having = set(Version.objects.values_list("centre_id", flat=True))
    return _of_centres(each for each in centres if each.pk in having)


def asked_units(version: Version) -> list[Unagreed]:
    """Return the units that a version asks and that have not agreed to it.

    A unit is not asked where the version says of its orders what the one that its head signed last
    says already: nothing changes for it.
    """
    said = {each.unit_id: each for each in agreements_of(version)}
    rules = rules_of(version.pk)
    counting = counting_versions(version.centre_id)
    known: dict[int, list[matching.Rule]] = {}
    found = []
    for unit in handling_units(version.centre_id):
        if unit.pk in said and said[unit.pk].is_agreed:
            continue
        kept = next((each for each in counting if unit.pk in each.agreed), None)
        if kept and kept.pk not in known:
            known[kept.pk] = rules_of(kept.pk)
        old = matching.binding(known[kept.pk], unit.pk) if kept else {}
        if matching.binding(rules, unit.pk) == old:
            continue
        reason = said[unit.pk].reason if unit.pk in said else ""
        number = kept.number if kept else None
        found.append(Unagreed(version.centre, unit, version, number, reason))
    return found


def uncovered_types(version: Version) -> list[CodeItem]:
    """Return the request types that are offered and of which no rule of a version speaks."""
    rules = rules_of(version.pk)
    if any(each.request_type is None and each.grade is None for each in rules):
        return []
    _grades, types, _regions = codes_in(rules)
    items = workorders.code_items(CodeList.REQUEST_TYPE)
    return [each for each in items if each.code not in types]


def _of_centres(centres: Iterable[Unit]) -> list[Unagreed]:
    wanted = list(centres)
    rows = Version.objects.filter(centre__in=wanted, state__in=[*OPEN_STATES, VersionState.OFFERED])
    versions: dict[int, list[Version]] = defaultdict(list)
    for version in rows.select_related("centre").order_by("-number"):
        versions[version.centre_id].append(version)
    found = []
    for centre in wanted:
        of_centre = versions[centre.pk]
        if not of_centre:
            found.append(Unagreed(centre, centre, None))
        found += [Unagreed(centre, centre, each) for each in of_centre if each.state in OPEN_STATES]
        offered = next((each for each in of_centre if each.state == VersionState.OFFERED), None)
        if offered is not None:
            found += asked_units(offered)
    return found

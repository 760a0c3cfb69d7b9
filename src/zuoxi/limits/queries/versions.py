"""Versions that an actor may look at, and the one that is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogRow
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.limits.choices import OPEN_STATES, VersionState
from zuoxi.limits.events import VersionFact
from zuoxi.limits.models import Agreement, Version
from zuoxi.limits.policies import DRAFTERS
from zuoxi.limits.presets import Code, Preset
from zuoxi.org.choices import HANDLING_KINDS, UnitKind
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import CodeList


@dataclass(frozen=True)
class Missing:
    """The values of code lists that a preset needs and the installation does not have."""

    types: tuple[Code, ...]
    grades: tuple[Code, ...]


def visible_to(actor: Actor) -> QuerySet[Version]:
    """Return the versions an actor may look at, the newest of each centre first.

    Who belongs to a unit of a centre sees what the centre stands behind, no drafts.
    """
    of_area = Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    rows = Version.objects.filter(
        Q(centre_id__in=actor.centre_ids) | Q(centre_id__in=of_area, state=VersionState.OFFERED)
    )
    rows = rows.select_related(
        "centre", "made_by", "proposed_by", "decided_by", "copied_from"
    )  # fmt: skip
    return rows.order_by("centre__path", "-number")


def find(actor: Actor, version_id: int) -> Version:
    """Return one visible version; raise NotFound otherwise."""
    found = single(visible_to(actor).filter(pk=version_id))
    if found is None:
        raise NotFound
    return found


def visible_centres(actor: Actor) -> list[Unit]:
    """Return the centres whose limits concern an actor."""
    of_area = Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    rows = Unit.objects.filter(
        Q(pk__in=actor.centre_ids, kind=UnitKind.CENTRE) | Q(pk__in=of_area), is_active=True
    )
    return list(rows.order_by("path"))


def drafted_centres(actor: Actor) -> list[Unit]:
    """Return the centres whose limits the actor writes."""
    rows = Unit.objects.filter(
        pk__in=actor.places_of(DRAFTERS), kind=UnitKind.CENTRE, is_active=True
    )
    return list(rows.order_by("path"))


def handling_units(centre_id: int) -> list[Unit]:
    """Return the units of a centre that orders go to and that are in use."""
    rows = Unit.objects.filter(centre=centre_id, kind__in=HANDLING_KINDS, is_active=True)
    return list(rows.order_by("path"))


def open_version(centre_id: int) -> Version | None:
    """Return the draft or the proposal of a centre, None where there is none."""
    return single(Version.objects.filter(centre=centre_id, state__in=OPEN_STATES))


def latest_offered(centre_id: int) -> Version | None:
    """Return the newest version that the head of a centre stands behind, whatever its day."""
    rows = Version.objects.filter(centre=centre_id, state=VersionState.OFFERED)
    return rows.order_by("-number").first()


def in_force(centre_id: int, today: date) -> Version | None:
    """Return the newest version of a centre whose day has come."""
    rows = Version.objects.filter(
        centre=centre_id, state=VersionState.OFFERED, valid_from__lte=today
    )
    return rows.order_by("-number").first()


def agreements_of(version: Version) -> Sequence[Agreement]:
    """Return what the heads of units have said to a version."""
    rows = Agreement.objects.filter(version=version)
    rows = rows.select_related("unit", "signed_by", "centre_signed_by")
    return list(rows.order_by("unit__path"))


def missing_codes(preset: Preset) -> Missing:
    """Return what a preset needs beyond the values that the installation offers."""
    types = set(
        workorders.code_items(CodeList.REQUEST_TYPE, active_only=False).values_list(
            "code", flat=True
        )
    )
    grades = set(
        workorders.code_items(CodeList.GRADE, active_only=False).values_list("code", flat=True)
    )
    return Missing(
        types=tuple(each for each in preset.types if each.code not in types),
        grades=tuple(each for each in preset.grades if each.code not in grades),
    )


def history(version: Version, *, limit: int) -> list[LogRow]:
    """Return what was done to a version last, the newest first, in words."""
    return audit.in_words(audit.latest(VersionFact.SUBJECT, version.pk, limit=limit))

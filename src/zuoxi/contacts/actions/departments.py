"""Departments that a centre starts with, and what a department does."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext

from zuoxi.contacts import queries
from zuoxi.contacts.actions.rows import check_version, lock_department, queue_up, tell
from zuoxi.contacts.choices import LANGUAGES, TEXT_LIMIT, Shipped
from zuoxi.contacts.events import DepartmentsFounded, FunctionsSaved
from zuoxi.contacts.models import Profile
from zuoxi.contacts.policies import may_found, may_keep_contacts
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.org import actions as org
from zuoxi.org import queries as org_queries
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit

_CODE_LIMIT = 32


@action("contacts.found_departments", policy=may_found)
def found_departments(*, actor: Actor, centre_id: int, now: datetime) -> Unit:
    """Give a centre those of the five departments that it has not, with what they do.

    They are named in the language of whoever founds them. A second call changes nothing, and a
    department that was closed meanwhile is not founded again.
    """
    centre = _centre(actor, centre_id)
    founded = [_found(each, centre, actor=actor, now=now) for each in queries.missing_of(centre)]
    if founded:
        data = {"department": centre.name, "names": [each.name for each in founded]}
        publish(
            DepartmentsFounded(subject_id=centre.pk, centre_id=centre.pk, data=data),
            actor=actor,
            now=now,
        )
    return centre


@action("contacts.save_functions", policy=may_keep_contacts)
def save_functions(
    *,
    actor: Actor,
    department_id: int,
    functions: Mapping[str, str],
    expected_version: int | None,
    now: datetime,
) -> Profile:
    """Write down what a department does, by language (zh_hans, zh_hant, en)."""
    unit = lock_department(actor, department_id, action="contacts.save_functions")
    profile = queue_up(unit)
    check_version(profile.version, expected_version)
    faults = Faults()
    names = [f"functions_{each.replace('-', '_')}" for each in LANGUAGES]
    before = {name: getattr(profile, name) for name in names}
    after = {
        name: faults.text(name, functions.get(name, ""), limit=TEXT_LIMIT, required=False)
        for name in names
    }
    faults.stop()
    if after == before:
        return profile
    for name, text in after.items():
        setattr(profile, name, text)
    profile.version += 1
    profile.save()
    tell(FunctionsSaved, unit, {"before": before, "after": after}, actor=actor, now=now)
    return profile


def _centre(actor: Actor, centre_id: int) -> Unit:
    """Return the centre, held so that two callers do not found the same department twice."""
    org_queries.unit(actor, centre_id)
    centre = single(
        Unit.objects.select_for_update(no_key=True).filter(
            pk=centre_id, kind=UnitKind.CENTRE, is_active=True
        )
    )
    if centre is None:
        raise NotFound
    return centre


def _found(shipped: Shipped, centre: Unit, *, actor: Actor, now: datetime) -> Unit:
    unit = org.create_unit(
        actor=actor,
        kind=UnitKind.DEPARTMENT.value,
        code=_code(shipped, centre),
        name=gettext(shipped.name),
        parent_id=centre.pk,
        now=now,
    )
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[f"functions_{language.replace('-', '_')}"] = gettext(shipped.functions)
    Profile.objects.create(department=unit, **texts)
    return unit


def _code(shipped: Shipped, centre: Unit) -> str:
    """Return a code that tells the department by its end and that nobody has."""
    end = f"-{shipped.code}"
    for attempt in range(100):
        middle = f"-{attempt + 1}" if attempt else ""
        start = centre.code[: _CODE_LIMIT - len(end) - len(middle)].rstrip("-")
        code = f"{start}{middle}{end}"
        if not Unit.objects.filter(code__iexact=code).exists():
            return code
    raise AssertionError(f"no free code for {shipped.code}")

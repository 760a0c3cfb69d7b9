"""What the writes of meetings have in common: locked rows, who takes part, facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.text import text_fault
from zuoxi.meetings import queries
from zuoxi.meetings.choices import MOST_INVITED, MOST_POINTS, TEXT_LIMIT, ItemKind, MeetingStatus
from zuoxi.meetings.events import MeetingFact
from zuoxi.meetings.models import AgendaItem, Meeting, Participant
from zuoxi.meetings.policies import may_keep
from zuoxi.org.models import Unit

_USERNAME_LIMIT = 150


@dataclass(frozen=True)
class Part:
    """A unit that takes part, as a whole or with one person by user name."""

    unit_id: int | None
    username: str = ""


@dataclass(frozen=True)
class Placed:
    """A unit that takes part, and the person if one was named."""

    unit: Unit
    user: User | None


def lock_meeting(
    actor: Actor, meeting_id: int, *, expected_version: int | None, action: str
) -> Meeting:
    """Return a visible meeting that the actor keeps, held until the transaction ends.

    Raises NotFound, Forbidden, Stale, and Conflict if it does not take place.
    """
    if not queries.visible_to(actor).filter(pk=meeting_id).exists():
        raise NotFound
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    meeting = rows.select_related("centre", "chair", "series", "order").get(pk=meeting_id)
    if not may_keep(actor, meeting):
        raise Forbidden(
            _("Who chairs the meeting, or who may call such a meeting, does this."),
            extra={"action": action},
        )
    if meeting.status == MeetingStatus.CANCELLED:
        raise Conflict(_("This meeting was cancelled."), extra={"version": meeting.version})
    if expected_version is not None and expected_version != meeting.version:
        raise Stale(extra={"version": meeting.version})
    return meeting


def placed(centre: Unit, parts: Sequence[Part], faults: Faults) -> list[Placed]:
    """Return who takes part; note what is wrong at ``parts``."""
    units = {each.pk: each for each in queries.units_for(centre.pk)}
    found: list[Placed] = []
    for part in parts[:MOST_INVITED]:
        unit = units.get(part.unit_id or 0)
        if unit is None:
            faults.add("parts", _("Choose units of this centre that are open."))
            continue
        user = _person(unit, part.username, faults)
        if part.username.strip() and user is None:
            continue
        found.append(Placed(unit, user))
    if not parts:
        faults.add("parts", _("Say who takes part."))
    if len(parts) > MOST_INVITED:
        faults.add("parts", _("At most %(most)s take part.") % {"most": MOST_INVITED})
    _refuse_twice(found, faults)
    return found


def chair_of(centre: Unit, username: str, actor: Actor, faults: Faults) -> User | None:
    """Return who chairs: a person of the centre's units; the actor where nobody is named."""
    name = username.strip()
    if not name:
        return User.objects.filter(pk=actor.user_id or 0).first()
    if text_fault(name, limit=_USERNAME_LIMIT) is None:
        for unit in queries.units_for(centre.pk):
            found = groups.people_of(unit).filter(username__iexact=name).first()
            if found is not None:
                return found
    faults.add("chair", _("Choose a person of this centre or of its departments."))
    return None


def check_group(centre: Unit, group: str, faults: Faults) -> None:
    """Note a fault if a meeting would be of a group that there is not."""
    if group not in {"", *GroupKind.values}:
        faults.add("group", _("Choose one of the offered values."))
    elif group and groups.group_of(centre.pk, group) is None:
        faults.add("group", _("This group has not been appointed yet. Appoint it first."))


def points_of(text: str, faults: Faults) -> list[str]:
    """Return own points, one a line; note what is wrong at ``points``."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = [line for line in lines if line]
    if len(found) > MOST_POINTS:
        faults.add("points", _("At most %(most)s points.") % {"most": MOST_POINTS})
    for line in found:
        fault = text_fault(line, limit=TEXT_LIMIT)
        if fault:
            faults.add("points", fault)
    return found


def put_parts(meeting: Meeting, parts: Iterable[Placed]) -> None:
    """Let exactly these take part; who came already stays noted."""
    wanted = {(each.unit.pk, each.user.pk if each.user else None) for each in parts}
    rows = list(Participant.objects.filter(meeting=meeting))
    known = {(each.unit_id, each.user_id) for each in rows}
    gone = [each.pk for each in rows if (each.unit_id, each.user_id) not in wanted]
    Participant.objects.filter(pk__in=gone).delete()
    Participant.objects.bulk_create(
        Participant(meeting=meeting, unit_id=unit_id, user_id=user_id)
        for unit_id, user_id in sorted(wanted - known, key=lambda e: (e[0], e[1] or 0))
    )


def put_points(meeting: Meeting, points: Sequence[str]) -> None:
    """Let exactly these be the own points of a meeting, before anything else is on its agenda."""
    AgendaItem.objects.filter(meeting=meeting, kind=ItemKind.OWN).delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=place, kind=ItemKind.OWN, text=text)
        for place, text in enumerate(points, start=1)
    )


def tell(
    kind: type[MeetingFact],
    meeting: Meeting,
    data: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Publish a fact about a meeting to those who take part."""
    parts = queries.participants_of(meeting)
    people = {each.user_id for each in parts if each.user_id is not None}
    publish(
        kind(
            subject_id=meeting.pk,
            centre_id=meeting.centre_id,
            unit_ids=frozenset(each.unit_id for each in parts),
            user_ids=frozenset(people | {meeting.chair_id}),
            number=meeting.order.number if meeting.order else "",
            data={"title": meeting.title, **data},
        ),
        actor=actor,
        now=now,
    )


def _person(unit: Unit, username: str, faults: Faults) -> User | None:
    name = username.strip()
    if not name:
        return None
    storable = text_fault(name, limit=_USERNAME_LIMIT) is None
    rows = groups.people_of(unit).filter(username__iexact=name) if storable else None
    found = rows.first() if rows is not None else None
    if found is None:
        text = _("Choose a person of %(unit)s, or leave the person empty for the whole unit.")
        faults.add("parts", text % {"unit": unit.name})
    return found


def _refuse_twice(parts: list[Placed], faults: Faults) -> None:
    people: set[int] = set()
    units: set[int] = set()
    for each in parts:
        seen, pk = (people, each.user.pk) if each.user else (units, each.unit.pk)
        if pk in seen:
            name = each.user.name if each.user else each.unit.name
            faults.add("parts", _("%(name)s is named twice.") % {"name": name})
        seen.add(pk)

"""The groups of the centres, and appointing one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.groups import actions, presenters, queries
from zuoxi.groups.actions import WantedGroup
from zuoxi.groups.choices import GroupKind
from zuoxi.groups.forms import GroupForm
from zuoxi.groups.policies import may_keep_at, may_see_groups
from zuoxi.groups.presenters import GroupCard
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound, Stale
from zuoxi.org.models import Unit
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_see_groups, methods=["GET"])
def group_list(request: ActorRequest) -> HttpResponse:
    """Show the groups of the visible centres and what is wrong with them."""
    context = {"cards": presenters.cards_for(request.actor)}
    return render(request, "groups/list.html", "groups/_list.html", context)


@page(policy=may_see_groups)
def group(request: ActorRequest, centre: int, kind: str) -> HttpResponse:
    """Show who sits and sat in a group; its keepers appoint it anew."""
    unit = queries.centre(request.actor, centre)
    if kind not in GroupKind.values:
        raise NotFound
    card = presenters.card_for(request.actor, unit, kind)
    form = _form(request, card) if card.may_keep else None
    if request.method == "POST":
        if form is None or not may_keep_at(request.actor, unit.pk):
            raise Forbidden
        if _saved(request, card, form):
            messages.success(request, _("Saved."))
            return redirect(request, "groups:group", unit.pk, kind)
    context: dict[str, Any] = {
        "card": card,
        "form": form,
        "former": queries.former_seats(card.group) if card.group else [],
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "groups/group.html", context=context, status=status)


def _saved(request: ActorRequest, card: GroupCard, form: GroupForm) -> bool:
    try:
        actions.save_group(
            actor=request.actor,
            centre_id=card.centre.pk,
            kind=card.kind.value,
            wanted=WantedGroup(
                head=form.typed("head"),
                members=form.members(),
                operations_id=form.whole_number("operations"),
            ),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Stale) as refusal:
        form.add_refusal(refusal)
        if isinstance(refusal, Stale):
            # Whoever sends it again has seen the group as it is now, beside the form.
            version = str(card.group.version if card.group else 0)
            form.data = dict(form.data.items()) | {"version": version}
        return False
    return True


def _form(request: ActorRequest, card: GroupCard) -> GroupForm:
    units = queries.units_below(card.centre.pk)
    heads = queries.heads_by_unit([card.centre.pk, *(each.pk for each in units)])
    seats = card.members
    places = [(each.user.username, each.unit_id) for each in seats]
    if card.group is None:
        places = _proposed(card.kind, units, heads)
    initial: dict[str, Any] = {"version": card.group.version if card.group else 0}
    for place, (name, unit_id) in enumerate(places, start=1):
        initial |= {f"person_{place}": name, f"unit_{place}": unit_id}
    if card.group is not None:
        head = card.head
        initial |= {"operations": card.group.operations_id}
        initial |= {"head": head.user.username if head else ""}
    elif card.kind == GroupKind.LEADERSHIP and heads.get(card.centre.pk):
        initial |= {"head": heads[card.centre.pk][0].username}
    return GroupForm(
        request.POST or None,
        kind=card.kind.value,
        units=units,
        heads=_heads(card, units, heads),
        people=_people(card, units, heads),
        taken=max(len(places), _sent(request)),
        initial=initial,
    )


def _proposed(
    kind: GroupKind, units: list[Unit], heads: dict[int, list[User]]
) -> list[tuple[str, int]]:
    """Return whom a group that is to be appointed could begin with."""
    if kind == GroupKind.LEADERSHIP:
        return [(heads[each.pk][0].username, each.pk) for each in units if each.pk in heads]
    return [("", each.pk) for each in queries.internal_units(units)]


def _heads(card: GroupCard, units: list[Unit], heads: dict[int, list[User]]) -> list[User]:
    wanted = [card.centre] if card.kind == GroupKind.LEADERSHIP else units
    found = [user for unit in wanted for user in heads.get(unit.pk, [])]
    return _once([*found, *(each.user for each in card.seats if each.is_head)])


def _people(card: GroupCard, units: list[Unit], heads: dict[int, list[User]]) -> list[User]:
    seated = [each.user for each in card.seats]
    if card.kind == GroupKind.LEADERSHIP:
        return _once([*(user for unit in units for user in heads.get(unit.pk, [])), *seated])
    return _once([*(user for unit in units for user in queries.eligible(unit)), *seated])


def _once(people: list[User]) -> list[User]:
    found = {each.pk: each for each in people}
    return sorted(found.values(), key=lambda each: (each.name, each.pk))


def _sent(request: ActorRequest) -> int:
    """Return how many places a form that is sent back had, so that nothing typed is lost."""
    return sum(name.startswith("person_") and bool(value) for name, value in request.POST.items())

"""How views are kept, changed, chosen as the first, and thrown away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _

from zuoxi.accounts.quotas import queue_up
from zuoxi.customers import masks
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.policies import signed_in
from zuoxi.kernel.text import clean_line, clean_text
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.org.models import Unit
from zuoxi.savedviews import queries
from zuoxi.savedviews.choices import MOST_VIEWS, NAME_LIMIT, PATH_LIMIT, QUERY_LIMIT
from zuoxi.savedviews.events import (
    DefaultChosen,
    ViewChanged,
    ViewDeleted,
    ViewFact,
    ViewSaved,
)
from zuoxi.savedviews.models import DefaultView, SavedView
from zuoxi.savedviews.policies import may_change, may_share_with_all
from zuoxi.sheets import queries as sheets
from zuoxi.web import lists

# Conditions that name one person, or may do so as free text; nobody keeps them for others.
_PERSONAL = ("customer_no", "phone", "number", "q")
_NAMES_ONCE = (
    "saved_view_own_name_once",
    "saved_view_unit_name_once",
    "saved_view_name_for_all_once",
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to keep; ``unit`` is a code, for a view of a unit."""

    name: str
    address: str
    visibility: str = Visibility.OWN
    unit: str = ""


@action("savedviews.save_view", policy=signed_in)
def save_view(*, actor: Actor, wanted: Wanted, now: datetime) -> SavedView:
    """Keep the address of a list under a name.

    Raises InvalidInput for an address that is no list's or cannot be read, and Forbidden where
    the actor may not open the list, or not give the view to those others.
    """
    assert actor.user_id is not None
    queue_up(actor)
    if queries.count_of(actor.user_id) >= MOST_VIEWS.at(now):
        raise Conflict(_("You have too many saved views. Delete some that you no longer use."))
    view = SavedView(owner_id=actor.user_id, created_at=now)
    _fill(view, wanted, actor)
    _store(view)
    _announce(ViewSaved, view, actor=actor, now=now)
    return view


@action("savedviews.change_view", policy=signed_in)
def change_view(
    *, actor: Actor, view_id: int, wanted: Wanted, expected_version: int | None, now: datetime
) -> SavedView:
    """Give a view another name, address or circle of readers."""
    view = _lock(actor, view_id)
    if expected_version is not None and expected_version != view.version:
        raise Stale(extra={"version": view.version})
    _fill(view, wanted, actor)
    view.version += 1
    _store(view)
    # A default whose view went to another list would lead nowhere.
    DefaultView.objects.filter(view=view).exclude(path=view.path).delete()
    _announce(ViewChanged, view, actor=actor, now=now)
    return view


@action("savedviews.delete_view", policy=signed_in)
def delete_view(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Throw a view away, and whatever default it was."""
    view = _lock(actor, view_id)
    _announce(ViewDeleted, view, actor=actor, now=now)
    DefaultView.objects.filter(view=view).delete()
    SavedView.objects.filter(pk=view_id).delete()
    return view


@action("savedviews.choose_default", policy=signed_in)
def choose_default(*, actor: Actor, view_id: int, is_default: bool, now: datetime) -> SavedView:
    """Let a visible view be what the actor sees at the bare address of its list, or no longer."""
    assert actor.user_id is not None
    view = queries.find(actor, view_id)
    mine = DefaultView.objects.filter(user_id=actor.user_id, path=view.path)
    if is_default:
        DefaultView.objects.update_or_create(
            user_id=actor.user_id, path=view.path, defaults={"view": view}
        )
    else:
        mine.filter(view=view).delete()
    _announce(DefaultChosen, view, actor=actor, now=now, is_default=is_default)
    return view


def _fill(view: SavedView, wanted: Wanted, actor: Actor) -> None:
    view.name = clean_line("name", wanted.name, limit=NAME_LIMIT)
    view.path, view.query = _address(wanted.address, actor)
    view.visibility, view.unit = _circle(wanted, actor)
    if view.visibility != Visibility.OWN:
        _refuse_personal(view)


def _address(address: str, actor: Actor) -> tuple[str, str]:
    """Return path and query of a list's address; raise InvalidInput or Forbidden."""
    text = clean_text("address", address, limit=PATH_LIMIT + QUERY_LIMIT)
    listed = sheets.listed(actor, text)
    given = dict(listed.asked)
    if listed.columns:
        given["columns"] = ",".join(listed.columns)
    query = lists.query_of(given)
    if len(query) > QUERY_LIMIT:
        raise InvalidInput(fields={"address": [_("This address is too long to be kept.")]})
    return urlsplit(text).path, query


def _circle(wanted: Wanted, actor: Actor) -> tuple[str, Unit | None]:
    """Return who is to have the view; raise Forbidden for others than the actor may choose."""
    if wanted.visibility not in Visibility.values:
        raise InvalidInput(fields={"visibility": [_("Choose one of the offered values.")]})
    if wanted.visibility == Visibility.ALL and not may_share_with_all(
        actor, queries.centre_ids(actor)
    ):
        raise Forbidden
    if wanted.visibility != Visibility.UNIT:
        return wanted.visibility, None
    unit = org.units_kept_for(actor).filter(code=wanted.unit.strip()).first()
    if unit is None and not org.units_kept_for(actor).exists():
        raise Forbidden
    if unit is None:
        raise InvalidInput(fields={"unit": [_("Choose a unit that you supervise.")]})
    return wanted.visibility, unit


def _refuse_personal(view: SavedView) -> None:
    """Keep the data of a customer out of what others are shown: name and conditions of a view."""
    if masks.sweep_text(view.name) != view.name:
        message = _("The name holds the data of a person. Others would read them.")
        raise InvalidInput(fields={"name": [message]})
    given = QueryDict(view.query)
    if any(name in given for name in _PERSONAL):
        message = _("This view looks for one person or order. Keep it for yourself only.")
        raise InvalidInput(fields={"visibility": [message]})


def _store(view: SavedView) -> None:
    taken = InvalidInput(fields={"name": [_("There is a view of this name already.")]})
    with refuse_taken(dict.fromkeys(_NAMES_ONCE, taken)):
        view.save()


def _lock(actor: Actor, view_id: int) -> SavedView:
    view = (
        queries.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .filter(pk=view_id)
        .first()
    )
    if view is None:
        raise NotFound
    if not may_change(actor, view, queries.centre_ids(actor)):
        raise Forbidden
    return view


def _announce(
    fact: type[ViewFact], view: SavedView, *, actor: Actor, now: datetime, **more: Any
) -> None:
    # What somebody calls a view of their own is nobody else's to read.
    name = "" if view.visibility == Visibility.OWN else view.name
    data = {"name": name, "path": view.path, "visibility": view.visibility, **more}
    centre_id = (view.unit.centre_id or view.unit.pk) if view.unit else None
    publish(fact(subject_id=view.pk, centre_id=centre_id, data=data), actor=actor, now=now)

"""The start page with the own lists and their next steps, and the dated options."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import ROLE_LABELS, Role
from zuoxi.desk import actions, palette, queries
from zuoxi.desk.forms import OptionForm
from zuoxi.desk.policies import sets_options
from zuoxi.desk.tables import NEXT_STEPS
from zuoxi.kernel.errors import InvalidInput
from zuoxi.web import htmx, nav
from zuoxi.web.nav import NavLink
from zuoxi.web.pages import ActorRequest, page


@dataclass(frozen=True)
class Tile:
    """One list of the reader: how many wait in it, and what to do with them."""

    link: NavLink
    count: int
    shown: str
    next_step: str | Promise


@page(methods=["GET"])
def home(request: ActorRequest) -> HttpResponse:
    """Show what waits for the reader."""
    counts = nav.counts(request.actor)
    links = [link for each in nav.sections(request.actor, None) for link in each.links]
    tiles = [_tile(link, counts) for link in links if link.item.count_key]
    context = {
        "tiles": tiles,
        "tools": [link for link in links if not link.item.count_key],
        "topics": " ".join(sorted({f"list:{_list_of(each)}" for each in tiles})),
        "roles": [ROLE_LABELS[role] for role in Role if role in request.actor.roles],
    }
    return htmx.render(request, "desk/home.html", "desk/_tiles.html", context)


def _tile(link: NavLink, counts: dict[str, int]) -> Tile:
    key = link.item.count_key
    count = counts.get(key, 0)
    shown = f"{nav.COUNT_CAP - 1}+" if count >= nav.COUNT_CAP else str(count)
    return Tile(link, count, shown, NEXT_STEPS.get(key, ""))


def _list_of(tile: Tile) -> str:
    return tile.link.item.count_key.partition("-")[0]


@page(methods=["GET"])
def palette_found(request: ActorRequest) -> HttpResponse:
    """Show where what is typed can lead; as a page of its own where no script runs."""
    typed = request.GET.get("q", "").strip()
    context = {
        "q": typed,
        "groups": palette.find(request.actor, typed, now=timezone.now()),
    }
    return htmx.render(request, "desk/palette.html", "desk/_palette.html", context)


@page(policy=sets_options, methods=["GET"])
def options(request: ActorRequest) -> HttpResponse:
    """Show every dated option that the reader sets."""
    states = queries.option_states(request.actor, now=timezone.now())
    return htmx.render(request, "desk/options.html", "desk/_options.html", {"states": states})


@page(policy=sets_options)
def option(request: ActorRequest, key: str) -> HttpResponse:
    """Show one option with its history, and set a new value of it."""
    now = timezone.now()
    state = queries.option_state(request.actor, key, now=now)
    form = OptionForm(request.POST or None, option=state.option)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_option(actor=request.actor, key=key, **form.cleaned_data, now=now)
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("The new value has been set."))
            return htmx.redirect(request, "desk:option", key)
    context = {"state": state, "form": form}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "desk/option.html", context=context, status=status)

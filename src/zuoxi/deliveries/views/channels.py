"""The channels: which there are, adding and changing one, trying it out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.accounts import queries as accounts
from zuoxi.deliveries import actions, mail, presenters, queries, sending
from zuoxi.deliveries.choices import Form
from zuoxi.deliveries.forms import ChannelForm
from zuoxi.deliveries.models import Channel
from zuoxi.deliveries.policies import may_keep_channels, may_see_deliveries
from zuoxi.kernel.errors import DomainError, InvalidInput, Stale
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_see_deliveries, methods=["GET"])
def channel_list(request: ActorRequest) -> HttpResponse:
    """Show the channels and how they are doing."""
    found = list(queries.channels(request.actor))
    context = {
        "rows": presenters.channel_rows(found, timezone.now()),
        "may_keep": may_keep_channels(request.actor),
        "lacks_mail_server": any(each.is_email for each in found) and not mail.is_set(),
    }
    return render(request, "deliveries/channels.html", "deliveries/_channels.html", context=context)


@page(policy=may_keep_channels)
def new(request: ActorRequest) -> HttpResponse:
    """Add a channel."""
    form = _form(request, None, initial={"form": Form.WECOM.value, "language": "zh-hans"})
    if request.method == "POST":

        def write() -> Channel:
            return actions.add_channel(
                actor=request.actor,
                form=form.typed("form"),
                wanted=_wanted(form, is_active=True),
                now=timezone.now(),
            )

        channel = _written(form, write)
        if channel is not None:
            messages.success(request, _("The channel has been added. Now send a test message."))
            return redirect(request, "deliveries:channel", channel.pk)
    status = 422 if form.is_bound else 200
    return render(request, "deliveries/new.html", context={"form": form}, status=status)


@page(policy=may_see_deliveries)
def channel(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a channel with its last messages; change it."""
    found = queries.find_channel(request.actor, pk)
    form = _form(request, found, initial=_initial(found))
    if request.method == "POST":

        def write() -> Channel:
            return actions.change_channel(
                actor=request.actor,
                channel_id=pk,
                wanted=_wanted(form, is_active=bool(form.typed("is_active"))),
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write) is not None:
            messages.success(request, _("Saved."))
            return redirect(request, "deliveries:channel", pk)
    now = timezone.now()
    context = {
        "form": form,
        "row": presenters.channel_row(found, now),
        "attempts": presenters.attempt_rows(queries.tests_of(found), now),
        "may_keep": may_keep_channels(request.actor),
        "lacks_mail_server": found.is_email and not mail.is_set(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "deliveries/channel.html", context=context, status=status)


@page(policy=may_keep_channels, methods=["POST"])
def test(request: ActorRequest, pk: int) -> HttpResponse:
    """Send a test message and show exactly what came back."""
    queries.find_channel(request.actor, pk)
    try:
        attempt = actions.test_channel(actor=request.actor, channel_id=pk, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(request, "deliveries:channel", pk)
    user = accounts.own_account(request.actor).get()
    done = sending.send_test(attempt, user=user, clock=timezone.now)
    row = presenters.attempt_row(done, timezone.now())
    if done.is_accepted:
        messages.success(request, _("The test message was accepted. Look whether it arrived."))
    else:
        messages.error(request, row.text)
    return redirect(request, "deliveries:channel", pk)


def _form(
    request: ActorRequest, found: Channel | None, *, initial: dict[str, object]
) -> ChannelForm:
    return ChannelForm(
        request.POST or None,
        initial=initial,
        units=queries.units(),
        kinds=presenters.kind_options(),
        channel=found,
    )


def _initial(found: Channel) -> dict[str, object]:
    return {
        "name": found.name,
        "unit": found.unit.code if found.unit else "",
        "kinds": found.kinds,
        "language": found.language,
        "is_round_the_clock": found.is_round_the_clock,
        "is_active": found.is_active,
        "version": found.version,
    }


def _wanted(form: ChannelForm, *, is_active: bool) -> actions.WantedChannel:
    return actions.WantedChannel(
        name=form.typed("name"),
        unit=form.typed("unit"),
        kinds=form.chosen_kinds(),
        language=form.typed("language") or "zh-hans",
        is_round_the_clock=bool(form.typed("is_round_the_clock")),
        is_active=is_active,
        address=form.typed("address"),
        secret=form.typed("secret"),
    )


def _written(form: ChannelForm, write: Callable[[], Channel]) -> Channel | None:
    """Do a write; show in the form what it refuses."""
    try:
        return write()
    except (InvalidInput, Stale) as refusal:
        form.add_refusal(refusal)
        return None

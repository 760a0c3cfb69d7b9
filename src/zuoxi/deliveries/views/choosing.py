"""What a person gets by e-mail, and confirming a new address."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.accounts import queries as accounts
from zuoxi.deliveries import actions, mail, presenters, queries, sending
from zuoxi.deliveries.forms import ChoicesForm
from zuoxi.deliveries.models import Reach
from zuoxi.kernel.errors import Conflict, InvalidInput, Stale
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page()
def choices(request: ActorRequest) -> HttpResponse:
    """Show and keep what the person gets by e-mail."""
    reach = queries.reach_of(request.actor.user_id or 0)
    form = _form(request, reach)
    if request.method == "POST":
        now = timezone.now()
        wanted = actions.WantedChoices(
            email=form.typed("email"),
            mobile=form.typed("mobile"),
            kinds=form.chosen_kinds(),
            is_any_time=bool(form.typed("is_any_time")),
        )
        try:
            saved = actions.save_choices(
                actor=request.actor,
                wanted=wanted,
                expected_version=form.whole_number("version"),
                now=now,
            )
        except (InvalidInput, Stale) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            if saved.new_email and saved.asked_at == now:
                _ask(request, saved)
            return redirect(request, "deliveries:choices")
    context = {
        "form": form,
        "reach": reach,
        "has_email": queries.has_email() and mail.is_set(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "deliveries/choices.html", context=context, status=status)


@page()
def confirm(request: ActorRequest) -> HttpResponse:
    """Take a new address into use, from the link in the mail that went there.

    Looking at the page changes nothing: programs that check mail open its links too.
    """
    token = request.POST.get("token") or request.GET.get("token", "")
    if request.method == "POST":
        try:
            actions.confirm_email(actor=request.actor, token=token, now=timezone.now())
        except Conflict as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Notices come to this address from now on."))
        return redirect(request, "deliveries:choices")
    reach = queries.reach_of(request.actor.user_id or 0)
    context = {"token": token, "email": reach.new_email}
    return render(request, "deliveries/confirm.html", context=context)


def _form(request: ActorRequest, reach: Reach) -> ChoicesForm:
    offered = presenters.kind_choices(reach)
    initial: dict[str, object] = {
        "email": reach.new_email or reach.email,
        "mobile": reach.mobile,
        "kinds": [each.name for each in offered if each.is_chosen],
        "is_any_time": reach.is_any_time,
        "version": reach.version,
    }
    kinds = [(each.name, each.label) for each in offered]
    return ChoicesForm(request.POST or None, initial=initial, kinds=kinds)


def _ask(request: ActorRequest, saved: Reach) -> None:
    user = accounts.own_account(request.actor).get()
    outcome = sending.ask_to_confirm(saved, user)
    if outcome.is_accepted:
        text = _("A mail was sent to %(email)s. Open its link within a day.")
        messages.info(request, text % {"email": saved.new_email})
    else:
        messages.error(
            request,
            _("The mail for confirming your address could not be sent. Tell the administrator."),
        )

"""The own account: preferences, tokens, recent sign-ins."""

from django.contrib import auth, messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.accounts import actions, queries
from zuoxi.accounts.choices import PASSWORD_DAYS, ROLE_LABELS, Role
from zuoxi.accounts.forms import PreferencesForm, TokenForm
from zuoxi.accounts.sessions import renew
from zuoxi.accounts.views.sign_in import own_path
from zuoxi.audit import queries as audit
from zuoxi.kernel.errors import InvalidInput
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.preferences import remember

_RECENT = 10
_MOST_TOKENS = 100


@page()
def profile(request: ActorRequest) -> HttpResponse:
    """Show the own account and let its owner choose language and look."""
    now = timezone.now()
    user = queries.own_account(request.actor).get()
    initial = {"language": user.language, "theme": user.theme}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(actor=request.actor, **form.cleaned_data, now=now)
        renew(request)
        messages.success(request, _("Saved."))
        response = redirect(request, "accounts:profile")
        remember(response, **form.cleaned_data)
        return response
    recent = audit.latest("user", user.pk, area="accounts", limit=_RECENT)
    context = {
        "user": user,
        "form": form,
        "roles": [ROLE_LABELS[role] for role in Role if role in request.actor.roles],
        "recent": audit.in_words(recent),
        "password_days": PASSWORD_DAYS.at(now),
    }
    return render(request, "accounts/profile.html", context=context)


@page(methods=["POST"])
def preferences(request: ActorRequest) -> HttpResponse:
    """Keep the language or the look that was chosen in a menu, for this person everywhere."""
    user = queries.own_account(request.actor).get()
    response = redirect(request, own_path(request))
    try:
        user = actions.set_preferences(
            actor=request.actor,
            language=request.POST.get("language", user.language),
            theme=request.POST.get("theme", user.theme),
            now=timezone.now(),
        )
    except InvalidInput:
        messages.error(request, _("This choice is not offered. Nothing has been changed."))
    else:
        renew(request)
        remember(response, language=user.language, theme=user.theme)
    return response


@page()
def tokens(request: ActorRequest) -> HttpResponse:
    """List the own tokens and issue new ones; a new secret is shown in this one answer."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = actions.issue_token(
                actor=request.actor, name=form.cleaned_data["name"], now=timezone.now()
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            form = TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "tokens": queries.tokens_of(request.actor)[:_MOST_TOKENS],
        "now": timezone.now(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/tokens.html", context=context, status=status)


@page(methods=["POST"])
def revoke_token(request: ActorRequest, token_id: int) -> HttpResponse:
    """End one of the own tokens."""
    token = actions.revoke_token(actor=request.actor, token_id=token_id, now=timezone.now())
    messages.success(request, _("The token “%(name)s” has been revoked.") % {"name": token.name})
    return redirect(request, "accounts:tokens")


@page(methods=["POST"])
def end_sessions(request: ActorRequest) -> HttpResponse:
    """End the own sessions everywhere else."""
    user = actions.end_all_sessions(actor=request.actor, now=timezone.now())
    auth.update_session_auth_hash(request, user)
    messages.success(request, _("Your other sessions and all your API tokens have ended."))
    return redirect(request, "accounts:profile")

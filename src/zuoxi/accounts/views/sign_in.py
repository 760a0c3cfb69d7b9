"""Signing in and out, and choosing a new password."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts import actions, passwords
from zuoxi.accounts.choices import ABSOLUTE_HOURS, IDLE_MINUTES
from zuoxi.accounts.forms import PasswordForm, SignInForm
from zuoxi.accounts.models import User
from zuoxi.accounts.queries import own_account
from zuoxi.accounts.sessions import ENDED_COOKIE, begin_session
from zuoxi.kernel.errors import DomainError, InvalidInput
from zuoxi.web import slots
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page, public
from zuoxi.web.paths import safe_path
from zuoxi.web.preferences import remember


@public()
def sign_in(request: ActorRequest) -> HttpResponse:
    """Ask for user name and password; lead back to where the person wanted to go."""
    if request.method != "POST":
        if request.actor.is_signed_in:
            return redirect(request, own_path(request))
        form = SignInForm(initial={"username": request.GET.get("username", "")})
        return _sign_in_page(request, form)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    now = timezone.now()
    try:
        user = actions.sign_in(actor=request.actor, **form.cleaned_data, now=now)
    except DomainError as error:
        form.add_refusal(error)
        return _sign_in_page(request, form, status=error.status)
    begin_session(request, user, now=now)
    return _welcome(request, user)


@page(methods=["POST"])
def sign_out(request: ActorRequest) -> HttpResponse:
    """End the session."""
    actions.sign_out(actor=request.actor, now=timezone.now())
    auth.logout(request)
    messages.success(request, _("You have signed out."))
    return redirect(request, "accounts:sign_in")


@page()
def password(request: ActorRequest) -> HttpResponse:
    """Let somebody replace the own password; the only page left when it has expired."""
    now = timezone.now()
    user = own_account(request.actor).get()
    form = PasswordForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.change_password(
                actor=request.actor,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
                now=now,
            )
        except (InvalidInput, actions.LockedOut) as error:
            form.add_refusal(error)
            status = error.status
        else:
            auth.update_session_auth_hash(request, user)
            messages.success(
                request,
                _(
                    "Your password has been changed. "
                    "Your other sessions and all your API tokens have ended."
                ),
            )
            return redirect(request, own_path(request))
    expired = passwords.is_expired(user, now=now)
    context = {
        "form": form,
        "rules": passwords.rules(now=now),
        "expired": expired,
        "is_first": user.must_change_password,
        "layout": "web/bare.html" if expired else "web/base.html",
        "next": own_path(request),
    }
    return render(request, "accounts/password.html", context=context, status=status)


def own_path(request: HttpRequest) -> str:
    """Return the page to go on to: ``next`` if it is a path of ours, else the start page."""
    return safe_path(request.POST.get("next") or request.GET.get("next") or "") or "/"


def _welcome(request: ActorRequest, user: User) -> HttpResponse:
    target = own_path(request)
    if passwords.is_expired(user, now=timezone.now()):
        response = redirect(
            request, f"{reverse('accounts:password')}?{urlencode({'next': target})}"
        )
    else:
        response = redirect(request, target)
    response.delete_cookie(ENDED_COOKIE, samesite="Lax")
    remember(response, language=user.language or None, theme=user.theme or None)
    return response


def _sign_in_page(request: ActorRequest, form: SignInForm, *, status: int = 200) -> HttpResponse:
    # The cursor stands where the typing goes on.
    first = "password" if form["username"].value() else "username"
    form.fields[first].widget.attrs["autofocus"] = True
    now = timezone.now()
    context = {
        "form": form,
        "next": own_path(request),
        "ended": _why_ended(request.COOKIES.get(ENDED_COOKIE, "")) if not form.is_bound else "",
        "parts": slots.parts("accounts.sign_in", None, actor=request.actor, now=now),
    }
    response = render(request, "accounts/sign_in.html", context=context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _why_ended(reason: str) -> str:
    now = timezone.now()
    if reason == "idle":
        minutes = IDLE_MINUTES.at(now)
        return ngettext(
            "Your session ended after %(count)s minute without activity. "
            "Sign in to go on where you were.",
            "Your session ended after %(count)s minutes without activity. "
            "Sign in to go on where you were.",
            minutes,
        ) % {"count": minutes}
    if reason == "absolute":
        hours = ABSOLUTE_HOURS.at(now)
        return ngettext(
            "Your session ended %(count)s hour after you had signed in. "
            "Sign in to go on where you were.",
            "Your session ended %(count)s hours after you had signed in. "
            "Sign in to go on where you were.",
            hours,
        ) % {"count": hours}
    return ""

"""People and their roles, for the system administrator."""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.accounts import actions as accounts
from zuoxi.accounts import passwords
from zuoxi.accounts import queries as account_queries
from zuoxi.accounts.choices import ROLE_LABELS, Role
from zuoxi.accounts.models import User
from zuoxi.accounts.policies import administers_people
from zuoxi.audit import queries as audit
from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.kernel.paging import paginate
from zuoxi.org import actions, queries
from zuoxi.org.forms import PersonForm, RoleForm
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page

_PAGE = 50
_RECENT = 15


@page(policy=administers_people, methods=["GET"])
def people(request: ActorRequest) -> HttpResponse:
    """List the accounts, open ones unless closed ones are asked for."""
    text = request.GET.get("q", "").strip()[:150]
    closed = request.GET.get("state") == "closed"
    rows: QuerySet[User] = account_queries.people(request.actor, text=text, active=not closed)
    found = paginate(
        rows.prefetch_related("assignments__unit"),
        by="username",
        cursor=request.GET.get("cursor", ""),
        limit=_PAGE,
    )
    now = timezone.now()
    context = {
        "people": [(user, _held(user), _state(user, now=now)) for user in found.items],
        "next_cursor": found.next_cursor,
        "q": text,
        "closed": closed,
    }
    return render(request, "org/people.html", "org/_people.html", context)


@page(policy=administers_people)
def new_person(request: ActorRequest) -> HttpResponse:
    """Open an account; its one-time password is shown in this one answer."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, one_time = accounts.create_user(
                actor=request.actor, **form.cleaned_data, now=timezone.now()
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            return _one_time_page(request, user, one_time, is_new=True)
    status = 422 if form.is_bound else 200
    return render(request, "org/person_new.html", context={"form": form}, status=status)


@page(policy=administers_people)
def person(request: ActorRequest, user_id: int) -> HttpResponse:
    """Show one account with its roles and history, and correct its details."""
    user = account_queries.person(request.actor, user_id)
    initial = {"username": user.username, "name": user.name, "staff_no": user.staff_no}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.update_user(
                actor=request.actor, user_id=user_id, **form.cleaned_data, now=timezone.now()
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request, "org:person", user_id)
    return _person_page(request, user, form=form)


@page(policy=administers_people, methods=["POST"])
def deactivate_person(request: ActorRequest, user_id: int) -> HttpResponse:
    """Close an account."""
    try:
        user = accounts.deactivate_user(actor=request.actor, user_id=user_id, now=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("The account of %(name)s is deactivated; its sessions and tokens have ended.")
            % {"name": user.name},
        )
    return redirect(request, "org:person", user_id)


@page(policy=administers_people, methods=["POST"])
def reactivate_person(request: ActorRequest, user_id: int) -> HttpResponse:
    """Open a closed account again."""
    user = accounts.reactivate_user(actor=request.actor, user_id=user_id, now=timezone.now())
    messages.success(request, _("The account of %(name)s is active again.") % {"name": user.name})
    return redirect(request, "org:person", user_id)


@page(policy=administers_people, methods=["POST"])
def unlock_person(request: ActorRequest, user_id: int) -> HttpResponse:
    """Lift a lock before its time."""
    user = accounts.unlock_user(actor=request.actor, user_id=user_id, now=timezone.now())
    messages.success(request, _("%(name)s can sign in again.") % {"name": user.name})
    return redirect(request, "org:person", user_id)


@page(policy=administers_people, methods=["POST"])
def reset_password(request: ActorRequest, user_id: int) -> HttpResponse:
    """Give a one-time password; it is shown in this one answer."""
    try:
        user, one_time = accounts.reset_password(
            actor=request.actor, user_id=user_id, now=timezone.now()
        )
    except Conflict as error:
        messages.error(request, str(error))
        return redirect(request, "org:person", user_id)
    return _one_time_page(request, user, one_time, is_new=False)


@page(policy=administers_people, methods=["POST"])
def assign_role(request: ActorRequest, user_id: int) -> HttpResponse:
    """Give the person a role at a unit."""
    user = account_queries.person(request.actor, user_id)
    form = RoleForm(request.POST, units=queries.visible_to(request.actor))
    if form.is_valid():
        try:
            actions.assign_role(
                actor=request.actor,
                user_id=user_id,
                role=form.cleaned_data["role"],
                unit_id=form.cleaned_data["unit"],
                now=timezone.now(),
            )
        except (InvalidInput, Conflict) as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("The role has been given."))
            return redirect(request, "org:person", user_id)
    return _person_page(request, user, role_form=form)


@page(policy=administers_people, methods=["POST"])
def withdraw_role(request: ActorRequest, user_id: int, assignment_id: int) -> HttpResponse:
    """Take a role from the person."""
    try:
        actions.withdraw_role(actor=request.actor, assignment_id=assignment_id, now=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The role has been withdrawn."))
    return redirect(request, "org:person", user_id)


def _person_page(
    request: ActorRequest,
    user: User,
    *,
    form: PersonForm | None = None,
    role_form: RoleForm | None = None,
) -> HttpResponse:
    refused = any(each is not None and each.is_bound for each in (form, role_form))
    now = timezone.now()
    initial = {"username": user.username, "name": user.name, "staff_no": user.staff_no}
    assignments = [
        (ROLE_LABELS[Role(each.role)], each)
        for each in queries.assignments_of(request.actor, user.pk)
    ]
    latest = audit.latest("user", user.pk, limit=_RECENT)
    context = {
        "person": user,
        "state": _state(user, now=now),
        "is_self": user.pk == request.actor.user_id,
        "form": form or PersonForm(initial=initial),
        "role_form": role_form or RoleForm(units=queries.visible_to(request.actor)),
        "assignments": assignments,
        "rows": audit.in_words(latest),
    }
    return render(request, "org/person.html", context=context, status=422 if refused else 200)


def _one_time_page(
    request: ActorRequest, user: User, one_time: str, *, is_new: bool
) -> HttpResponse:
    context = {"person": user, "one_time": one_time, "is_new": is_new}
    return render(request, "org/one_time_password.html", context=context)


def _held(user: User) -> list[str]:
    # Sorted here, because a prefetched relation is asked for without a further query.
    held = sorted(user.assignments.all(), key=lambda each: (each.unit.path, each.role))
    return [
        _("%(role)s (%(unit)s)") % {"role": ROLE_LABELS[Role(each.role)], "unit": each.unit.name}
        for each in held
    ]


def _state(user: User, *, now: datetime) -> str:
    if not user.is_active:
        return "closed"
    if user.locked_until is not None and user.locked_until > now:
        return "locked"
    return "expired" if passwords.is_expired(user, now=now) else "open"

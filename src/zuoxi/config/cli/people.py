"""Commands for accounts and tokens, for the first administrator and for scripts."""

# ruff: noqa: PLC0415 - help must answer at once, so a command imports what it needs

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from zuoxi.config.problems import StartError

if TYPE_CHECKING:
    from zuoxi.accounts.models import User
    from zuoxi.kernel.actors import Actor

users = typer.Typer(help="Accounts: add, list, deactivate, password.", no_args_is_help=True)
tokens = typer.Typer(help="API tokens of an account: add, list, revoke.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")]


@users.command("add")
def add_user(
    username: Username,
    *,
    name: Annotated[str, typer.Option(help="The person's name; the user name if empty.")] = "",
    staff_no: Annotated[str, typer.Option(help="The staff number.")] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(help="A role to give, such as administrator; may be repeated."),
    ] = None,
    unit: Annotated[
        str, typer.Option(help="The code of the unit the roles are held at; the company if empty.")
    ] = "",
) -> None:
    """Open an account and print its one-time password.

    The first administrator of a new installation: zuoxi user add admin --role administrator
    """
    with _commands() as actor:
        from django.db import transaction
        from django.utils import timezone

        from zuoxi.accounts import actions as accounts
        from zuoxi.org import actions as org

        _require_roles(role or [])
        now = timezone.now()
        with transaction.atomic():
            user, password = accounts.create_user(
                actor=actor, username=username, name=name or username, staff_no=staff_no, now=now
            )
            for each in role or []:
                place = _unit_id(actor, unit)
                org.assign_role(actor=actor, user_id=user.pk, role=each, unit_id=place, now=now)
    typer.echo(f"Added {user.username}. The one-time password is: {password}")


@users.command("list")
def list_users() -> None:
    """List the accounts with their roles."""
    with _commands() as actor:
        from zuoxi.accounts import queries

        rows = queries.people(actor).order_by("username").prefetch_related("assignments__unit")
        for user in rows:
            held = ", ".join(f"{a.role} at {a.unit.code}" for a in user.assignments.all())
            state = "" if user.is_active else " (closed)"
            typer.echo(f"{user.username:<20} {user.name}{state}  {held}")


@users.command("deactivate")
def deactivate_user(username: Username) -> None:
    """Close an account; its sessions and tokens end at once."""
    with _commands() as actor:
        from django.utils import timezone

        from zuoxi.accounts import actions as accounts

        user = _user(username)
        accounts.deactivate_user(actor=actor, user_id=user.pk, now=timezone.now())
    typer.echo(f"Closed the account {user.username}.")


@users.command("password")
def reset_password(username: Username) -> None:
    """Give an account a new one-time password and unlock it."""
    with _commands() as actor:
        from django.utils import timezone

        from zuoxi.accounts import actions as accounts

        user = _user(username)
        _user_again, password = accounts.reset_password(
            actor=actor, user_id=user.pk, now=timezone.now()
        )
    typer.echo(f"The one-time password of {user.username} is: {password}")


@tokens.command("add")
def add_token(
    username: Username,
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "",
) -> None:
    """Make a token for a script that acts as this account, and print it; it is not shown again."""
    with _commands():
        from django.utils import timezone

        from zuoxi.accounts import actions as accounts

        actor = _as(_user(username))
        _token, secret = accounts.issue_token(actor=actor, name=name, now=timezone.now())
    typer.echo(secret)


@tokens.command("list")
def list_tokens(username: Username) -> None:
    """List the tokens of an account: number, beginning, name, when it ends."""
    with _commands():
        from zuoxi.accounts import queries

        found = list(queries.tokens_of(_as(_user(username))))
        for token in found:
            end = "revoked" if token.revoked_at else f"until {token.expires_at:%Y-%m-%d}"
            typer.echo(f"{token.pk:<6} {token.hint}…  {token.name}  {end}")
        if not found:
            typer.echo(f"{username} has no tokens. `zuoxi token add {username}` makes one.")


@tokens.command("revoke")
def revoke_token(
    username: Username,
    number: Annotated[int, typer.Argument(help="The number that `zuoxi token list` shows.")],
) -> None:
    """End a token of an account at once."""
    with _commands():
        from django.utils import timezone

        from zuoxi.accounts import actions as accounts

        actor = _as(_user(username))
        token = accounts.revoke_token(actor=actor, token_id=number, now=timezone.now())
    typer.echo(f"Revoked {token.hint}….")


@contextmanager
def _commands() -> Iterator[Actor]:
    """Load what a command needs; whoever may run it has the rights of an administrator."""
    from zuoxi.config import start

    start.load()
    from django.utils import translation

    from zuoxi.accounts.choices import Role
    from zuoxi.config import schema
    from zuoxi.kernel.actors import Actor
    from zuoxi.kernel.errors import DomainError

    schema.require_current()
    try:
        # Like all that commands say.
        with translation.override("en"):
            yield Actor(name="zuoxi", channel="cli", roles=frozenset({Role.ADMINISTRATOR.value}))
    except DomainError as error:
        fields = [f"{name}: {text}" for name, texts in error.fields.items() for text in texts]
        raise StartError("\n".join(fields) or str(error)) from error


def _require_roles(names: list[str]) -> None:
    from zuoxi.accounts.choices import Role

    unknown = [each for each in names if each not in list(Role)]
    if unknown:
        known = ", ".join(Role)
        raise StartError(f"There is no role {unknown[0]}. There are: {known}.")


def _user(username: str) -> User:
    from zuoxi.accounts import queries

    user = queries.by_username(username).first()
    if user is None:
        raise StartError(f"There is no account {username}. `zuoxi user list` shows all of them.")
    return user


def _as(user: User) -> Actor:
    from zuoxi.kernel.actors import Origin
    from zuoxi.org import queries

    return queries.actor_for(user, Origin(channel="cli"))


def _unit_id(actor: Actor, code: str) -> int:
    """Return the unit of that code; without one the company, made first if there is none yet."""
    from django.utils import timezone

    from zuoxi.org import actions as org
    from zuoxi.org.choices import UnitKind
    from zuoxi.org.models import Unit

    wanted = Unit.objects.filter(code=code) if code else Unit.objects.filter(parent=None)
    found = wanted.values_list("pk", flat=True).first()
    if found is not None:
        return found
    if code:
        codes = ", ".join(Unit.objects.order_by("path").values_list("code", flat=True))
        raise StartError(f"There is no unit {code}. There are: {codes or 'none yet'}.")
    company = org.create_unit(
        actor=actor,
        kind=UnitKind.COMPANY,
        code="company",
        name="Company",
        parent_id=None,
        now=timezone.now(),
    )
    return company.pk

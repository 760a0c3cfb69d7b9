"""Bearer tokens over the API."""

from dataclasses import replace

from django.utils import timezone
from ninja import Router

from zuoxi.accounts import actions, queries
from zuoxi.accounts.schemas import NewTokenOut, SignInIn, TokenListOut, TokenOut
from zuoxi.api.fields import Id
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.kernel.policies import anybody, signed_in

router = Router(tags=["sign-in"])
_MOST_LISTED = 200


@operation(router.post, "/auth/token", NewTokenOut, policy=anybody, problems=(401, 403, 429))
def create_token(request: Request, body: SignInIn) -> NewTokenOut:
    """Get a bearer token for a script.

    Send it as `Authorization: Bearer …`. Wrong credentials are a 401 `wrong_credentials`; after too
    many of them the account is locked for a while, 429 `locked_out` with `Retry-After`. An account
    whose password has expired gets a 403 `password_expired` until its owner has chosen a new one in
    the browser.
    """
    now = timezone.now()
    user = actions.sign_in(
        actor=request.actor, username=body.username, password=body.password, now=now
    )
    owner = replace(request.actor, user_id=user.pk, name=user.name)
    token, secret = actions.issue_token(actor=owner, name=body.name, now=now)
    return NewTokenOut(token=secret, **TokenOut.of(token).model_dump())


@operation(router.get, "/auth/tokens", TokenListOut, policy=signed_in)
def list_tokens(request: Request) -> TokenListOut:
    """List the tokens of the own account."""
    tokens = queries.tokens_of(request.actor)[:_MOST_LISTED]
    return TokenListOut(items=[TokenOut.of(token) for token in tokens])


@operation(router.delete, "/auth/tokens/{token_id}", TokenOut, policy=signed_in)
def revoke_token(request: Request, token_id: Id) -> TokenOut:
    """Revoke one of the own tokens; it opens nothing from now on."""
    token = actions.revoke_token(actor=request.actor, token_id=token_id, now=timezone.now())
    return TokenOut.of(token)

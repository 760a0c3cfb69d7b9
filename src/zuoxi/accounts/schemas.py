"""Shapes of the token routes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from zuoxi.accounts.models import Token
from zuoxi.api.fields import ShortText
from zuoxi.api.schemas import Input, Output

# What is longer is certainly wrong, and need not be hashed to find that out.
_Credential = Annotated[str, StringConstraints(max_length=1000)]


class SignInIn(Input):
    """The credentials of an account."""

    username: _Credential
    password: _Credential
    name: ShortText = Field("", description="What the token is for, to recognise it later.")


class TokenOut(Output):
    """A token as its owner sees it later: without its secret."""

    id: int
    name: str
    hint: str = Field(description="How the token begins.")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @staticmethod
    def of(token: Token) -> "TokenOut":
        """Describe a stored token."""
        return TokenOut.model_validate(token, from_attributes=True)


class NewTokenOut(TokenOut):
    """A new token; ``token`` is shown this once."""

    token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme


class TokenListOut(Output):
    """The caller's tokens, newest first; those that have ended stay listed."""

    items: list[TokenOut]

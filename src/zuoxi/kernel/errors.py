"""Everything a user may be told "no" with. Raised anywhere, rendered once per surface.

``code`` is stable and machine-readable, ``status`` is the HTTP status, ``message`` is one
translated sentence that says what happened and what to do, ``fields`` maps an input name to its
messages, ``extra`` carries machine-readable details for the problem document.
"""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Base of all anticipated refusals: what was asked for has not been done.

    Only the counts of wrong passwords and the log of refusals keep that it was asked.
    """

    code = "refused"
    status = 400
    message: Text = _("This is not possible.")

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[Text]] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        """Override the class's sentence or code where the case is more specific."""
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        self.fields: dict[str, list[Text]] = {k: list(v) for k, v in (fields or {}).items()}
        self.extra: dict[str, object] = dict(extra or {})
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotSignedIn(DomainError):
    """Nobody is signed in, or the session or token has ended."""

    code = "not_signed_in"
    status = 401
    message = _("Please sign in.")


class Forbidden(DomainError):
    """The object may be seen, but this actor may not do this; recorded as a refusal."""

    code = "forbidden"
    status = 403
    message = _("Your role does not allow this. Ask your supervisor if you need it.")


class NotFound(DomainError):
    """The object does not exist, or this actor may not know that it does."""

    code = "not_found"
    status = 404
    message = _("Not found, or not visible to you.")


class Conflict(DomainError):
    """The state of the object does not allow the call."""

    code = "conflict"
    status = 409
    message = _("This is no longer possible, because the state has changed.")


class Stale(DomainError):
    """The caller acted on an older version of the object than the current one."""

    code = "stale"
    status = 412
    message = _("Somebody else changed this in the meantime. Look at the current state first.")


class InvalidInput(DomainError):
    """One or more inputs are missing or wrong; ``fields`` says which and why."""

    code = "invalid_input"
    status = 422
    message = _("Please check the marked fields.")


class TooManyRequests(DomainError):
    """A rate limit was reached; ``extra["retry_after"]`` is in seconds."""

    code = "too_many_requests"
    status = 429
    message = _("Too many attempts. Please wait a moment.")

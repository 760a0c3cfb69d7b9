"""Which open pages change when an account does."""

from zuoxi.accounts import events
from zuoxi.kernel.events import Signal, live, silent


def _people(fact: events.AccountFact) -> Signal:
    return Signal(
        audience=frozenset({"role:administrator", f"user:{fact.subject_id}"}),
        topics=frozenset({"people"}),
    )


for _fact_type in (
    events.LockedOut,
    events.Unlocked,
    events.PasswordReset,
    events.UserCreated,
    events.UserUpdated,
    events.UserDeactivated,
    events.UserReactivated,
    events.TokenIssued,
    events.TokenRevoked,
):
    live(_fact_type)(_people)

silent(
    events.SignedIn,
    events.SignInFailed,
    events.SignedOut,
    events.SessionEnded,
    events.SessionsEnded,
    events.PasswordChanged,
    events.DemoPasswordAccepted,
    events.PreferencesSet,
)

"""Which open pages change when an account does."""

from zuoxi.accounts import events
from zuoxi.kernel.events import Signal, live, silent


def _people(fact: events.AccountFact) -> Signal:
    return Signal(
        audience=frozenset({"role:administrator", f"user:{fact.subject_id}"}),
        topics=frozenset({"people"}),
    )


def _rights(fact: events.AccountFact) -> Signal:
    seen, checked = _people(fact), _session(fact)
    return Signal(audience=seen.audience, topics=seen.topics | checked.topics)


def _session(fact: events.AccountFact) -> Signal:
    """Have the live process look at once whether the user's streams are still allowed."""
    return Signal(
        audience=frozenset({f"user:{fact.subject_id}"}),
        topics=frozenset({f"session:{fact.subject_id}"}),
    )


for _fact_type in (
    events.LockedOut,
    events.Unlocked,
    events.UserCreated,
    events.UserUpdated,
    events.UserReactivated,
    events.TokenIssued,
    events.TokenRevoked,
):
    live(_fact_type)(_people)

for _rights_type in (events.PasswordReset, events.UserDeactivated):
    live(_rights_type)(_rights)

for _session_type in (
    events.SignedOut,
    events.SessionEnded,
    events.SessionsEnded,
    events.PasswordChanged,
):
    live(_session_type)(_session)

silent(
    events.SignedIn,
    events.SignInFailed,
    events.DemoPasswordAccepted,
    events.PreferencesSet,
)

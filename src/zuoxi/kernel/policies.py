"""How "who may" is written: a policy is a predicate over an actor, built from role names."""

from collections.abc import Callable

from zuoxi.kernel.actors import Actor

Policy = Callable[[Actor], bool]


def holds(*roles: str) -> Policy:
    """Return the policy that admits actors who hold at least one of the roles."""

    def policy(actor: Actor) -> bool:
        return actor.holds(roles)

    # Sorted, because roles often come as a set and the name stands in generated pages.
    policy.__name__ = "holds_" + "_or_".join(sorted(roles))
    return policy


def either(*policies: Policy) -> Policy:
    """Return the policy that admits whom at least one of the policies admits."""

    def policy(actor: Actor) -> bool:
        return any(each(actor) for each in policies)

    policy.__name__ = "_or_".join(each.__name__ for each in policies)
    return policy


def signed_in(actor: Actor) -> bool:
    """Admit every person with an account."""
    return actor.is_signed_in


def anybody(_actor: Actor) -> bool:
    """Admit every caller, signed in or not."""
    return True


def system_only(actor: Actor) -> bool:
    """Admit jobs and commands, no person."""
    return not actor.is_signed_in and actor.channel in {"system", "cli", "job"}

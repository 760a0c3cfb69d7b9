"""What of the limits wants a person's attention."""

from collections.abc import Iterator

from zuoxi.kernel.soundness import warning
from zuoxi.limits import queries


@warning("limits")
def agreed() -> Iterator[str]:
    """Say which units have not agreed to the limits of their centre, and what waits for a head."""
    for each in queries.everything_unagreed():
        version = each.version
        if version is None:
            continue
        if each.unit == each.centre:
            yield f"{version} is a {version.state}: it does not count. See Settings, Time limits"
        else:
            keeps = f"keeps version {each.keeps}" if each.keeps else "has no limits"
            yield f"{each.unit} has not agreed to {version} and {keeps}"

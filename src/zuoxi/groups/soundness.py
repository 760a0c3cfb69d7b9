"""What no constraint can say of groups: that they are still made up by their rules."""

from collections.abc import Iterator

from zuoxi.groups import queries
from zuoxi.kernel.soundness import warning


@warning("groups")
def made_up_by_the_rules() -> Iterator[str]:
    """Say of each group which rule it breaks, since somebody left or a unit was added."""
    for group, faults in queries.groups_with_faults():
        reasons = " ".join(str(each) for each in faults)
        yield f"the {group.kind} group of {group.centre} is not made up by its rules: {reasons}"

"""Who may do what to accounts."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import either, holds, system_only

administers_people = holds(Role.ADMINISTRATOR)
# The command line and the demo prepare accounts as well.
manages_people = either(administers_people, system_only)

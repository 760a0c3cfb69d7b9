"""Who may do what to accounts."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import holds

administers_people = holds(Role.ADMINISTRATOR)

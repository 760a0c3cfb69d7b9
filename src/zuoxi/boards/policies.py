"""Who looks at the board."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import holds

ROLES = (Role.SUPERVISOR, Role.AUDITOR)

may_see_board = holds(*ROLES)

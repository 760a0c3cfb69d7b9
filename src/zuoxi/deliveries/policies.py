"""Who keeps the channels, and who reads what was sent."""

from zuoxi.accounts.choices import Role
from zuoxi.kernel.policies import holds

may_keep_channels = holds(Role.ADMINISTRATOR)
may_see_deliveries = holds(Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
may_resend = holds(Role.ADMINISTRATOR, Role.SUPERVISOR)

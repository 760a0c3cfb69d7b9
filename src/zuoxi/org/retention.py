"""How long the organisation is kept."""

from zuoxi.kernel.retention import keep
from zuoxi.org.models import Assignment, Technician, Unit

keep(Unit, Technician, because="Few rows; orders name them. They are deactivated.")
keep(Assignment, because="Few rows; taken out when the role is withdrawn, which the log tells.")

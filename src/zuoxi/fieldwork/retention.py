"""How long sign-offs are kept."""

from zuoxi.fieldwork.models import SignOff
from zuoxi.kernel.retention import keep

keep(SignOff, because="As long as its order.")

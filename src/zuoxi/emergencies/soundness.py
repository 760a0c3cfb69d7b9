"""What of emergencies wants a person's attention."""

from collections.abc import Iterator

from django.utils import timezone

from zuoxi.emergencies.choices import MANUAL
from zuoxi.emergencies.models import Emergency
from zuoxi.kernel.soundness import warning


@warning("emergencies")
def manual_is_named() -> Iterator[str]:
    """Say that the chapter on sudden events is missing where there has been one."""
    now = timezone.now()  # noqa: TID251 - the doctor asks how things stand at this moment
    if not MANUAL.at(now).strip() and Emergency.objects.exists():
        yield f"there were emergencies, and {MANUAL.key} names no manual chapter for them"

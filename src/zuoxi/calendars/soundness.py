"""What no constraint can say of calendars, and until when the holidays are known."""

from collections.abc import Iterator

from django.utils import timezone

from zuoxi.calendars import queries
from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.calendars.choices import WARN_DAYS
from zuoxi.kernel.soundness import rule, warning


@rule("Each calendar has working time within 400 days, so that whatever is counted is due once.")
def with_working_time() -> Iterator[str]:
    """Name the calendars by which nothing would be due any more."""
    today = timezone.localdate()
    for calendar in queries.everything():
        try:
            queries.combined_of(calendar).next_working_day(today)
        except CannotCount:
            yield str(calendar)


@warning("calendars")
def with_holidays() -> Iterator[str]:
    """Say when the known holidays end, and of which years the make-up days are missing."""
    now = timezone.now()  # noqa: TID251 - as of when it is asked
    today = timezone.localdate(now)
    knowledge = queries.known(today)
    if queries.is_short(knowledge, today, days=WARN_DAYS.at(now)):
        until = knowledge.until or "none of this year"
        yield f"holidays are known until {until}. Import the next year in Settings, Calendars"
    for year in knowledge.unarranged:
        yield (
            f"调休未发布: the make-up working days of {year} are not known; it is counted by the "
            "statutory holidays and weekends. Import the year again when the notice has come"
        )

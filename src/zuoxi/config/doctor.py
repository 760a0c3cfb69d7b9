"""`zuoxi doctor`: whether what runs here is well, and what to do where it is not."""

# ruff: noqa: PLC0415 - like `zuoxi check`, which it begins with, it reads the settings itself

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

import typer

from zuoxi.config import checks
from zuoxi.config.problems import StartError

# A second apart, the order of events and the clocks of browsers still agree.
_CLOCK_SECONDS = 2.0
_SPARE_BYTES = 1_000_000_000
# The worker takes a job up within a second; some wait for a minute on purpose.
_WAIT = timedelta(minutes=5)
_NAMED = 5


@dataclass(frozen=True)
class Finding:
    """One line of the report. ``kind`` is ``ok``, ``warning``, ``problem`` or ``mended``."""

    kind: str
    about: str
    text: str


def run(*, repair: bool) -> int:
    """Print what was found, mend what is safe to mend if asked, and return 1 if a problem is left.

    It begins with the checks of `zuoxi check`, without which nothing else can be asked.
    """
    if checks.run():
        return 1
    is_well = True
    for each in findings(repair=repair):
        typer.echo(f"{each.kind:<9}{each.about}: {each.text}")
        is_well = is_well and each.kind != "problem"
    return 0 if is_well else 1


def findings(*, repair: bool = False) -> Iterator[Finding]:
    """Yield the state of each part; nothing is changed unless ``repair``."""
    yield _clock()
    yield from _disk()
    yield _backup()
    yield _worker()
    yield from _jobs(repair=repair)
    yield from _old_rows()
    yield from _rules()
    yield from _concerns()


def _clock() -> Finding:
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp(), max(at) FROM kernel_event")
        there, latest = cursor.fetchone()
        after = timezone.now()
    apart = abs((there - (before + (after - before) / 2)).total_seconds())
    if apart > _CLOCK_SECONDS:
        advice = "Let both take their time from one source, such as chrony"
        text = f"this machine and the database server are {apart:.0f} s apart. {advice}"
        return Finding("problem", "clock", text)
    ahead = (latest - after).total_seconds() if latest else 0.0
    if ahead > _CLOCK_SECONDS:
        text = f"the latest event lies {ahead:.0f} s in the future: the clock was set back"
        return Finding("problem", "clock", text)
    return Finding("ok", "clock", "the same here and at the database server")


def _disk() -> Iterator[Finding]:
    from django.conf import settings

    for folder in (settings.ENV.data_dir, settings.FILES_DIR):
        if folder.exists():
            free = shutil.disk_usage(folder).free
            kind = "ok" if free > _SPARE_BYTES else "problem"
            yield Finding(kind, "disk", f"{free / 1e9:.1f} GB free for {folder}")


def _backup() -> Finding:
    from zuoxi.config.backups import programs

    try:
        programs.require()
    except StartError as error:
        return Finding("warning", "backup", f"none can be made: {error}")
    return Finding("ok", "backup", "can be made")


def _worker() -> Finding:
    from zuoxi.config import jobs

    count = jobs.workers()
    if count:
        return Finding("ok", "worker", f"{count} at work")
    return Finding("problem", "worker", "none runs, so nothing deferred is done: zuoxi worker")


def _jobs(*, repair: bool) -> Iterator[Finding]:
    from django.utils import timezone

    from zuoxi.config import jobs

    now = timezone.now()
    stalled = list(jobs.stalled())
    names = _some(f"{each.task_name} {each.pk}" for each in stalled)
    if stalled and repair:
        jobs.take_up_again(stalled)
        yield Finding("mended", "jobs", f"back in the queue: {names}")
    elif stalled:
        text = f"begun by a worker that is gone: {names}. Run: zuoxi doctor --repair"
        yield Finding("problem", "jobs", text)
    names = _some(f"{each.task_name} {each.pk}" for each in jobs.waiting(now, since=_WAIT))
    if names:
        yield Finding("problem", "jobs", f"nobody has begun them for minutes: {names}")
    names = _some(f"{each.task_name} {each.pk}" for each in jobs.failed())
    if names:
        yield Finding("warning", "jobs", f"ended with an error that the worker has logged: {names}")
    elif not stalled:
        yield Finding("ok", "jobs", "none is stuck, none has failed")


def _old_rows() -> Iterator[Finding]:
    from django.utils import timezone

    from zuoxi.audit import housekeeping

    now = timezone.now()
    late = housekeeping.is_late(now)
    if late:
        text = "the nightly run has not been for two nights: is a worker there at 03:11 UTC?"
        yield Finding("problem", "old rows", text)
    names = _some(f"{each.rows} of {each.table}" for each in housekeeping.arrears(now))
    if names:
        text = f"should have gone days ago: {names}. The next nights go on with them"
        yield Finding("warning", "old rows", text)
    elif not late:
        yield Finding("ok", "old rows", "removed or archived in time")


def _rules() -> Iterator[Finding]:
    from zuoxi.kernel import soundness

    for rule in soundness.rules():
        offenders = _some(rule.offenders())
        if offenders:
            yield Finding("problem", "data", f"{rule.sentence} Not so: {offenders}")
        else:
            yield Finding("ok", "data", rule.sentence)


def _concerns() -> Iterator[Finding]:
    from zuoxi.kernel import soundness

    for concern in soundness.warnings():
        for sentence in concern.sentences():
            yield Finding("warning", concern.about, sentence)


def _some(names: Iterable[str]) -> str:
    """Return the first few names, empty for none."""
    first = list(islice(names, _NAMED + 1))
    return ", ".join(first[:_NAMED]) + (" and others" if len(first) > _NAMED else "")

"""What a process believes for some seconds, so that not every request has to ask again.

Who calls: ``keep`` what was read, ``recall`` it with the next request. What rows are called that
others name by their id: ``fill`` puts them beside the rows of a page. What changes in another
process counts here when the belief is too old, BELIEVED_SECONDS later at most.
"""

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import Any, TypeVar, cast

from django.core.cache import cache as process_cache
from django.db.models import Model

from zuoxi.kernel.statements import Reading

BELIEVED_SECONDS = 3
ESTIMATED_SECONDS = 60

ModelT = TypeVar("ModelT", bound=Model)
T = TypeVar("T")


def keep(name: str, value: object) -> None:
    """Believe ``value`` from now on; every ``recall`` gives a copy."""
    process_cache.set(name, (time.monotonic() + BELIEVED_SECONDS, value), BELIEVED_SECONDS)


def recall(name: str) -> object | None:
    """Return what was kept under the name; None if nothing was, or too long ago."""
    kept = cast("tuple[float, object] | None", process_cache.get(name))
    # The cache goes by the clock of the wall, which may be set back by hours.
    return kept[1] if kept and time.monotonic() < kept[0] else None


def forget(*names: str) -> None:
    """Drop what this process believes under these names."""
    process_cache.delete_many(names)


def fill(rows: Iterable[Model], names: Iterable[str]) -> None:
    """Set these foreign keys of some rows to the rows that they name, without a join.

    For tables that stay small and hardly ever change, such as those of units or codes. The same
    object stands beside many rows, also in other threads: it is to be read, never to be changed.
    """
    found = list(rows)
    by_model: dict[type[Model], list[tuple[str, str]]] = defaultdict(list)
    for name in names if found else ():
        field = cast("Any", found[0])._meta.get_field(name)  # noqa: SLF001 - public in all but name
        by_model[field.related_model].append((name, field.attname))
    for model, fields in by_model.items():
        keys = {getattr(row, key) for row in found for _name, key in fields} - {None}
        beside = rows_of(model, keys)
        for row in found:
            for name, key in fields:
                if (value := getattr(row, key)) is not None:
                    setattr(row, name, beside[value])


def rows_of(model: type[ModelT], keys: Iterable[object]) -> dict[object, ModelT]:
    """Return the rows of these primary keys as they were some seconds ago at most.

    They are shared as with ``fill``.
    """
    now, found, missing = time.monotonic(), {}, []
    for key in keys:
        kept = _kept.get((model, key))
        if kept and now < kept[0]:
            found[key] = cast("ModelT", kept[1])
        else:
            missing.append(key)
    if missing:
        read = {each.pk: each for each in _by_key(model).rows(missing)}
        until = now + BELIEVED_SECONDS
        _kept.update({(model, key): (until, row) for key, row in read.items()})
        found |= read
    return found


def believed(key: Hashable, read: Callable[[], T]) -> T:
    """Return what ``read`` found for the key some seconds ago at most; None is never believed.

    What it finds is shared as with ``fill``. The keys for which it finds something must be few:
    they are kept for as long as the process lives.
    """
    now = time.monotonic()
    kept = _kept.get(key)
    if kept and now < kept[0]:
        return cast("T", kept[1])
    found = read()
    if found is not None:
        _kept[key] = (now + BELIEVED_SECONDS, found)
    return found


def estimated(key: Hashable, read: Callable[[], T]) -> T:
    """Return what ``read`` found for the key a minute ago at most.

    For what an answer is found by and not for what it says. There may be any number of keys.
    """
    name = f"estimate:{hashlib.sha256(repr(key).encode('utf-8', 'replace')).hexdigest()}"
    kept = cast("tuple[T] | None", process_cache.get(name))
    if kept is None:
        kept = (read(),)
        process_cache.set(name, kept, ESTIMATED_SECONDS)
    return kept[0]


def forget_everything() -> None:
    """Drop what this process believes, as seconds later."""
    process_cache.clear()
    _kept.clear()


@cache
def _by_key(model: type[ModelT]) -> Reading[ModelT]:
    return Reading(model, f"WHERE {model._meta.pk.column} = ANY(%s)")  # noqa: SLF001 - as above


# Until when what is believed, by key; as many as the small tables have rows.
_kept: dict[Hashable, tuple[float, object]] = {}

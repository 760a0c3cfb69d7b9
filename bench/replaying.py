"""A recorded step asked of the database once more, with asyncpg and nothing around it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has no types

# A statement as bench.recording.Statement has it.
_Statement = Mapping[str, Any]


async def replay(
    connection: asyncpg.Connection, statements: list[_Statement], known: dict[str, Any]
) -> list[list[list[Any]]]:
    """Run the statements of one step, its transaction in one, and return the rows of each.

    ``known`` holds what the caller gives: the key, the request's id and the order's number, which
    the first step adds itself, as text.
    """
    found: list[list[list[Any]]] = []

    async def run(part: list[_Statement]) -> None:
        for each in part:
            rows = await connection.fetch(each["sql"], *_values(each["parameters"], known))
            if each["gives"]:
                known[each["gives"]] = rows[0][each["column"]]
            found.append([list(row.values()) for row in rows])

    known["now"] = datetime.now(UTC)
    before, inside, after = _parts(statements)
    await run(before)
    async with connection.transaction():
        await run(inside)
    await run(after)
    return found


def _parts(statements: list[_Statement]) -> Iterator[list[_Statement]]:
    places = [place for place, each in enumerate(statements) if each["is_inside"]]
    first, last = places[0], places[-1] + 1
    return iter((statements[:first], statements[first:last], statements[last:]))


def _values(parameters: list[list[Any]], known: Mapping[str, Any]) -> Iterator[Any]:
    for kind, value in parameters:
        if kind == "role":
            yield known[value]
        elif kind == "text":
            yield "".join(known[word] if is_role else word for is_role, word in value)
        else:
            yield datetime.fromisoformat(value) if kind == "moment" else value

"""The same statements over HTTP with nothing around them: the yardstick of ``bench.hot``.

    python -m bench.reference PORT STATEMENTS

No sign-in, no rights, no masks, no texts: Starlette takes an address, asyncpg runs the statements
that Zuoxi ran for it, and the rows leave as JSON. STATEMENTS is a file with the connection, by
operation the statements of each variant, and by step those of a walk (``bench.recording``).
"""

import json
import os
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has no types
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.replaying import replay

_PLACE = "ZUOXI_BENCH_STATEMENTS"
# As many as the operations have statements of their own, each planned once.
_PREPARED = 2_000


def build() -> Starlette:
    """Return the application; each process has connections of its own."""
    told = json.loads(Path(os.environ[_PLACE]).read_text(encoding="utf-8"))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(
            **told["connection"], min_size=4, max_size=8, statement_cache_size=_PREPARED
        ) as pool:
            app.state.pool = pool
            yield

    async def answer(request: Request) -> Response:
        name, variant = request.path_params["name"], request.path_params["variant"]
        found: list[list[list[Any]]] = []
        async with request.app.state.pool.acquire() as connection:
            for statement in told["operations"][name][variant]:
                rows = await connection.fetch(statement)
                found.append([list(row.values()) for row in rows])
        return _json(found)

    async def walk(request: Request) -> Response:
        await request.body()
        known = {"key": request.headers["Idempotency-Key"], "request": uuid.uuid4().hex}
        if number := request.path_params["number"]:
            known["number"] = number
        async with request.app.state.pool.acquire() as connection:
            found = await replay(connection, told["walk"][request.path_params["step"]], known)
        return _json({"number": known["number"], "rows": found})

    async def ready(request: Request) -> Response:
        async with request.app.state.pool.acquire() as connection:
            return _json(await connection.fetchval("SELECT 1"))

    routes = [
        Route("/ready", ready),
        Route("/walk/{step}/{number:path}", walk, methods=["POST"]),
        Route("/{name}/{variant:int}", answer),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _json(found: object) -> Response:
    body = json.dumps(found, default=str, ensure_ascii=False)
    return Response(body, media_type="application/json")


def main() -> None:
    """Serve until told to stop, with as many processes as Zuoxi has."""
    port, statements = sys.argv[1:]
    os.environ[_PLACE] = statements
    Server(
        "bench.reference:build",
        factory=True,
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.ASGI,
        workers=2,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()

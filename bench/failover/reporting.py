"""The report of a run, as Markdown."""

from collections.abc import Iterator
from datetime import datetime

from bench.failover.members import LOOP_WAIT, RETRY_TIMEOUT, TTL
from bench.failover.run import CLIENTS, Outcome


def lines(outcome: Outcome, at: datetime) -> Iterator[str]:
    """Yield the report."""
    yield "# What a fail-over of the database costs"
    yield ""
    yield f"Written by `bin/bench failover` on {at:%Y-%m-%d}."
    yield ""
    yield from _setting()
    yield from _faults(outcome)
    yield from _proof(outcome)


def _setting() -> Iterator[str]:
    yield "## What was built"
    yield ""
    yield (
        "Six network namespaces on one host of two cores: three members (PostgreSQL 15 with"
        " Patroni and etcd, of Debian 12), two nodes (HAProxy, `zuoxi serve` in its parts, `zuoxi"
        f" worker`), and {CLIENTS} clients that take in orders and carry them through without a"
        " pause. A call that got no answer, or a 5xx, is sent again to the other node with the"
        " same `Idempotency-Key`."
    )
    yield ""
    yield (
        f"Patroni: `synchronous_mode: true`, `ttl: {TTL}`, `loop_wait: {LOOP_WAIT}`,"
        f" `retry_timeout: {RETRY_TIMEOUT}`. A primary that falls silent keeps its lock for up to"
        f" `ttl` seconds; that is most of what is measured here."
    )
    yield ""


def _faults(outcome: Outcome) -> Iterator[str]:
    yield "## How long no write was possible"
    yield ""
    yield (
        "*Without a write* is the longest stretch between two acknowledged writes of any client;"
        " *whole* is when three members streamed again, the struck one after it was started or"
        " connected again."
    )
    yield ""
    yield "| fault | primary, before → after | s without a write | s until whole |"
    yield "|---|---|---:|---:|"
    for each in outcome.struck:
        moved = f"{each.primary} → {each.after}"
        yield f"| {each.name} | {moved} | {each.without_write:.1f} | {each.until_whole:.1f} |"
    yield ""


def _proof(outcome: Outcome) -> Iterator[str]:
    ledger = outcome.ledger
    yield "## The ledger of acknowledged writes"
    yield ""
    answers = ", ".join(f"{name}: {count}" for name, count in sorted(ledger.answers.items()))
    yield f"- Calls by answer: {answers}. Repeated with the same key: {ledger.repeats}."
    yield f"- Refusals that a correct client must not get: {len(ledger.refusals)}."
    yield f"- Processes of Zuoxi that ended: {len(outcome.ended)}."
    yield f"- Workers alive at the end: {outcome.workers}."
    yield ""
    yield "| member | acknowledged writes | orders | lost | doubled |"
    yield "|---|---:|---:|---:|---:|"
    for each in outcome.proofs:
        row = (each.member, each.acknowledged, each.orders, each.lost, each.doubled)
        yield f"| {' | '.join(str(value) for value in row)} |"
    yield from ("", *(f"    {each}" for each in [*ledger.refusals[:20], *outcome.ended]))

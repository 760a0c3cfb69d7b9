"""How many calls there were and how long they took, for Prometheus.

Each process counts for itself; ``zuoxi.config.metrics`` adds them up.
"""

from prometheus_client import Histogram

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_SECONDS = Histogram(
    "zuoxi_request_seconds",
    "Calls by method, route and status, and how long they took.",
    ["call", "status"],
    buckets=(0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10),
)


def observe(call: str, status: int, seconds: float) -> None:
    """Count one call. ``call`` is a method and a route, without what stands for a row."""
    # Anybody may invent methods, and each series costs memory for good.
    known = call if call.partition(" ")[0] in _METHODS else "other"
    _SECONDS.labels(known, str(status)).observe(seconds)

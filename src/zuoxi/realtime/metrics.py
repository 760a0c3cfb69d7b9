"""How many browsers listen, for Prometheus."""

from prometheus_client import Gauge

STREAMS = Gauge(
    "zuoxi_live_streams",
    "Open connections for live updates.",
    multiprocess_mode="mostrecent",
)

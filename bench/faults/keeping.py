"""Keeps the embedded database server running for those who reach it by another way.

Run as a process of its own, until it is terminated: ``python -m bench.faults.keeping``.
"""

import signal
import sys
from importlib import import_module


def main() -> None:
    """Hold the server, which loading the settings starts, and let it go in order."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    import_module("zuoxi.config.settings")
    while True:
        signal.pause()


if __name__ == "__main__":
    main()

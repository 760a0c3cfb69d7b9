"""A clock for chosen processes that can be set ahead and back while they run."""

import os
import shutil
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_name("clock.c")
_BYTES = 8


class Clock:
    """The clock of the processes that are started with ``variables``; ``folder`` keeps it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._library = folder / "clock.so"
        self._file.write_bytes(bytes(_BYTES))
        command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(self._library), str(_SOURCE)]
        subprocess.run(command, check=True)  # noqa: S603 - our own source

    @property
    def variables(self) -> dict[str, str]:
        """What a process is started with to go by this clock."""
        return {"LD_PRELOAD": str(self._library), "FAULTS_CLOCK": str(self._file)}

    def set_ahead(self, seconds: int) -> None:
        """Let it be so many seconds before the right time; negative ones are behind."""
        file = os.open(self._file, os.O_WRONLY)
        try:
            # In place and at once: the processes have the file mapped.
            os.pwrite(file, seconds.to_bytes(_BYTES, "little", signed=True), 0)
        finally:
            os.close(file)


def obstacle() -> str:
    """Return why there can be no such clock here; empty if there can."""
    if shutil.which("cc") is None:
        return "it needs a C compiler (Debian: apt-get install gcc libc6-dev)"
    return ""

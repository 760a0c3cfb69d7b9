"""Wiring of the accounts package."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Loads the signals and the sentences."""

    name = "zuoxi.accounts"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        for module in ("live", "timeline"):
            import_module(f"{self.name}.{module}")

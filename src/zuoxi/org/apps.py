"""Wiring of the organisation package."""

from importlib import import_module

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Loads the signals, the sentences, the reactions and the places in the navigation."""

    name = "zuoxi.org"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        for module in ("live", "timeline", "reactions", "nav"):
            import_module(f"{self.name}.{module}")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemosConfig(AppConfig):
    """Registers options, reactions, signals, sentences and the place in the rail."""

    name = "zuoxi.memos"
    verbose_name = _("Messages of departments")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "reactions", "live", "timeline", "nav"):
            import_module(f"{self.name}.{module}")

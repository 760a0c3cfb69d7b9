"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    """Registers actions, signals and sentences."""

    name = "zuoxi.clocks"
    verbose_name = _("Clocks")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("actions", "live", "timeline"):
            import_module(f"{self.name}.{module}")

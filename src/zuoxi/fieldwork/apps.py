"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldworkConfig(AppConfig):
    """Registers options, parts of pages, signals, sentences and the place in the rail."""

    name = "zuoxi.fieldwork"
    verbose_name = _("Work on site")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "reactions", "live", "timeline", "nav"):
            import_module(f"{self.name}.{module}")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    """Registers options, reactions, signals, sentences and the place in the rail."""

    name = "zuoxi.inspections"
    verbose_name = _("Inspections")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "reactions", "live", "timeline", "nav"):
            import_module(f"{self.name}.{module}")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    """Registers options, signals, sentences, findings and the place in the rail."""

    name = "zuoxi.calendars"
    verbose_name = _("Working calendars")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "live", "timeline", "soundness", "nav"):
            import_module(f"{self.name}.{module}")

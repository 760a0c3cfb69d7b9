"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Registers signals, sentences, the buttons on other pages and the list that becomes a PDF."""

    name = "zuoxi.papers"
    verbose_name = _("Prints")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "live", "timeline", "reactions"):
            import_module(f"{self.name}.{module}")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinkageConfig(AppConfig):
    """Registers options, guards, signals, sentences, jobs and the places in the rail."""

    name = "zuoxi.linkage"
    verbose_name = _("Linkage")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "reactions", "live", "timeline", "nav", "soundness"):
            import_module(f"{self.name}.{module}")

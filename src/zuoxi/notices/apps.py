"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Registers options, signals, sentences, the job and the bell."""

    name = "zuoxi.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "live", "timeline", "nav"):
            import_module(f"{self.name}.{module}")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LimitsConfig(AppConfig):
    """Registers signals, sentences, findings and the place in the rail."""

    name = "zuoxi.limits"
    verbose_name = _("Time limits")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "live", "timeline", "soundness", "nav"):
            import_module(f"{self.name}.{module}")

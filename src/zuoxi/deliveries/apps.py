"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveriesConfig(AppConfig):
    """Registers options, reactions, signals, sentences, findings and the places in the rail."""

    name = "zuoxi.deliveries"
    verbose_name = _("Delivery of notices")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "reactions", "live", "timeline", "soundness", "nav"):
            import_module(f"{self.name}.{module}")

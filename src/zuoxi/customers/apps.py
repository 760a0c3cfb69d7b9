"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Registers options, actions, signals, timeline sentences and navigation."""

    name = "zuoxi.customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "actions", "live", "timeline", "nav"):
            import_module(f"{self.name}.{module}")

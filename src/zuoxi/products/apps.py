"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    """Registers reactions, signals, sentences and the place in the rail."""

    name = "zuoxi.products"
    verbose_name = _("Products")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("reactions", "live", "timeline", "nav"):
            import_module(f"{self.name}.{module}")

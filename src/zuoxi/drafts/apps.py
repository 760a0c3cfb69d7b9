"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    """Registers the option."""

    name = "zuoxi.drafts"
    verbose_name = _("Drafts")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        import_module(f"{self.name}.choices")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    """Registers the option and the place in the rail."""

    name = "zuoxi.boards"
    verbose_name = _("Supervisor board")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "nav"):
            import_module(f"{self.name}.{module}")

"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkOrdersConfig(AppConfig):
    """Registers signals, sentences, navigation, and which customers a work area may see."""

    name = "zuoxi.workorders"
    verbose_name = _("Work orders")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "live", "timeline", "reactions", "nav", "soundness"):
            import_module(f"{self.name}.{module}")

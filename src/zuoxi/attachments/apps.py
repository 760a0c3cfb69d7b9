"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    """Registers options, signals, sentences and the part of an order's page."""

    name = "zuoxi.attachments"
    verbose_name = _("Attachments")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "live", "timeline", "reactions", "soundness"):
            import_module(f"{self.name}.{module}")

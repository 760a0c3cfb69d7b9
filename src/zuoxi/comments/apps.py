"""Wiring of the package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """Registers options, signals, sentences, the notice of a mention, the part of the page."""

    name = "zuoxi.comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        """Load the modules that register something by being imported."""
        for module in ("choices", "reactions", "live", "timeline"):
            import_module(f"{self.name}.{module}")

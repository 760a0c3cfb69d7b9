"""Wiring of the audit package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """Loads the sentences of the kernel's own events and the place in the navigation."""

    name = "zuoxi.audit"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        for module in ("choices", "live", "timeline", "nav", "soundness"):
            import_module(f"{self.name}.{module}")
        # Every package states what becomes of its rows.
        autodiscover_modules("retention")

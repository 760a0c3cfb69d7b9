"""Wiring of the audit package."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Loads the sentences of the kernel's own events and the place in the navigation."""

    name = "zuoxi.audit"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        for module in ("timeline", "nav"):
            import_module(f"{self.name}.{module}")

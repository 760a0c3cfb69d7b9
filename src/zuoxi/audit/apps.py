"""Wiring of the audit package."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Loads the sentences of the kernel's own events."""

    name = "zuoxi.audit"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        import_module(f"{self.name}.timeline")

"""Wiring of the composed pages."""

from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """No tables; an app for its templates and texts."""

    name = "zuoxi.desk"

    def ready(self) -> None:
        """Register the place of the options in the navigation."""
        import_module(f"{self.name}.nav")

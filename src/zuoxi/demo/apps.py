"""The demo as a Django app: no tables, one part of the sign-in page."""

from importlib import import_module

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Seeding and the list of accounts."""

    name = "zuoxi.demo"

    def ready(self) -> None:
        """Put the accounts on the sign-in page."""
        import_module(f"{self.name}.slots")

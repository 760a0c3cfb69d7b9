"""The demo as a Django app: no tables, no pages."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Seeding and the list of accounts."""

    name = "zuoxi.demo"

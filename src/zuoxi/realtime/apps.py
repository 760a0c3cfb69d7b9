"""Django wiring."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """The push process; it has no tables."""

    name = "zuoxi.realtime"

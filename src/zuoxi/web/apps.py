"""Wiring of the visual frame."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The frame has no models; it is an app for its templates, tags, texts and static files."""

    name = "zuoxi.web"
    label = "web"

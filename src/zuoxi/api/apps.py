"""Django wiring."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API's conventions and its documentation page."""

    name = "zuoxi.api"

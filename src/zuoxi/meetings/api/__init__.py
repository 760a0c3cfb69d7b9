"""The API of meetings."""

from zuoxi.meetings.api import meetings, series
from zuoxi.meetings.api.routes import router

__all__ = ["meetings", "router", "series"]

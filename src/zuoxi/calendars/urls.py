"""Addresses of the calendars."""

from django.urls import path

from zuoxi.calendars.views import changes, pages

app_name = "calendars"

_CALENDAR = "settings/calendars/<int:pk>"

urlpatterns = [
    path("settings/calendars", pages.calendar_list, name="list"),
    path("settings/calendars/new", changes.create, name="create"),
    path(_CALENDAR, pages.calendar, name="calendar"),
    path(f"{_CALENDAR}/try", pages.try_out, name="try"),
    path(f"{_CALENDAR}/week", changes.week, name="week"),
    path(f"{_CALENDAR}/week/<str:valid_from>/remove", changes.remove_week, name="remove_week"),
    path(f"{_CALENDAR}/days/<str:day>", changes.day, name="day"),
    path(f"{_CALENDAR}/days/<str:day>/remove", changes.remove_day, name="remove_day"),
    path(f"{_CALENDAR}/holidays/<int:year>", changes.holidays, name="holidays"),
    path(f"{_CALENDAR}/restore/<int:version>", changes.restore, name="restore"),
]

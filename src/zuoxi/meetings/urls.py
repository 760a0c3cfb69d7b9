"""Addresses of the pages of meetings."""

from django.urls import path

from zuoxi.meetings.views import meetings, minutes, series

app_name = "meetings"

_ONE = "meetings/<int:pk>"

urlpatterns = [
    path("meetings/", meetings.meeting_list, name="list"),
    path("meetings/new", meetings.new, name="new"),
    path("meetings/decisions", meetings.decisions, name="decisions"),
    path("meetings/of-order/<str:number>", meetings.of_order, name="of_order"),
    path("meetings/series", series.series_list, name="series_list"),
    path("meetings/series/new", series.series_new, name="series_new"),
    path("meetings/series/<int:pk>", series.series, name="series"),
    path("meetings/series/<int:pk>/end", series.end_series, name="end_series"),
    path(_ONE, meetings.meeting, name="meeting"),
    path(f"{_ONE}/edit", meetings.edit, name="edit"),
    path(f"{_ONE}/cancel", meetings.cancel, name="cancel"),
    path(f"{_ONE}/minutes", minutes.save, name="minutes"),
    path(f"{_ONE}/send", minutes.send, name="send"),
    path(f"{_ONE}/decide", minutes.decide, name="decide"),
    path(f"{_ONE}/paper/<str:what>", meetings.paper, name="paper"),
]

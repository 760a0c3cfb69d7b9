"""Addresses of the deadlines."""

from django.urls import path

from zuoxi.deadlines import views

app_name = "deadlines"

_ORDER = "work-orders/<str:number>/deadlines/"
_CLOCK = _ORDER + "<int:leg>/<str:milestone>/"

urlpatterns = [
    path("deadlines/", views.due_list, name="list"),
    path(_ORDER, views.of_order, name="of_order"),
    path(_ORDER + "pause/", views.pause, name="pause"),
    path(_ORDER + "resume/", views.resume, name="resume"),
    path(_ORDER + "report/", views.report, name="report"),
    path(_ORDER + "extensions/<int:pk>/decide/", views.decide, name="decide"),
    path(_ORDER + "extensions/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path(_ORDER + "extensions/<int:pk>/told/", views.told, name="told"),
    path(_CLOCK, views.clock, name="clock"),
    path(_CLOCK + "extend/", views.extend, name="extend"),
    path(_CLOCK + "correct/", views.correct, name="correct"),
]

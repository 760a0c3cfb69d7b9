"""Addresses of the task pages."""

from django.urls import path

from zuoxi.tasks import views

app_name = "tasks"

urlpatterns = [
    path("tasks/", views.task_list, name="list"),
    path("tasks/new", views.new, name="new"),
    path("tasks/of-order/<str:number>", views.of_order, name="of_order"),
    path("tasks/<int:pk>", views.task, name="task"),
    path("tasks/<int:pk>/note", views.note, name="note"),
    path("tasks/<int:pk>/person", views.person, name="person"),
    path("tasks/<int:pk>/move", views.move, name="move"),
    path("tasks/<int:pk>/finish", views.finish, name="finish"),
    path("tasks/<int:pk>/cancel", views.cancel, name="cancel"),
]

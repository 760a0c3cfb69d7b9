"""Addresses of templates."""

from django.urls import path

from zuoxi.macros import views

app_name = "macros"

urlpatterns = [
    path("templates/", views.macro_list, name="list"),
    path("templates/new/", views.new, name="new"),
    path("templates/box/", views.box, name="box"),
    path("templates/<int:pk>/", views.edit, name="edit"),
    path("templates/<int:pk>/switch/", views.switch, name="switch"),
    path("templates/<int:pk>/used/", views.used, name="used"),
]

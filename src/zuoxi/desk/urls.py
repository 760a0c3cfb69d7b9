"""Addresses of the composed pages."""

from django.urls import path

from zuoxi.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("go/", views.palette_found, name="palette"),
    path("settings/options", views.options, name="options"),
    path("settings/options/<str:key>", views.option, name="option"),
]

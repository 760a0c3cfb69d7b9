"""Addresses of the notice pages."""

from django.urls import path

from zuoxi.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notice_list, name="list"),
    path("notices/read-all", views.read_all, name="read_all"),
    path("notices/<int:pk>/", views.open_notice, name="open"),
]

"""Addresses of the groups."""

from django.urls import path

from zuoxi.groups import views

app_name = "groups"

urlpatterns = [
    path("linkage-groups/", views.group_list, name="list"),
    path("linkage-groups/<int:centre>/<str:kind>", views.group, name="group"),
]

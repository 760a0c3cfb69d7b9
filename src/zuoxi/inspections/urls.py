"""Addresses of the pages of inspections."""

from django.urls import path

from zuoxi.inspections import views

app_name = "inspections"

urlpatterns = [
    path("inspections/", views.inspection_list, name="list"),
    path("inspections/new", views.new, name="new"),
    path("inspections/<int:pk>", views.inspection, name="inspection"),
    path("inspections/<int:pk>/close", views.close, name="close"),
    path("inspections/<int:pk>/orders/<int:sampled>", views.judge, name="judge"),
    path("inspections/<int:pk>/orders/<int:sampled>/correct", views.correct, name="correct"),
]

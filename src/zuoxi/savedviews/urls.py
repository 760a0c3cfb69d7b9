"""Addresses of the saved views' own pages."""

from django.urls import path

from zuoxi.savedviews import views

app_name = "savedviews"

urlpatterns = [
    path("views/", views.view_list, name="list"),
    path("views/new/", views.new_view, name="new"),
    path("views/<int:pk>/", views.view, name="view"),
    path("views/<int:pk>/address/", views.keep_address, name="address"),
    path("views/<int:pk>/default/", views.default, name="default"),
    path("views/<int:pk>/delete/", views.delete, name="delete"),
]

"""Addresses of the callback pages."""

from django.urls import path

from zuoxi.callbacks import views

app_name = "callbacks"

urlpatterns = [
    path("callbacks/", views.callback_list, name="list"),
    path("callbacks/<int:pk>/", views.detail, name="detail"),
]

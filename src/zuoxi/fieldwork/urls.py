"""Addresses of the pages on site."""

from django.urls import path

from zuoxi.fieldwork import views

app_name = "fieldwork"

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.worker, name="worker"),
    path("field/", views.today, name="today"),
    path("field/orders/<str:number>/", views.order, name="order"),
    path("field/orders/<str:number>/contact", views.contact, name="contact"),
]

"""Addresses of the audit log."""

from django.urls import path

from zuoxi.audit import views

app_name = "audit"

urlpatterns = [path("settings/audit", views.log, name="log")]

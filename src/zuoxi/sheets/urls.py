"""Addresses of downloads and imports."""

from django.urls import path

from zuoxi.sheets.views import exports

app_name = "sheets"

urlpatterns = [
    path("downloads/", exports.export_list, name="exports"),
    path("downloads/new/", exports.new_export, name="new_export"),
    path("downloads/<int:pk>/", exports.export, name="export"),
    path("downloads/<int:pk>/content/", exports.content, name="export_content"),
    path("downloads/<int:pk>/cancel/", exports.cancel, name="cancel_export"),
]

"""Addresses of downloads and imports."""

from django.urls import path

from zuoxi.sheets.views import exports, imports

app_name = "sheets"

urlpatterns = [
    path("downloads/", exports.export_list, name="exports"),
    path("downloads/new/", exports.new_export, name="new_export"),
    path("downloads/<int:pk>/", exports.export, name="export"),
    path("downloads/<int:pk>/content/", exports.content, name="export_content"),
    path("downloads/<int:pk>/cancel/", exports.cancel, name="cancel_export"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/templates/<str:kind>.xlsx", imports.template, name="import_template"),
    path("imports/<int:pk>/", imports.detail, name="import"),
    path("imports/<int:pk>/check/", imports.check, name="check_import"),
    path("imports/<int:pk>/run/", imports.run, name="run_import"),
    path("imports/<int:pk>/cancel/", imports.cancel, name="cancel_import"),
    path("imports/<int:pk>/errors.xlsx", imports.errors, name="import_errors"),
]

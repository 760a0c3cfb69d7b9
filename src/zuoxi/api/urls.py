"""The documentation page; the calls themselves are mounted by ``config/urls.py``."""

from django.urls import path

from zuoxi.api import views

app_name = "api_docs"

urlpatterns = [path("docs", views.docs, name="docs")]

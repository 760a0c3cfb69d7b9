"""The addresses of django-helpdesk."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("ready", lambda _request: HttpResponse()),
    path("", include("helpdesk.urls", namespace="helpdesk")),
]

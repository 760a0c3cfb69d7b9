"""Pages of the frame itself."""

from django.urls import path

from zuoxi.web import views

app_name = "web"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("preferences", views.preferences, name="preferences"),
    path("session", views.session, name="session"),
    path("nav/counts", views.nav_counts, name="nav_counts"),
]

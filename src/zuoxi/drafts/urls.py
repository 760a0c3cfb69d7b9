"""Addresses of the drafts."""

from django.urls import path

from zuoxi.drafts import views

app_name = "drafts"

urlpatterns = [
    path("drafts/", views.draft_list, name="list"),
    path("drafts/<str:key>", views.draft, name="draft"),
]

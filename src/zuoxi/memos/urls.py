"""Addresses of the messages between departments."""

from django.urls import path

from zuoxi.memos import views

app_name = "memos"

urlpatterns = [
    path("memos/", views.memo_list, name="list"),
    path("memos/new", views.new, name="new"),
    path("memos/<int:pk>/", views.detail, name="detail"),
    path("memos/<int:pk>/withdraw", views.withdraw, name="withdraw"),
]

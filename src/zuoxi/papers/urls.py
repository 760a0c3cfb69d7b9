"""Addresses of papers."""

from django.urls import path

from zuoxi.papers import views

app_name = "papers"

urlpatterns = [
    path("work-orders/<str:number>/paper/", views.order, name="order"),
    path("work-orders/<str:number>/paper.pdf", views.order_file, name="order_file"),
    path("day-list/", views.day, name="day"),
    path("day-list/reveal/", views.reveal_day, name="reveal_day"),
]

"""Addresses of comments."""

from django.urls import path

from zuoxi.comments import views

app_name = "comments"

urlpatterns = [
    path("work-orders/<str:number>/comments/", views.of_order, name="of_order"),
    path("work-orders/<str:number>/comments/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]

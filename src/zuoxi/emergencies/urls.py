"""Addresses of the pages of emergencies."""

from django.urls import path

from zuoxi.emergencies import views

app_name = "emergencies"

_ONE = "emergencies/<int:pk>"

urlpatterns = [
    path("emergencies/", views.emergency_list, name="list"),
    path("emergencies/new", views.new, name="new"),
    path(f"{_ONE}/", views.detail, name="detail"),
    path(f"{_ONE}/start", views.start, name="start"),
    path(f"{_ONE}/dismiss", views.dismiss, name="dismiss"),
    path(f"{_ONE}/confirm", views.confirm, name="confirm"),
    path(f"{_ONE}/orders", views.link_order, name="link_order"),
    path(f"{_ONE}/meetings", views.meeting, name="meeting"),
    path(f"{_ONE}/plan", views.plan, name="plan"),
    path(f"{_ONE}/plan/<int:version>/approve", views.approve, name="approve"),
    path(f"{_ONE}/answer", views.answer, name="answer"),
    path(f"{_ONE}/close", views.close, name="close"),
]

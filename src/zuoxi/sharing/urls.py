"""Addresses of information sharing."""

from django.urls import path

from zuoxi.sharing import views

app_name = "sharing"

urlpatterns = [
    path("sharing/", views.find, name="find"),
    path("sharing/demands/<str:number>", views.demand, name="demand"),
    path("sharing/handling/<str:number>", views.item, name="item"),
    path("sharing/rights", views.rights, name="rights"),
    path("sharing/rights/<int:pk>/end", views.end_right, name="end_right"),
]

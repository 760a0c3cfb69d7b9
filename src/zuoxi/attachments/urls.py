"""Addresses of the attachment pages."""

from django.urls import path

from zuoxi.attachments import views

app_name = "attachments"

urlpatterns = [
    path("work-orders/<str:number>/files/", views.order_files, name="order"),
    path("work-orders/<str:number>/files/add/", views.add, name="add"),
    path("files/<int:pk>/", views.content, name="content"),
    path("files/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("files/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]

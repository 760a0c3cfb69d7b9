"""Addresses of the product pages."""

from django.urls import path

from zuoxi.products import views

app_name = "products"

urlpatterns = [
    path("products/", views.product_list, name="list"),
    path("products/new", views.new, name="new"),
    path("products/<int:pk>/", views.detail, name="detail"),
    path("products/<int:pk>/update", views.update, name="update"),
]

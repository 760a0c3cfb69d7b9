"""Addresses of the board."""

from django.urls import path

from zuoxi.boards import views

app_name = "boards"

urlpatterns = [
    path("board/", views.board, name="board"),
    path("returns/", views.returns, name="returns"),
    path("board/<str:by>/<str:key>/<str:figure>/", views.orders, name="orders"),
]

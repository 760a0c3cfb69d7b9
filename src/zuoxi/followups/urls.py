"""Addresses of the follow-up pages."""

from django.urls import path

from zuoxi.followups import views

app_name = "followups"

urlpatterns = [
    path("follow-ups/", views.follow_up_list, name="list"),
    path("follow-ups/<int:pk>/", views.detail, name="detail"),
    path("follow-ups/<int:pk>/close/", views.close, name="close"),
    path("follow-ups/<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("follow-ups/of-order/<str:number>/", views.of_order, name="of_order"),
]

"""Addresses of the customer pages."""

from django.urls import path

from zuoxi.customers.views import classes, correction, listing, record, registration

app_name = "customers"

urlpatterns = [
    path("customers/", listing.customer_list, name="list"),
    path("customers/register/", registration.register, name="register"),
    path("customers/classes/", classes.classes, name="classes"),
    path("customers/no/<str:customer_no>/", record.customer_detail, name="detail"),
    path("customers/no/<str:customer_no>/reveal/", record.reveal, name="reveal"),
    path("customers/no/<str:customer_no>/correct/", correction.correct, name="correct"),
    path("customers/no/<str:customer_no>/activity/", record.switch_activity, name="activity"),
]

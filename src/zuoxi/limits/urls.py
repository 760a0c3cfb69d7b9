"""Addresses of the limits."""

from django.urls import path

from zuoxi.limits.views import changes, pages

app_name = "limits"

_VERSION = "settings/limits/<int:pk>"

urlpatterns = [
    path("settings/limits", pages.version_list, name="list"),
    path("settings/limits/new", changes.start, name="start"),
    path(_VERSION, pages.version, name="version"),
    path(f"{_VERSION}/try", pages.try_out, name="try"),
    path(f"{_VERSION}/since/<int:other>", pages.compare, name="compare"),
    path(f"{_VERSION}/rules/new", changes.add_rule, name="add_rule"),
    path(f"{_VERSION}/rules/<int:rule_pk>", changes.rule, name="rule"),
    path(f"{_VERSION}/rules/<int:rule_pk>/remove", changes.remove_rule, name="remove_rule"),
    path(f"{_VERSION}/propose", changes.propose, name="propose"),
    path(f"{_VERSION}/withdraw", changes.withdraw, name="withdraw"),
    path(f"{_VERSION}/decide/<int:unit_pk>", changes.decide, name="decide"),
]

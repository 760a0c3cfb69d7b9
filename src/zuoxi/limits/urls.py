"""Addresses of the limits."""

app_name = "limits"
urlpatterns: list[object] = []

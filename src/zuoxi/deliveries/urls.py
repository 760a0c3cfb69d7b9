"""Addresses of channels, of the delivery log, and of a person's own choices."""

from django.urls import path

from zuoxi.deliveries.views import channels, choosing, log

app_name = "deliveries"

_CHANNEL = "settings/channels/<int:pk>"

urlpatterns = [
    path("settings/channels", channels.channel_list, name="channels"),
    path("settings/channels/new", channels.new, name="new"),
    path(_CHANNEL, channels.channel, name="channel"),
    path(f"{_CHANNEL}/test", channels.test, name="test"),
    path("deliveries/", log.log, name="log"),
    path("deliveries/<int:pk>", log.delivery, name="delivery"),
    path("deliveries/<int:pk>/resend", log.resend, name="resend"),
    path("deliveries/<int:pk>/go", log.go, name="go"),
    path("account/deliveries", choosing.choices, name="choices"),
    path("account/deliveries/confirm", choosing.confirm, name="confirm"),
]

"""Addresses of the own account."""

from django.urls import path

from zuoxi.accounts.views import profile, sign_in

app_name = "accounts"

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("account", profile.profile, name="profile"),
    path("account/password", sign_in.password, name="password"),
    path("account/preferences", profile.preferences, name="preferences"),
    path("account/sessions/end", profile.end_sessions, name="end_sessions"),
    path("account/tokens", profile.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revoke", profile.revoke_token, name="revoke_token"),
]

"""The mail server that the environment names."""

import pytest

from zuoxi.config import mail
from zuoxi.config.problems import StartError


def test_without_a_url_there_is_no_server():
    assert mail.settings_for("") == {"EMAIL_HOST": ""}


@pytest.mark.parametrize(
    ("url", "port", "starts_tls", "is_tls"),
    [
        ("smtps://mail.example", 465, False, True),
        ("smtp+starttls://mail.example", 587, True, False),
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example:2525/", 2525, False, False),
    ],
)
def test_the_scheme_says_how(url, port, starts_tls, is_tls):
    found = mail.settings_for(url)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starts_tls, is_tls)


def test_user_and_password_may_have_any_characters():
    found = mail.settings_for("smtps://zuoxi%40mail.example:p%2Fw%3Ao@mail.example")
    assert found["EMAIL_HOST_USER"] == "zuoxi@mail.example"
    assert found["EMAIL_HOST_PASSWORD"] == "p/w:o"


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "https://mail.example",
        "smtp://",
        "smtp://h:x",
        "smtp://h/path",
        "smtp://h?a=b",
    ],
)
def test_what_cannot_be_used_is_told_without_repeating_it(url):
    with pytest.raises(StartError) as refusal:
        mail.settings_for(url)
    assert "ZUOXI_MAIL_URL" in str(refusal.value)

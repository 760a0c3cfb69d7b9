import dataclasses

import pytest
from django.test import RequestFactory

from zuoxi.web.middleware import origin_of


def origin(settings, *, proxies=0, path="/list", **meta):
    settings.ENV = dataclasses.replace(settings.ENV, trusted_proxies=proxies)
    return origin_of(RequestFactory().get(path, **meta))


def test_the_channel_follows_the_path(settings):
    assert origin(settings).channel == "web"
    assert origin(settings, path="/api/v1/work-orders").channel == "api"


@pytest.mark.parametrize("wanted", ["", "x" * 65, "a b", "a\nb", "ü", "<script>"])
def test_an_unusable_request_id_is_replaced(settings, wanted):
    given = origin(settings, proxies=1, HTTP_X_REQUEST_ID=wanted).request_id

    assert given != wanted
    assert len(given) == 32


def test_a_usable_request_id_of_a_trusted_proxy_is_kept_and_sent_back(settings, visitor):
    settings.ENV = dataclasses.replace(settings.ENV, trusted_proxies=1)

    response = visitor.get("/healthz", headers={"X-Request-ID": "call-17"})

    assert response["X-Request-ID"] == "call-17"


def test_nobody_else_chooses_the_request_id(settings):
    assert origin(settings, HTTP_X_REQUEST_ID="call-17").request_id != "call-17"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        (2, "9.9.9.9", "10.0.0.1"),
        (1, "not-an-address", ""),
    ],
)
def test_only_trusted_proxies_are_believed(settings, proxies, forwarded, expected):
    found = origin(
        settings, proxies=proxies, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded
    )

    assert found.address == expected


@pytest.mark.parametrize("address", ["/list?q=a%00b", "/form/a%00b", "/api/fail/404?x=%00"])
def test_nul_is_refused_before_anything_reads_it(dispatcher, address):
    assert dispatcher.get(address).status_code == 400


def test_no_answer_to_a_signed_in_person_is_kept(dispatcher, visitor):
    for address in ("/list", "/healthz", "/api/v1/customers"):
        assert dispatcher.get(address)["Cache-Control"] == "no-store"
    assert "Cache-Control" not in dispatcher.get("/static/web/js/none.js")
    assert "Cache-Control" not in visitor.get("/healthz")


def test_every_answer_carries_the_protective_headers(visitor):
    headers = visitor.get("/healthz").headers

    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in headers["Content-Security-Policy"]

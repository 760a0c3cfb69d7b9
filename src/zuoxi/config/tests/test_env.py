"""The environment: what is understood, and the sentence for what is not."""

import pytest
from django.http.request import validate_host

from zuoxi.config import env


def test_without_anything_set_the_defaults_hold():
    values = env.read({})

    assert (values.host, values.port, values.live_port) == ("127.0.0.1", 8000, 8001)
    assert values.data_dir.name == ".zuoxi"
    assert values.data_dir.is_absolute()
    assert not values.demo


def test_the_live_port_follows_the_port_unless_it_is_named():
    assert env.read({"ZUOXI_PORT": "9000"}).live_port == 9001
    assert env.read({"ZUOXI_PORT": "65535"}).live_port == 65535
    assert env.read({"ZUOXI_PORT": "9000", "ZUOXI_LIVE_PORT": "9100"}).live_port == 9100


def test_lists_are_separated_by_commas_or_blanks():
    values = env.read({"ZUOXI_ALLOWED_HOSTS": "a.example, b.example c.example"})

    assert values.allowed_hosts == ("a.example", "b.example", "c.example")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("ZUOXI_PORT", "http", "1 to 65535"),
        ("ZUOXI_PORT", "0", "1 to 65535"),
        ("ZUOXI_PORT", "70000", "1 to 65535"),
        ("ZUOXI_PORT", "８０８０", "1 to 65535"),
        ("ZUOXI_DEMO", "maybe", "1 for yes or 0 for no"),
        ("ZUOXI_DATABASE", "sqlite", "none, throwaway"),
        ("ZUOXI_TRUSTED_PROXIES", "-1", "0 to 10"),
        ("ZUOXI_LOG_FORMAT", "xml", "line, json"),
        ("ZUOXI_LOG_LEVEL", "loud", "debug, info, warning, error"),
    ],
)
def test_an_unusable_value_is_named_with_its_remedy(name, value, remedy):
    with pytest.raises(env.EnvError) as caught:
        env.read({name: value})

    assert name in str(caught.value)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ("", "localhost"),
        ("*", "localhost"),
        ("desk.example.com, *", "desk.example.com"),
        (".example.com desk.example.org", "example.com"),
        ("[fd00::7]", "[fd00::7]"),
    ],
)
def test_zuoxi_calls_itself_by_a_name_that_it_allows(hosts, expected):
    own = env.read({"ZUOXI_ALLOWED_HOSTS": hosts}).own_host

    assert own == expected
    assert validate_host(own, list(env.read({"ZUOXI_ALLOWED_HOSTS": hosts}).allowed_hosts))


class TestTheAddressOfTheSite:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({}, "http://127.0.0.1:8000"),
            ({"ZUOXI_PORT": "80", "ZUOXI_HOST": "10.0.0.7"}, "http://10.0.0.7:80"),
            (
                {"ZUOXI_ORIGINS": "https://*.example.com https://a.example.com/"},
                "https://a.example.com",
            ),
            (
                {"ZUOXI_HOST": "0.0.0.0", "ZUOXI_ALLOWED_HOSTS": ".example.com"},  # noqa: S104
                "http://example.com:8000",
            ),
            ({"ZUOXI_HOST": "::", "ZUOXI_ALLOWED_HOSTS": "*"}, "http://localhost:8000"),
            ({"ZUOXI_HOST": "fd00::7"}, "http://[fd00::7]:8000"),
        ],
    )
    def test_it_is_the_first_that_people_outside_can_use(self, given, expected):
        assert env.read(given).site_address == expected

"""Taken ports are noticed before anything starts."""

import socket

import pytest

from zuoxi.config import ports
from zuoxi.config.problems import StartError


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_its_variable(taken):
    with pytest.raises(StartError, match=rf"Port {taken} is taken.*set ZUOXI_PORT"):
        ports.require_free("127.0.0.1", taken, "ZUOXI_PORT")


def test_a_free_port_is_kept_and_a_taken_one_replaced(taken):
    free = ports.free_near("127.0.0.1", taken)
    assert free != taken

    assert ports.free_near("127.0.0.1", free) == free
    ports.require_free("127.0.0.1", free, "ZUOXI_PORT")


def test_a_host_that_is_not_ours_is_told():
    with pytest.raises(StartError, match="Check ZUOXI_HOST"):
        ports.require_free("192.0.2.1", 8000, "ZUOXI_PORT")


def test_what_connects_is_answered_at_once():
    """Else the end of an answer waits 40 ms for the reader to confirm its beginning."""
    with ports.listen("127.0.0.1", 0, "ZUOXI_PORT") as listener:
        client = socket.create_connection(listener.getsockname())
        accepted, _address = listener.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

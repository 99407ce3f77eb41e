"""A test meets nothing but this machine, and never the home or the settings of the person who runs it."""

import os
import socket
import tempfile
from pathlib import Path

import pytest

ELSEWHERE = "192.0.2.1"  # reserved for documentation by RFC 5737: nobody lives there


def test_a_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(RuntimeError, match="may only talk to this machine"):
        socket.create_connection((ELSEWHERE, 80), timeout=1)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outlet,
        pytest.raises(RuntimeError, match="may only talk to this machine"),
    ):
        outlet.sendto(b"", (ELSEWHERE, 9))


def test_the_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"example\.invalid"):
        socket.getaddrinfo("example.invalid", 80)


def test_a_connection_within_this_machine_is_made() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_records_and_files_go_to_a_folder_that_is_thrown_away() -> None:
    home = Path(os.environ["TIDU_HOME"])
    assert home.is_relative_to(tempfile.gettempdir())
    assert "TIDU_TODAY" not in os.environ

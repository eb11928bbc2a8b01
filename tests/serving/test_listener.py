"""A port that can't be had is told in one sentence."""

from __future__ import annotations

import pytest

from verifier.serving.listener import CannotListen, listen, url_of


def test_port_zero_takes_a_free_one() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert port > 0
        assert url_of(listener) == f"http://127.0.0.1:{port}"


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"port {port} on 127\.0\.0\.1 is taken.*--port"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(CannotListen, match=r"203\.0\.113\.1:0 can't be listened on"):
        listen("203.0.113.1", 0)


def test_a_number_that_is_no_port_is_told() -> None:
    with pytest.raises(CannotListen, match="99999 is no port"):
        listen("127.0.0.1", 99999)


def test_the_url_of_all_addresses_works_on_this_machine() -> None:
    with listen("0.0.0.0", 0) as listener:  # noqa: S104
        assert url_of(listener).startswith("http://127.0.0.1:")

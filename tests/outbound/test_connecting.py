"""Where deliveries connect to: what was looked up once and checked, and nothing else."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_address, ip_network

import pytest

from tests.outbound.deliveries import SHORT, URL, Wires, deliver, failure
from tests.outbound.places import answering, rows
from tests.outbound.receivers import OK, Receiver, Timer, receiving, saying
from verifier.outbound.addresses import Address, Policy
from verifier.outbound.answers import DeliveryFailed, Failure
from verifier.outbound.resolving import check_url, system
from verifier.outbound.sending import Connect, Limits, open_socket, post


def test_no_test_here_gets_beyond_loopback() -> None:
    with pytest.raises(AssertionError, match="beyond loopback"):
        open_socket(ip_address("0.0.0.0"), 9, 1)  # noqa: S104 - leads to this machine if it leads anywhere
    with pytest.raises(AssertionError, match="beyond loopback"):
        system("hooks.newsroom.org")


def refusal(url: str, connect: Connect, answers: str) -> DeliveryFailed:
    """How a delivery to an address fails, of which a lookup is a text."""
    with pytest.raises(DeliveryFailed) as failed:
        post(url, headers={}, body=b"{}", policy=Policy(), resolve=answering(answers), connect=connect)
    return failed.value


@pytest.mark.parametrize(("url", "answers", "reason"), rows("hostile.tsv"))
def test_nothing_is_connected_to_for_a_hostile_address(url: str, answers: str, reason: str) -> None:
    wires = Wires()
    failed = refusal(url, wires, answers)
    assert reason in failed.reason
    assert failed.failure == (
        Failure.DNS if reason in ("can't be found", "no address") else Failure.FORBIDDEN
    )
    assert wires.asked == []


@pytest.mark.parametrize(("url", "answers"), rows("public.tsv"))
def test_a_public_address_is_connected_to_as_it_was_looked_up(url: str, answers: str) -> None:
    wires = Wires()
    failed = refusal(url, wires, answers)
    assert failed.failure == Failure.CONNECTION
    asked = [address for address, _ in wires.asked]
    assert asked == ([str(check_url(url, Policy()).address)] if answers == "-" else answers.split(","))


def test_a_receiver_that_takes_no_connection_is_left() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for line in waiting:
            line.setblocking(False)
            line.connect_ex(full.getsockname())
        failed = failure(Receiver(full.getsockname()[1]), limits=SHORT)
        for line in waiting:
            line.close()
    assert (failed.failure, failed.reason[:24]) == (Failure.TIMEOUT, "No connection to 127.0.0")


def test_addresses_share_the_time_to_connect() -> None:
    timer, given = Timer(), list[float]()

    def connect(_address: Address, _port: int, seconds: float) -> socket.socket:
        given.append(seconds)
        timer.advance(seconds)
        raise TimeoutError

    with pytest.raises(DeliveryFailed) as failed:
        post(
            URL, headers={}, body=b"", policy=Policy(), connect=connect, limits=Limits(timer=timer),
            resolve=answering("8.8.8.1,8.8.8.2,8.8.8.3,8.8.8.4,8.8.8.5"),
        )  # fmt: skip
    assert failed.value.failure == Failure.TIMEOUT
    assert given == [1.25] * 4


def test_a_port_that_nobody_listens_at_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    failed = failure(Receiver(port))
    assert (failed.failure, failed.reason) == (
        Failure.CONNECTION, f"There is no connection to 127.0.0.1, port {port}: Connection refused.",
    )  # fmt: skip


def test_the_whole_list_of_hostile_addresses_leads_nowhere_and_the_public_ones_lead_on() -> None:
    hostile, public = Wires(), Wires()
    for url, answers, _ in rows("hostile.tsv"):
        refusal(url, hostile, answers)
    reached = sum(
        refusal(url, public, answers).failure == Failure.CONNECTION for url, answers in rows("public.tsv")
    )
    print(f"{len(rows('hostile.tsv'))} hostile addresses: {len(hostile.asked)} connections;", end=" ")
    print(f"{len(rows('public.tsv'))} public ones: {reached} connected to")
    assert hostile.asked == []
    assert reached == len(rows("public.tsv"))


def test_the_next_address_is_tried_when_one_takes_no_connection() -> None:
    with receiving(saying(OK)) as receiver:
        wires = Wires(receiver, dead=("10.1.0.1",))
        answer = post(
            "http://cms/hook", headers={}, body=b"", resolve=answering("10.1.0.1,10.1.0.2"), connect=wires,
            policy=Policy((ip_network("10.1.0.0/16"),)),
        )  # fmt: skip
    assert answer.status == 200
    assert wires.asked == [("10.1.0.1", 80), ("10.1.0.2", 80)]
    assert receiver.headers()["host"] == "cms"


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked() -> None:
    lookups = iter(["10.1.0.1", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    def rebinding(host: str) -> tuple[Address, ...]:
        asked.append(host)
        return (ip_address(next(lookups)),)

    policy = Policy((ip_network("10.1.0.0/16"),))
    with receiving(saying(OK)) as receiver:
        wires = Wires(receiver)
        post("http://cms:81/", headers={}, body=b"", policy=policy, resolve=rebinding, connect=wires)
        assert (asked, wires.asked) == (["cms"], [("10.1.0.1", 81)])
        with pytest.raises(DeliveryFailed) as failed:
            post("http://cms:81/", headers={}, body=b"", policy=policy, resolve=rebinding, connect=wires)
    assert failed.value.failure == Failure.FORBIDDEN
    assert len(wires.asked) == 1


def test_a_lookup_that_hangs_is_left_and_many_of_them_hold_nobody_up() -> None:
    released = threading.Event()

    def hang(_host: str) -> tuple[Address, ...]:
        released.wait(30)
        raise OSError

    def reason() -> str:
        with pytest.raises(DeliveryFailed) as failed:
            post(URL, headers={}, body=b"", policy=Policy(), resolve=hang, limits=Limits(total=0.02))
        assert failed.value.failure == Failure.DNS
        return failed.value.reason

    reasons = [reason() for _ in range(65)]
    assert reasons[0] == "The name hooks.newsroom.org wasn't found within 0.02 s."
    assert reasons[64] == "Too many names are being looked up, and none of them is answered."
    released.set()
    with receiving(saying(OK)) as receiver:
        while "Too many" in reason():
            pass
        assert deliver(receiver).status == 200


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(-2, "Name or service not known"),
        OSError(),
        UnicodeError("label too long"),
        ValueError("no address"),
    ],
)
def test_a_lookup_that_fails_is_told(error: Exception) -> None:
    def fail(_host: str) -> tuple[Address, ...]:
        raise error

    with pytest.raises(DeliveryFailed) as failed:
        post(URL, headers={}, body=b"", policy=Policy(), resolve=fail)
    assert (failed.value.failure, failed.value.reason) == (
        Failure.DNS,
        "The name hooks.newsroom.org can't be found.",
    )


def test_this_machine_answers_for_its_own_name() -> None:
    with receiving(saying(OK)) as receiver:
        url = f"http://localhost:{receiver.port}/"
        policy = Policy((ip_network("127.0.0.0/8"), ip_network("::1/128")))
        assert post(url, headers={}, body=b"", policy=policy).status == 200
    assert receiver.headers()["host"] == f"localhost:{receiver.port}"

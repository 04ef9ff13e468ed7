"""Webhooks out: what is connected to is what was checked, and whatever the other side does, there is an answer."""

import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.channels.webhooks import Webhooks
from app.domain.webhooks import Answer
from tests.channels.providers import HANG, RESET, HttpProvider
from tests.channels.providers import Answer as Said

PRIVATE = "the host stands for an address that not everybody can reach"
HEADERS = {"webhook-id": "msg_1"}


def names(*addresses: str) -> Any:
    """A name server that answers so; each entry in turn, where there are several lists."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    resolve.asked = asked  # type: ignore[attr-defined]
    return resolve


def ours(provider: HttpProvider, **changes: Any) -> Webhooks:
    return Webhooks(**({"to_private": True, "timeout": 2} | changes))


def test_it_is_posted_with_its_headers_and_what_was_answered_is_kept(provider: HttpProvider):
    provider.answers = [Said(status=202, body=b"thank\nyou " + b"x" * 5000)]

    answer = ours(provider).send(f"{provider.url}/in?team=7", HEADERS, '{"type": "test"}')

    (asked,) = provider.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/in?team=7", b'{"type": "test"}')
    assert asked.headers["webhook-id"] == "msg_1"
    assert asked.headers["Host"] == provider.url.removeprefix("http://")
    assert (answer.status, answer.is_taken, len(answer.words)) == (202, True, 200)
    assert answer.words.startswith("thank you xxx")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(provider: HttpProvider, status: int):
    provider.answers = [Said(status=status, headers={"Location": "http://169.254.169.254/latest/meta-data/"})]

    answer = ours(provider).send(f"{provider.url}/in", HEADERS, "{}")

    assert (answer.status, answer.is_taken) == (status, False)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["::1"], ["10.0.0.7"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["fd00:ec2::254"],
        ["93.184.215.14", "10.0.0.7"],
    ],
)  # fmt: skip
def test_a_name_that_stands_for_a_private_address_is_not_connected_to(addresses: list[str]):
    answer = Webhooks(resolve=names(*addresses)).send("https://hooks.example.com/", HEADERS, "{}")

    assert answer == Answer(status=None, words=PRIVATE)


@pytest.mark.parametrize(
    "url", ["https://2130706433/", "https://0x7f000001/", "https://127.1/", "https://0177.0.0.1/", "https://0/"]
)
def test_an_address_in_disguise_is_not_connected_to(url: str):
    """The real name server of this machine reads them as 127.0.0.1, or not at all."""
    answer = Webhooks().send(url, HEADERS, "{}")

    assert answer.status is None
    assert answer.words in (PRIVATE, "the host's name is not known")


def test_a_name_is_looked_up_once_so_that_it_cannot_stand_for_something_else_meanwhile(provider: HttpProvider):
    asked = names("127.0.0.1")
    _, _, port = provider.url.rpartition(":")

    answer = ours(provider, resolve=asked).send(f"http://hooks.example.com:{port}/in", HEADERS, "{}")

    assert answer.status == 200
    assert asked.asked == ["hooks.example.com"]
    assert provider.asked[0].headers["Host"] == f"hooks.example.com:{port}"


def test_http_is_for_ones_own_network_alone(provider: HttpProvider):
    answer = Webhooks().send(f"{provider.url}/in", HEADERS, "{}")

    assert answer == Answer(status=None, words="Write an address that begins with https://")
    assert not provider.asked


@pytest.mark.parametrize("how", [HANG, RESET])
def test_who_does_not_answer_is_given_up(provider: HttpProvider, how: Said):
    provider.answers = [how]

    answer = ours(provider, timeout=0.3).send(f"{provider.url}/in", HEADERS, "{}")

    assert answer.status is None
    assert answer.words.startswith("no answer ")


def test_who_answers_a_letter_at_a_time_is_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        gone = threading.Event()
        thread = threading.Thread(target=_drips, args=(listening, gone), daemon=True)
        thread.start()
        port = listening.getsockname()[1]

        answer = Webhooks(to_private=True, timeout=0.5).send(f"http://127.0.0.1:{port}/", HEADERS, "{}")

        assert answer.status is None
        gone.set()
        thread.join(10)


def _drips(listening: socket.socket, gone: threading.Event) -> None:
    """A letter now and then, long before anybody's patience with a silent line ends, and never the whole answer."""
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
            connection.sendall(bytes([letter]))
            if gone.wait(0.05):
                return


def by_tls(provider: HttpProvider, certified: ssl.SSLContext) -> str:
    """The provider speaks TLS from now on; its port."""
    provider.socket = certified.wrap_socket(provider.socket, server_side=True)
    return provider.url.rpartition(":")[2]


def test_by_https_the_certificate_has_to_be_of_the_name_and_not_of_what_it_stands_for(
    provider: HttpProvider, certified: ssl.SSLContext, tmp_path: Path
):
    port = by_tls(provider, certified)
    known = ours(provider, resolve=names("127.0.0.1"), certificates=str(tmp_path / "server.pem"))

    right = known.send(f"https://127.0.0.1:{port}/in", HEADERS, "{}")
    other = known.send(f"https://hooks.example.com:{port}/in", HEADERS, "{}")

    assert right.status == 200
    assert other == Answer(status=None, words="no secure connection (CERTIFICATE_VERIFY_FAILED)")
    assert len(provider.asked) == 1


def test_a_certificate_that_nobody_knows_is_no_secure_connection(provider: HttpProvider, certified: ssl.SSLContext):
    port = by_tls(provider, certified)

    answer = ours(provider).send(f"https://127.0.0.1:{port}/in", HEADERS, "{}")

    assert answer == Answer(status=None, words="no secure connection (CERTIFICATE_VERIFY_FAILED)")
    assert not provider.asked


def test_who_speaks_no_tls_is_not_told_anything(provider: HttpProvider):
    answer = ours(provider).send(provider.url.replace("http://", "https://"), HEADERS, "{}")

    assert answer.status is None
    assert answer.words.startswith("no secure connection (")

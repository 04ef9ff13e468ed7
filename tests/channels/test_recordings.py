import base64

import pytest

from app.channels.recordings import MOST_BYTES, TwilioRecordings

from .providers import HANG, RESET, Answer, HttpProvider

ACCOUNT, KEY, SECRET = "AC" + "a" * 32, "SK" + "b" * 32, "canary-secret"
RECORDING = "RE" + "c" * 32


def recordings(url: str, timeout: float = 5) -> TwilioRecordings:
    return TwilioRecordings(ACCOUNT, KEY, SECRET, base_url=url, timeout=timeout)


def test_a_recording_is_fetched_with_our_key(provider: HttpProvider):
    provider.answers = [Answer(body=b"\xff\xfbsound")]

    assert recordings(provider.url).fetch(RECORDING) == b"\xff\xfbsound"

    asked = provider.asked[0]
    assert (asked.method, asked.path) == ("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}.mp3")
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    "answer",
    [Answer(status=404), Answer(status=302, headers={"Location": "/elsewhere"}), Answer(status=500), RESET, HANG],
)
def test_what_cannot_be_had_is_none(provider: HttpProvider, answer: Answer):
    provider.answers = [answer]

    assert recordings(provider.url, timeout=0.2).fetch(RECORDING) is None
    assert len(provider.asked) == 1


def test_what_is_too_long_is_none(provider: HttpProvider):
    provider.answers = [Answer(body=b"x" * (MOST_BYTES + 1))]

    assert recordings(provider.url).fetch(RECORDING) is None


@pytest.mark.parametrize("sid", ["", "../Messages", "RE", "RE/..", f"{RECORDING}\n", "RE?x=1"])
def test_what_is_no_id_is_not_asked_for(provider: HttpProvider, sid: str):
    assert recordings(provider.url).fetch(sid) is None
    assert provider.asked == []


def test_nobody_there_is_none(closed_port: int):
    assert recordings(f"http://127.0.0.1:{closed_port}").fetch(RECORDING) is None

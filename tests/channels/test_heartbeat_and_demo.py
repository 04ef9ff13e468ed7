import pytest

from app.channels.demo import DemoPhone
from app.channels.heartbeat import Heartbeat
from app.domain.delivery import Medium, Message, Sent

from .providers import CUT_SHORT, HANG, HANG_UP, RESET, Answer, HttpProvider


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_beat_that_is_answered_was_heard(provider: HttpProvider, status: int):
    provider.answers = [Answer(status=status)]

    assert Heartbeat(provider.url + "/ping/1?x=2").beat()
    assert [(asked.method, asked.path) for asked in provider.asked] == [("GET", "/ping/1?x=2")]


@pytest.mark.parametrize("answer", [Answer(status=404), Answer(status=500), RESET, HANG_UP, HANG], ids=str)
def test_a_beat_that_fails_was_not_heard(provider: HttpProvider, answer: Answer):
    provider.answers = [answer]

    assert not Heartbeat(provider.url, timeout=0.2).beat()


def test_a_beat_does_not_read_the_answer(provider: HttpProvider):
    provider.answers = [CUT_SHORT]

    assert Heartbeat(provider.url).beat()


def test_a_beat_to_nobody_was_not_heard(closed_port: int):
    assert not Heartbeat(f"http://127.0.0.1:{closed_port}").beat()


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "portal.example"])
def test_an_address_that_is_not_the_webs_is_found_at_once(url: str):
    with pytest.raises(ValueError, match="http"):
        Heartbeat(url)


@pytest.mark.parametrize("medium", list(Medium))
def test_a_demo_phone_takes_everything(medium: Medium, text: Message):
    assert DemoPhone(medium).send(text) == Sent(provider_id=f"demo-{text.id}")

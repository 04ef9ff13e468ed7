"""The providers' real clients, over real sockets, with the whole portal behind them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from twilio.request_validator import RequestValidator

from app.domain.delivery import Medium, State
from tests.channels.providers import Answer, Asked, HttpProvider, MailServer, running
from tests.world import World

DANA, EVE = "+447700900101", "+447700900102"
AUTH_TOKEN = "only-for-this-test"
TAKEN = Answer(status=201, body={"sid": "SM" + "0" * 32, "status": "queued"})


@dataclass(frozen=True, kw_only=True)
class Real:
    """A world whose texts go to one local server, and its mails to another and then to a third."""

    world: World
    twilio: HttpProvider
    sendgrid: HttpProvider
    smtp: MailServer

    def texts_to(self, number: str) -> list[dict[str, list[str]]]:
        """What Twilio was asked to write there."""
        asked = [parse_qs(each.body.decode()) for each in self.twilio.asked if each.path.endswith("/Messages.json")]
        return [each for each in asked if each["To"] == [number]]


@pytest.fixture
def real(sqlite_url: str, open_world: Callable[..., World]) -> Iterator[Real]:
    """All of them take everything, until a story says otherwise."""
    with running(HttpProvider()) as twilio, running(HttpProvider()) as sendgrid, running(MailServer()) as smtp:
        twilio.answers = [TAKEN]
        sendgrid.answers = [Answer(status=202)]
        world = open_world(
            sqlite_url,
            TWILIO_ACCOUNT_SID="AC" + "0" * 32, TWILIO_API_KEY="SK" + "0" * 32, TWILIO_API_SECRET="secret",
            TWILIO_AUTH_TOKEN=AUTH_TOKEN, TWILIO_FROM="+447700900365", TWILIO_BASE_URL=twilio.url,
            SENDGRID_API_KEY="key", SENDGRID_FROM="emergency@example.com", SENDGRID_BASE_URL=sendgrid.url,
            SMTP_URL=f"smtp://127.0.0.1:{smtp.port}",
        )  # fmt: skip
        world.at("Saturday 02:10")
        yield Real(world=world, twilio=twilio, sendgrid=sendgrid, smtp=smtp)


def test_a_page_reaches_twilio_with_five_minutes_to_live_and_a_place_for_its_receipt(real: Real) -> None:
    reference = real.world.files().reference
    real.world.settles()

    (text,) = real.texts_to(DANA)
    (page,) = real.world.pages(reference)
    assert reference in text["Body"][0]
    assert text["ValidityPeriod"] == ["300"]
    assert urlsplit(text["StatusCallback"][0]).path == f"/hooks/twilio/messages/{page.id}"
    assert page.provider_id == "SM" + "0" * 32


@pytest.mark.parametrize(
    ("status", "code", "is_blamed"),
    [(400, 21211, True), (400, 21610, True), (401, 20003, False)],
    ids=["no such number", "opted out", "our key is wrong"],
)
def test_a_refusal_by_twilio_wakes_eve_at_once(real: Real, status: int, code: int, is_blamed: bool) -> None:
    refusal = Answer(status=status, body={"code": code, "message": "no", "status": status})
    real.twilio.answers = [lambda asked: refusal if DANA[1:] in asked.body.decode() else TAKEN]

    reference = real.world.files().reference
    real.world.settles()

    states = {page.person: page.state for page in real.world.pages(reference)}
    assert states == {"Dana Okafor": State.REFUSED, "Eve Lindqvist": State.SENT}
    assert len(real.texts_to(EVE)) == 1
    real.world.passes(minutes=10)
    assert len(real.texts_to(DANA)) >= 2
    assert _is_blamed(real.world, DANA) == is_blamed


def test_a_receipt_that_twilio_signed_moves_on_at_once_and_a_forged_one_does_not(real: Real) -> None:
    reference = real.world.files().reference
    real.world.settles()
    (page,) = real.world.pages(reference)
    form = {"MessageSid": page.provider_id or "", "MessageStatus": "undelivered", "ErrorCode": "30005"}

    assert _receipt(real.world, page.id, form, signed_with="a guess") == 403
    real.world.settles()
    assert real.texts_to(EVE) == []

    assert _receipt(real.world, page.id, form, signed_with=AUTH_TOKEN) == 204
    real.world.settles()
    assert len(real.texts_to(EVE)) == 1


def test_sendgrid_down_and_the_mails_go_by_smtp(real: Real) -> None:
    real.sendgrid.answers = [Answer(status=500)]

    reference = real.world.files().reference
    real.world.settles()

    assert len(real.smtp.mails) == 2
    assert all(reference.encode() in mail for mail in real.smtp.mails)
    assert [page.provider for page in real.world.pages(reference, Medium.MAIL)] == ["smtp"]


def test_no_provider_is_asked_anything_by_a_refused_report(real: Real) -> None:
    real.world.files(services=("on-premise",), email="")
    real.world.settles()

    asked: list[Asked] = [*real.twilio.asked, *real.sendgrid.asked]
    assert asked == []


def _receipt(world: World, delivery_id: str, form: dict[str, str], *, signed_with: str) -> int:
    path = f"/hooks/twilio/messages/{delivery_id}"
    signature = RequestValidator(signed_with).compute_signature(world.desk.settings.public_url + path, form)
    answer = world.app.test_client().post(
        path, data=form, headers={"X-Twilio-Signature": signature}, base_url=world.desk.settings.public_url
    )
    return answer.status_code


def _is_blamed(world: World, number: str) -> bool:
    from app.store import staff

    with world.desk.database.reading() as session:
        methods = staff.methods_of(session, [person.id for person in staff.active(session)])
        return any(method.address == number and method.failed_at for method in methods)

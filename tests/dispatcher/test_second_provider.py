"""Two providers of texts: the second takes what the first refuses, and all that follows while its account is shut."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

import pytest

from app.channels.signatures import VonageSignature
from app.domain.delivery import State
from app.store import alarms
from tests.channels.providers import Answer, HttpProvider, running
from tests.channels.test_vonage import answered, receipt
from tests.faults import providers
from tests.faults.providers import DANA, EVE, Twilio
from tests.web.settings import PRODUCTION
from tests.world import World

SUSPENDED = Answer(status=401, body={"code": 20003, "message": "no", "status": 401})
SECRET = "only-for-this-test"


@dataclass(frozen=True, kw_only=True)
class Both:
    """A night with Twilio first and Vonage second."""

    world: World
    twilio: Twilio
    vonage: HttpProvider

    def texts_by_vonage(self, number: str) -> int:
        to = number.removeprefix("+")
        return sum(parse_qs(asked.body.decode())["to"] == [to] for asked in self.vonage.asked)

    def texts_asked_of_twilio(self) -> int:
        return sum(asked.path.endswith("/Messages.json") for asked in self.twilio.server.asked)

    def receives(self, **params: str) -> int:
        """Vonage's receipt, unless it is signed with something else."""
        answer = self.world.app.test_client().post(
            "/hooks/vonage/messages", data=params, base_url=self.world.desk.settings.public_url
        )
        return answer.status_code


@pytest.fixture
def both(sqlite_url: str, open_world: Callable[..., World]) -> Iterator[Both]:
    with providers.twilio() as twilio, running(HttpProvider()) as vonage:
        vonage.answers = [answered("0")]
        world = open_world(
            sqlite_url, **providers.settings(twilio), VONAGE_API_KEY="key", VONAGE_API_SECRET="secret",
            VONAGE_FROM="+447700900366", VONAGE_SIGNATURE_SECRET=SECRET, VONAGE_BASE_URL=vonage.url,
        )  # fmt: skip
        world.at("Saturday 02:10")
        yield Both(world=world, twilio=twilio, vonage=vonage)


@pytest.mark.parametrize("trouble", [Answer(status=500), Answer(status=429), SUSPENDED], ids=["500", "429", "401"])
def test_what_twilio_does_not_take_goes_by_vonage_at_once(both: Both, trouble: Answer):
    both.twilio.reacts(DANA, trouble)

    report = both.world.carol.reports("crm")

    (page,) = both.world.pages(report.reference)
    assert (page.provider, page.state, page.sent_at) == ("vonage", State.SENT, both.world.clock.now())
    assert both.texts_by_vonage(EVE) == 0


def test_while_the_first_account_is_shut_new_texts_go_to_the_second_at_once(both: Both):
    both.twilio.reacts(DANA, SUSPENDED)
    both.world.carol.reports("crm")
    asked = both.texts_asked_of_twilio()

    both.world.passes(seconds=60)
    both.world.carol.reports("website")
    assert both.texts_asked_of_twilio() == asked
    assert both.texts_by_vonage(DANA) == 2

    both.world.passes(minutes=6)
    assert both.texts_asked_of_twilio() > asked, "after five minutes the first is tried again"


def test_with_both_shut_the_manager_hears_by_mail(both: Both):
    both.twilio.reacts(DANA, SUSPENDED)
    both.vonage.answers = [answered("9", "no credit")]

    both.world.carol.reports("crm")

    with both.world.desk.database.reading() as session:
        kinds = [alarm.kind for alarm in alarms.standing(session)]
    assert "account:twilio" in kinds
    assert "account:vonage" in kinds
    both.world.mo.mailbox.receives("takes nothing of ours")


def test_a_receipt_that_vonage_signed_counts_and_a_forged_one_does_not(both: Both):
    both.twilio.reacts(DANA, Answer(status=500))
    report = both.world.carol.reports("crm")
    (page,) = both.world.pages(report.reference)
    said = receipt("delivered") | {"client-ref": page.id}

    assert both.receives(**said, sig="0" * 64) == 403
    assert both.receives(**said) == 403
    assert both.world.pages(report.reference)[0].state == State.SENT

    assert both.receives(**said, sig=_sealed(said)) == 204
    assert both.world.pages(report.reference)[0].state == State.DELIVERED


def test_dana_is_rung_when_vonages_receipt_does_not_come(both: Both):
    both.twilio.reacts(DANA, Answer(status=500))
    both.world.carol.reports("crm")

    both.world.passes(seconds=90)

    assert len(both.twilio.took_for(DANA, "Calls")) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(body={"balance": "19.99", "currency": "GBP"}), ["balance:twilio"]),
        (Answer(body={"balance": "20.00", "currency": "GBP"}), []),
        (Answer(status=401, body={"code": 20003, "message": "no", "status": 401}), ["key:twilio"]),
        (Answer(status=500), []),
    ],
    ids=["low", "enough", "revoked", "no answer"],
)
def test_the_balance_is_asked_for_every_hour(
    sqlite_url: str, open_world: Callable[..., World], answer: Answer, kind: list[str]
):
    with providers.twilio() as twilio:
        twilio.balance = answer
        world = open_world(sqlite_url, **PRODUCTION | providers.settings(twilio) | {"TWILIO_BALANCE_LEAST": "20"})

        world.at("Saturday 02:10")
        world.settles()
        assert _standing(world) == kind
        twilio.balance = Answer(body={"balance": "100", "currency": "GBP"})
        world.clock.set(world.clock.now().replace(hour=3, minute=10))
        world.settles()
        asked = [one for one in twilio.server.asked if one.path.endswith("/Balance.json")]

    assert _standing(world) == []
    assert len(asked) == 2


def _standing(world: World) -> list[str]:
    with world.desk.database.reading() as session:
        return [alarm.kind for alarm in alarms.standing(session)]


def _sealed(said: dict[str, str]) -> str:
    import hmac

    words = "".join(f"&{name}={value}" for name, value in sorted(said.items()))
    sealed = hmac.new(SECRET.encode(), words.encode(), "sha256").hexdigest()
    assert VonageSignature(SECRET).is_genuine(said | {"sig": sealed})
    return sealed

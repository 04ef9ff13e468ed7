"""The helpline: a caller reports by keys and by voice, and nothing that they did is lost."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator

from app.domain import policy_file
from app.store.deliveries import Delivery
from tests.channels.providers import Answer, HttpProvider, running
from tests.web.seen import kept, memory
from tests.web.settings import ORIGIN, PROVIDERS
from tests.web.telephone import CAROL, TOKEN, Telephone
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import LINK

SOUND = b"ID3 what Carol said"


@pytest.fixture
def provider() -> Iterator[HttpProvider]:
    with running(HttpProvider()) as server:
        server.answers = [Answer(status=201, body={"sid": "SM1", "status": "queued"})]
        yield server


@pytest.fixture
def helpdesk(sqlite_url: str, open_world: Callable[..., World], provider: HttpProvider) -> World:
    """A portal whose policy takes reports by telephone, with a provider behind it, at night."""
    return opened(sqlite_url, open_world, provider, "informed")


@pytest.fixture
def each_helpdesk(database_url: str, open_world: Callable[..., World], provider: HttpProvider) -> World:
    """The same on each engine in turn, for what depends on how rows are read and locked."""
    return opened(database_url, open_world, provider, "informed")


def opened(url: str, open_world: Callable[..., World], provider: HttpProvider, policy: str) -> World:
    settings = {**PROVIDERS, "TWILIO_BASE_URL": provider.url, "SENDGRID_BASE_URL": provider.url}
    world = open_world(url, POLICY=policy, PUBLIC_URL=ORIGIN, **settings)
    world.at("Saturday 02:10")
    return world


def the_report(world: World) -> dict:
    (report,) = kept(world, "reports")
    return report


def test_two_keys_and_some_words_are_a_report_that_pages_at_once(helpdesk: World):
    call = Telephone(world=helpdesk).rings()
    assert "You have reached the InFormed helpdesk." in call.heard
    assert "Our support hours begin again at Monday 9:00am." in call.heard
    assert "What has stopped? A core function: press 1. Another function: press 2." in call.heard

    assert "Nothing works at all: press 1." in call.presses("1").heard
    call.presses("2")

    assert "We have your report, and we are alerting an engineer now." in call.heard
    assert call.is_recording
    report = the_report(helpdesk)
    assert call.reference == report["reference"]
    assert (report["source"], report["services"], report["phone"]) == ("telephone", ["core"], CAROL)
    assert report["extra"] == {"How bad is it?": "It cannot be used"}
    (incident,) = kept(helpdesk, "incidents")
    assert incident["severity"] == "l1"
    helpdesk.settles()
    assert {page.person for page in helpdesk.pages(report["reference"])} == {"Dana Okafor"}
    assert call.speaks().reference == report["reference"]
    assert call.is_over
    assert len(kept(helpdesk, "reports")) == 1


def test_nothing_pressed_is_asked_twice_more_and_then_everything_is_not_sure(helpdesk: World):
    call = Telephone(world=helpdesk).rings()

    assert "Sorry, that was none of the answers. What has stopped?" in call.waits().heard
    assert "What has stopped?" in call.waits().heard
    call.waits()

    report = the_report(helpdesk)
    assert call.reference == report["reference"]
    assert (report["services"], report["affected"]) == (["unsure"], "unsure")
    assert report["verdict"] == "accepted"
    assert kept(helpdesk, "incidents")[0]["severity"] == "l1"


def test_a_wrong_key_is_asked_again_and_not_sure_is_an_answer(helpdesk: World):
    call = Telephone(world=helpdesk).rings()

    assert "none of the answers" in call.presses("7").heard
    call.presses("9").presses("9")

    assert the_report(helpdesk)["extra"] == {"How bad is it?": "Not sure"}


def test_who_hangs_up_after_one_key_has_reported(each_helpdesk: World):
    helpdesk = each_helpdesk
    Telephone(world=helpdesk).rings().presses("2").hangs_up()

    report = the_report(helpdesk)
    assert report["services"] == ["other-function"]
    assert helpdesk.pages(report["reference"])


def test_who_hangs_up_in_the_greeting_has_not(helpdesk: World):
    Telephone(world=helpdesk).rings().hangs_up()

    assert kept(helpdesk, "reports") == []


def test_a_call_is_one_report_however_often_the_provider_asks(each_helpdesk: World):
    helpdesk = each_helpdesk
    call = Telephone(world=helpdesk).rings().presses("1")
    last = call.action

    for _ in range(3):
        call.asks(last, Digits="1")
    call.speaks().hangs_up().hangs_up()
    call.asks(f"{ORIGIN}/hooks/twilio/helpline/recording", RecordingSid="RE" + "2" * 32, RecordingDuration="5")

    assert len(kept(helpdesk, "reports")) == 1
    added = [event for event in kept(helpdesk, "timeline") if event["kind"] == "customer.added"]
    assert [event["facts"]["words"] for event in added] == ["Left a recording of 32 s, on the telephone"]


def test_two_calls_are_two_reports(helpdesk: World):
    for number in ("1", "2"):
        Telephone(world=helpdesk, sid="CA" + number * 32).rings().presses("1").presses("1")

    assert len(kept(helpdesk, "reports")) == 2


def test_who_says_nothing_hears_the_reference_all_the_same(helpdesk: World):
    call = Telephone(world=helpdesk).rings().presses("1").presses("1").says_nothing()

    assert call.reference == the_report(helpdesk)["reference"]
    assert kept(helpdesk, "helpline_calls")[0]["recording_sid"] is None


@pytest.mark.parametrize("caller", ["anonymous", "", "+266696687", "sip:carol@example.com"])
def test_a_withheld_number_is_no_way_to_reach_them(helpdesk: World, caller: str):
    Telephone(world=helpdesk, caller=caller).rings().presses("1").presses("1")

    assert the_report(helpdesk)["phone"] == ""


def test_the_caller_is_never_texted_or_rung(helpdesk: World, provider: HttpProvider):
    Telephone(world=helpdesk).rings().presses("1").presses("1").speaks().hangs_up()
    helpdesk.passes(minutes=20)

    assert provider.asked
    assert not [asked for asked in provider.asked if b"7700900982" in asked.body]


def test_the_number_and_the_words_are_there_once_it_is_taken(helpdesk: World, provider: HttpProvider):
    call = Telephone(world=helpdesk).rings().presses("1").presses("1").speaks()
    helpdesk.settles()
    (page,) = helpdesk.pages(call.reference)
    dana = open_link(helpdesk, page)
    assert CAROL not in dana.page.text
    listen = dana.page.url + "/recording"
    assert dana._client.get(listen, base_url=ORIGIN).status_code == 404

    taken = dana.presses("Acknowledge")

    assert taken.shows(f"Ring the customer: {CAROL}")
    assert taken.shows("Listen to what they said (32 s)")
    provider.answers = [Answer(body=SOUND)]
    sound = dana._client.get(listen, base_url=ORIGIN)
    assert (sound.status_code, sound.data, sound.content_type) == (200, SOUND, "audio/mpeg")
    assert provider.asked[-1].path.endswith(f"/Recordings/RE{'1' * 32}.mp3")


def test_staff_listen_when_they_are_signed_in(helpdesk: World, provider: HttpProvider):
    call = Telephone(world=helpdesk).rings().presses("1").presses("1").speaks()
    path = f"/manage/calls/{call.sid}/recording"
    provider.answers = [Answer(body=SOUND)]

    assert helpdesk.app.test_client().get(path, base_url=ORIGIN).status_code in (302, 303)
    dana = helpdesk.dana.signs_in()
    assert dana.open(f"/manage/incidents/{call.reference}").shows("Listen to what they said (32 s)")
    assert dana._client.get(path, base_url=ORIGIN).data == SOUND
    provider.answers = [Answer(status=404)]
    assert dana._client.get(path, base_url=ORIGIN).status_code == 502
    assert dana._client.get(path.replace("1", "3"), base_url=ORIGIN).status_code == 404


def test_while_the_gate_is_closed_the_normal_ways_are_said_and_a_message_goes_to_the_desk(
    sqlite_url: str, open_world: Callable[..., World], provider: HttpProvider, gated: Path
):
    world = opened(sqlite_url, open_world, provider, str(gated))
    world.at("Tuesday 12:00")

    call = Telephone(world=world).rings()
    assert "It is normal support hours now" in call.heard
    assert "Online: services.prospect365.com." in call.heard
    assert "Emergency support opens at 5:00pm." in call.heard
    assert call.presses("1").is_recording
    assert kept(world, "reports") == []

    assert "the daytime team has it by email" in call.speaks().heard
    report = the_report(world)
    assert report["verdict"] == "closed"
    assert call.reference == report["reference"]
    world.settles()
    assert [row["wording"] for row in kept(world, "deliveries")] == ["desk-handover"]


def test_a_message_that_breaks_off_reaches_the_desk_all_the_same(
    sqlite_url: str, open_world: Callable[..., World], provider: HttpProvider, gated: Path
):
    world = opened(sqlite_url, open_world, provider, str(gated))
    world.at("Tuesday 12:00")

    Telephone(world=world).rings().waits().waits().waits().hangs_up()

    assert the_report(world)["verdict"] == "closed"


def test_what_is_not_covered_wakes_nobody_and_is_kept(
    sqlite_url: str, open_world: Callable[..., World], provider: HttpProvider, gated: Path
):
    world = opened(sqlite_url, open_world, provider, str(gated))

    call = Telephone(world=world).rings()
    assert "Our support hours begin again at Monday 8:30am." in call.heard
    assert "A version 6 service: press 6." in call.heard
    call.presses("6").presses("1")

    assert "It is not covered at this hour, so we wake nobody." in call.heard
    assert the_report(world)["verdict"] == "declined"
    assert kept(world, "incidents") == []


def test_while_the_database_is_away_the_caller_waits_a_moment_and_no_reference_is_read(helpdesk: World):
    call = Telephone(world=helpdesk).rings().presses("1")
    heard = []

    with without(helpdesk, "reports"):
        call.presses("1")
        while not call.is_over:
            heard.append(call.heard)
            call.is_asked_again()

    assert heard == ["One moment, please."] * 3
    assert "We could not keep your report." in call.heard
    call.hangs_up()
    assert the_report(helpdesk)["services"] == ["core"]


def test_a_moment_that_passes_is_a_report(helpdesk: World):
    call = Telephone(world=helpdesk).rings().presses("1")
    with without(helpdesk, "reports"):
        call.presses("1")

    assert call.is_asked_again().reference == the_report(helpdesk)["reference"]


def test_a_forgery_is_no_call(helpdesk: World):
    before = memory(helpdesk)
    form = {"CallSid": "CA" + "1" * 32, "From": CAROL, "CallStatus": "completed"}
    for door in ("", "/keys?menu=0&asked=0", "/recording", "/status"):
        path = f"/hooks/twilio/helpline{door}"
        guessed = RequestValidator("a guess").compute_signature(ORIGIN + path, form)
        answer = helpdesk.app.test_client().post(
            path, data=form, base_url=ORIGIN, headers={"X-Twilio-Signature": guessed}
        )
        assert answer.status_code == 403

    assert memory(helpdesk) == before


def test_a_policy_without_a_helpline_answers_no_call(
    sqlite_url: str, open_world: Callable[..., World], provider: HttpProvider
):
    world = opened(sqlite_url, open_world, provider, "prospect365")
    form = {"CallSid": "CA" + "1" * 32}
    path = "/hooks/twilio/helpline"
    signature = RequestValidator(TOKEN).compute_signature(ORIGIN + path, form)

    answer = world.app.test_client().post(path, data=form, base_url=ORIGIN, headers={"X-Twilio-Signature": signature})

    assert answer.status_code == 404


@pytest.fixture
def gated(tmp_path: Path) -> Path:
    """A policy with a gate, and a helpline."""
    text = (policy_file.SHIPPED / "prospect365.toml").read_text(encoding="utf-8")
    path = tmp_path / "gated.toml"
    path.write_text(text + '\n[helpline]\nclause = "PS-6"\n', encoding="utf-8")
    return path


@contextmanager
def without(world: World, table: str) -> Iterator[None]:
    """A table is away for a while, so that the database cannot be used."""
    with closing(sqlite3.connect(world.desk.database.url.database or "")) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
        yield
        connection.execute(f"ALTER TABLE elsewhere RENAME TO {table}")


def open_link(world: World, page: Delivery) -> Browser:
    """Opens the link in somebody's text."""
    browser = Browser(world.app, ORIGIN)
    browser.open(LINK.findall(world.words_of(page))[0])
    return browser

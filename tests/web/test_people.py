"""People at the desk: numbers that prove themselves, who may change them, and the last one that wakes somebody."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.delivery import Medium
from app.store import staff
from app.store.reach import Roll
from app.store.staff import ContactMethod, Staff
from tests.web.test_roles import becomes
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

NEW = "07400 123456"
PLAIN = "+447400123456"


def of(world: World, name: str) -> Staff:
    with world.desk.database.reading() as session:
        return next(who for who in staff.everybody(session) if who.first_name == name)


def ways(world: World, name: str) -> list[tuple[str, str]]:
    """What somebody is paged by, in its order."""
    with world.desk.database.reading() as session:
        found = [one for one in Roll(session, world.clock.now()).of("everyone") if one.first_name == name]
        return [(way.medium, way.address) for way in found[0].ways]


def method(world: World, name: str, address: str, medium: str = "sms") -> ContactMethod:
    with world.desk.database.reading() as session:
        methods = staff.kept_methods_of(session, [of(world, name).id])
        return next(one for one in methods if one.address == address and one.medium == medium)


def opens(world: World, browser: Browser, name: str) -> Page:
    return browser.open(f"/manage/people/{of(world, name).id}")


def adds(world: World, browser: Browser, name: str, address: str, way: str = "sms") -> Page:
    opens(world, browser, name)
    page = browser.presses("Add and send a code", way=way, address=address)
    world.settles()
    return page


def code_to(world: World, address: str, medium: str = "sms") -> str:
    """The code that the newest message there carries."""
    sent = [one for one in world.deliveries() if one.address == address and one.medium == medium]
    with world.desk.database.reading():
        return "".join(filter(str.isdigit, world.desk.stationery.link(sent[-1], None)))


def test_a_new_number_counts_once_its_code_was_typed(night: World):
    dana = night.dana.signs_in()

    page = adds(night, dana, "Dana", NEW)

    assert page.shows(f"A code was texted ({PLAIN})")
    assert (Medium.SMS, PLAIN) not in ways(night, "Dana")
    assert dana.presses("Verify", code=code_to(night, PLAIN)).shows("is verified, and counts from now on")
    assert (Medium.SMS, PLAIN) in ways(night, "Dana")
    assert opens(night, dana, "Dana").shows("Dana proved texts to the number ending 456 by its code")


def test_a_code_is_kept_nowhere(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", NEW)
    code = code_to(night, PLAIN)

    kept = [one.body or "" for one in night.deliveries() if one.address == PLAIN]

    assert len(code) == 6
    assert kept == ["P365: <link> is the code that proves this phone. It lasts 10 minutes. Not expected? Ignore it."]


def test_a_wrong_code_says_how_often_it_can_be_tried_and_the_sixth_never_counts(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", NEW)
    right = code_to(night, PLAIN)
    wrong = "000000" if right != "000000" else "111111"

    page = dana.presses("Verify", code=wrong)
    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows("That is not the code. You can try 4 times more")
    for _ in range(4):
        page = dana.presses("Verify", code=wrong)
    assert page.shows("There is no code that counts: send another")

    assert dana.presses("Verify", code=right).shows("There is no code that counts")
    assert (Medium.SMS, PLAIN) not in ways(night, "Dana")


def test_a_code_ends_after_ten_minutes_and_a_newer_one_replaces_it(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", NEW)
    first = code_to(night, PLAIN)
    form = dana.page.form("Verify")  # type: ignore[union-attr]

    night.passes(minutes=11)
    assert dana.sends(form, "Verify", code=first).shows("There is no code that counts")
    opens(night, dana, "Dana")
    dana.presses("Send a code")
    night.settles()
    second = code_to(night, PLAIN)

    if first != second:
        assert dana.presses("Verify", code=first).shows("That is not the code")
    assert dana.presses("Verify", code=second).shows("is verified")


def test_five_codes_an_hour_and_no_more_go_to_a_person(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", NEW)
    for _ in range(6):
        page = dana.presses("Send another code")
        night.settles()

    assert page.shows("5 were sent within the hour")
    assert len([one for one in night.deliveries() if one.address == PLAIN]) == 5
    night.clock.move(timedelta(minutes=61))
    dana = night.dana.signs_in()
    opens(night, dana, "Dana")
    assert dana.presses("Send a code").shows("A code was texted")


def test_a_number_for_calls_is_rung_and_hears_its_code_twice(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", "020 7183 8750", way="voice")

    call = night.dana.picks_up()

    code = code_to(night, "+442071838750", "voice")
    assert call.says.count(", ".join(code)) == 2
    assert dana.presses("Verify", code=code).shows("is verified")
    night.passes(minutes=11)
    assert "This code is over" in night.dana.picks_up().says


def test_one_code_proves_texts_and_calls_to_one_number(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", NEW, way="both")

    dana.presses("Verify", code=code_to(night, PLAIN))

    assert {(Medium.SMS, PLAIN), (Medium.VOICE, PLAIN)} <= set(ways(night, "Dana"))


def test_a_mail_address_is_proved_by_mail_and_the_mail_offers_the_contact_card(night: World):
    dana = night.dana.signs_in()
    adds(night, dana, "Dana", "dana@home.example", way="mail")

    mail = night.dana.mailbox.receives("is the code that proves this address")
    assert "/manage/people/card.vcf" in mail.words
    assert dana.presses("Verify", code=code_to(night, "dana@home.example", "mail")).shows("is verified")


@pytest.mark.parametrize(
    ("way", "address", "why"),
    [
        ("sms", "", "Type a number or a mail address"),
        ("sms", "the red one", "the red one is not a telephone number"),
        ("sms", "+33612345678", "is a number of FR; we ring and text those of GB"),
        ("both", "020 7183 8750", "is a landline, which takes no texts: choose calls"),
        ("mail", "dana", "Type a mail address, as in dana@example.com"),
        ("sms", "07700 900101", "Dana has that already"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_what_was_typed_stays(night: World, way: str, address: str, why: str):
    dana = night.dana.signs_in()

    page = adds(night, dana, "Dana", address, way=way)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows(why)
    assert f'value="{address}"' in page.html


def test_the_last_number_that_wakes_somebody_on_the_rota_stays(night: World):
    dana, number = night.dana.signs_in(), "+447700900101"
    who, text, voice = of(night, "Dana").id, method(night, "Dana", number), method(night, "Dana", number, "voice")
    dana.open(f"/manage/people/{who}/methods/{voice.id}/removal")
    assert dana.presses("Yes, remove it").shows(f"{number} was removed")

    page = dana.open(f"/manage/people/{who}/methods/{text.id}/removal")

    assert page.shows("Dana is on the rota now, and nothing else would wake them")
    opens(night, dana, "Dana")
    token = dana.page.form("Send a test")  # type: ignore[union-attr]
    dana.open(f"/manage/people/{who}/methods/{text.id}/removal", method="POST", data=dict(token.fields))
    assert dana.page is not None
    assert dana.page.shows("nothing else would wake them")
    assert (Medium.SMS, number) in ways(night, "Dana")


def test_a_number_that_fails_is_no_reason_to_let_the_other_one_go(night: World):
    with night.desk.database.writing() as session:
        session.get_one(ContactMethod, method(night, "Dana", "+447700900101", "voice").id).failed_at = night.clock.now()
    dana = night.dana.signs_in()

    page = dana.open(
        f"/manage/people/{of(night, 'Dana').id}/methods/{method(night, 'Dana', '+447700900101').id}/removal"
    )

    assert page.shows("This cannot be removed")


def test_who_is_not_on_the_rota_may_lose_every_number_and_its_messages_stay(night: World):
    frank = night.joins("Frank", "+447700900104")
    mo, number = night.mo.signs_in(), "+447700900104"
    opens(night, mo, "Frank")
    mo.presses("Send a test")
    night.settles()
    assert "There is nothing to do" in frank.phone.all()[-1].words

    for medium in ("sms", "voice"):
        one = method(night, "Frank", number, medium)
        mo.open(f"/manage/people/{of(night, 'Frank').id}/methods/{one.id}/removal")
        mo.presses("Yes, remove it")

    assert ways(night, "Frank") == [(Medium.MAIL, "frank@example.com")]
    assert len(frank.phone.all()) == 1
    assert opens(night, mo, "Frank").shows("Mo removed calls to the number ending 104")


def test_calls_and_mail_are_tried_out_as_texts_are(night: World):
    dana = night.dana.signs_in()
    for medium, address in (("voice", "+447700900101"), ("mail", "dana@example.com")):
        opens(night, dana, "Dana")
        path = f"{method(night, 'Dana', address, medium).id}/test"
        form = next(one for one in dana.page.forms if one.action.endswith(path))  # type: ignore[union-attr]
        assert address in dana.sends(form, "Send a test").text
    night.settles()

    assert "This is a test: an emergency would reach you like this." in night.dana.picks_up().says
    assert "P365 test" in night.dana.mailbox.all()[-1].words


def test_methods_are_put_in_order_by_a_button(night: World):
    night.gets_second_phone(night.dana, PLAIN)
    dana = night.dana.signs_in()
    opens(night, dana, "Dana")
    form = next(form for form in dana.page.forms if form.action.endswith(  # type: ignore[union-attr]
        f"{method(night, 'Dana', PLAIN).id}/up"))  # fmt: skip

    for _ in range(3):
        dana.sends(form, "Move up")

    assert ways(night, "Dana")[0] == (Medium.SMS, PLAIN)


def test_engineers_see_and_change_their_own_page_alone(night: World):
    dana = night.dana.signs_in()
    eve, number = of(night, "Eve").id, method(night, "Eve", "+447700900102").id

    assert dana.open("/manage/people").shows("Eve Lindqvist")
    assert dana.open(f"/manage/people/{eve}").status == 403
    opens(night, dana, "Dana")
    token = dict(dana.page.form("Send a test").fields)  # type: ignore[union-attr]
    for path in ("methods", f"methods/{number}/code", f"methods/{number}/up", f"methods/{number}/removal"):
        data = {**token, "way": "sms", "address": NEW}
        assert dana.open(f"/manage/people/{eve}/{path}", method="POST", data=data).status == 403
    mine = of(night, "Dana").id
    assert dana.open(f"/manage/people/{mine}/methods/{number}/removal", method="POST", data=token).status == 404


def test_a_manager_adds_a_person_whom_nothing_reaches_until_it_is_proved(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/people/new")

    page = mo.presses("Add", name="Gita Rao", email="gita@example.com", role="engineer", telephone=NEW)

    assert page.status == 201
    password = page.text.split("nobody can show it again.")[1].split()[0]
    assert ways(night, "Gita") == []
    browser = night.carol.browser()
    browser.open("/manage/sign-in")
    assert browser.presses("Sign in", email="gita@example.com", password=password).status == 200
    assert browser.open("/manage/people").shows("Gita Rao")
    assert opens(night, mo, "Gita").shows("Mo added Gita Rao as engineer")


def test_a_person_who_is_known_or_unnamed_is_not_added(night: World):
    mo = night.mo.signs_in()
    mo.open("/manage/people/new")

    page = mo.presses("Add", name="", email="dana@example.com", role="engineer", telephone="12")

    assert page.status == 422
    assert page.shows("Type their name")
    page = mo.presses("Add", name="Another Dana", email="dana@example.com", role="engineer", telephone="")
    assert page.shows("Somebody signs in with dana@example.com already")


def test_a_person_leaves_and_comes_back(night: World):
    mo = night.mo.signs_in()
    eve = of(night, "Eve").id
    assert mo.open(f"/manage/people/{eve}/departure").shows("Eve is on the rota now")

    assert mo.presses("Yes, Eve leaves").shows("has left")
    with night.desk.database.reading() as session:
        assert "Eve" not in [who.first_name for who in Roll(session, night.clock.now()).of("everyone")]
    opens(night, mo, "Eve")
    mo.presses("Eve is back")

    assert ways(night, "Eve")
    assert opens(night, mo, "Eve").shows("Eve left: paged no more")


def test_the_address_of_somebody_who_has_left_is_theirs_still(night: World):
    mo = night.mo.signs_in()
    night.leaves(night.eve)
    mo.open("/manage/people/new")

    page = mo.presses("Add", name="Eve Again", email="EVE@example.com", role="engineer", telephone="")

    assert page.status == 422
    assert page.shows("already, or did before they left")


def test_nobody_sends_themselves_away(night: World):
    becomes(night, "eve", "administrator")
    mo = night.mo.signs_in()
    mo.open(f"/manage/people/{of(night, 'Mo').id}/departure")

    assert mo.presses("Yes, Mo leaves").status == 409
    assert ways(night, "Mo")


def test_what_the_administrator_added_counts_and_says_so(night: World):
    page = opens(night, night.mo.signs_in(), "Dana")

    assert page.shows("vouched for by the administrator")
    assert ways(night, "Dana")


def test_where_nothing_was_changed_it_says_so(night: World):
    assert opens(night, night.mo.signs_in(), "Dana").shows("What was changed Nothing so far.")


def test_the_contact_card_has_the_number_that_texts_come_from(night: World):
    answer = night.dana.signs_in().fetches("/manage/people/card.vcf")

    assert answer.content_type.startswith("text/vcard")
    assert b"TEL;TYPE=CELL,VOICE,PREF:+447700900365" in answer.data
    assert b"FN:P365 emergency pager" in answer.data


def test_a_text_that_comes_in_is_signed_and_answered_with_nothing(sqlite_url: str, open_world: Callable[..., World]):
    from twilio.request_validator import RequestValidator

    from tests.web.settings import ORIGIN, PROVIDERS

    night = open_world(sqlite_url, PUBLIC_URL=ORIGIN)
    night.at("Saturday 02:10")
    report = night.carol.reports("crm")
    behind = open_world(sqlite_url, PUBLIC_URL=ORIGIN, **PROVIDERS)
    behind.clock.set(night.clock.now())
    form = {"MessageSid": "SM1", "From": "+447700900101", "Body": "1"}
    path = "/hooks/twilio/texts"

    def post(signature: str):
        headers = {"X-Twilio-Signature": signature}
        return behind.app.test_client().post(path, base_url=ORIGIN, data=form, headers=headers)

    assert post("forged").status_code == 403
    assert behind.incident(report.reference).acknowledged_at is None
    answers = [post(RequestValidator("the-token-in-use").compute_signature(ORIGIN + path, form)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content_type.startswith("text/xml")
    assert b"<Message" not in answers[0].data
    assert behind.kinds(report.reference).count("acknowledged") == 1

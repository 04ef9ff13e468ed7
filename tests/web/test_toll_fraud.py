"""Numbers that cost extra, or are abroad: typed in by whatever way, none is ever texted or rung."""

from collections.abc import Callable

import pytest

from app.domain import policy_file, policy_staff
from app.domain.delivery import Medium
from app.telephones import NumberError, understood
from tests.web.programs import Program
from tests.web.seen import PAGE_2, kept
from tests.world import World
from tests.world.mail import MAIL_IN, mails_in

COSTLY = (
    "+449098790000", "09098790000", "+44 871 222 3333", "+44 7011 223344", "+1 900 555 0100", "+882 16 5551234",
    "+252 61 2345678", "+960 900 1234", "+53 5 2345678", "+675 7123 4567", "+371 9000 1234", "118118",
)  # fmt: skip
EVERY = " / ".join(COSTLY[:4])


def rung(world: World) -> set[str]:
    """Every address of every text and call that was ever made, whatever became of it."""
    return {row["address"] for row in kept(world, "deliveries") if row["medium"] in (Medium.SMS, Medium.VOICE)}


def staff_numbers(world: World) -> set[str]:
    methods = kept(world, "contact_methods")
    return {method["address"] for method in methods if method["medium"] in (Medium.SMS, Medium.VOICE)}


def only_staff_hear(world: World) -> bool:
    """After a night in which nobody answers, and one in which somebody does."""
    world.passes(hours=1)
    numbers = rung(world)
    assert numbers, "somebody was paged at all"
    assert numbers <= staff_numbers(world)
    return True


@pytest.mark.parametrize("number", COSTLY)
def test_a_number_on_the_form_is_rung_by_people_alone(night: World, number: str):
    browser = night.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    typed = dict.fromkeys(("errors", "company", "name", "started_at"), f"Ring {number}")

    page = browser.presses("Send", **(PAGE_2 | typed | {"phone": f"{number} 00000"}))

    assert page.status == 200, page.text
    assert only_staff_hear(night)


def test_a_number_in_a_correction_is_rung_by_people_alone(night: World):
    sent = night.carol.reports("crm")
    link = night.dana.phone.receives_text("CRM down").opens_link()
    link.presses("Acknowledge")
    sent.page()
    sent.browser.presses("Add", words=f"Ring me on {EVERY}")
    link.presses("It's fixed", words="Done")
    sent.page()
    sent.browser.presses("Still broken", words=f"Ring me on {EVERY}")

    assert only_staff_hear(night)


def test_a_number_handed_to_the_daytime_desk_is_rung_by_people_alone(night: World):
    night.carol.reports("crm")
    browser = night.carol.browser()
    browser.open("/report")
    page = browser.presses("Continue", services="crm", affected="some")
    values = dict.fromkeys((name for form in page.forms for name, value in form.fields if not value), EVERY)
    browser.sends(next(form for form in page.forms if "handover" in form.action), "", **values)

    assert only_staff_hear(night)


@pytest.mark.parametrize("number", COSTLY)
def test_a_number_from_a_program_is_rung_by_people_alone(night: World, number: str):
    answer = Program(night).reports(phone=f"{number} 00000", errors=number, name=number, company=number)

    assert answer.status_code in (200, 201), answer.text
    assert only_staff_hear(night)


def test_a_number_in_a_mail_is_rung_by_people_alone(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, POLICY="kustomer", **MAIL_IN)
    world.at("Saturday 02:10")

    mails_in(world, f"Nothing works. Ring {EVERY}\n\n-- \nEve\n{EVERY}")

    assert only_staff_hear(world)


@pytest.mark.parametrize("policy", policy_file.shipped())
@pytest.mark.parametrize("number", COSTLY)
def test_no_such_number_can_be_a_colleagues(policy: str, number: str):
    countries = policy_staff.rung(policy_file.load(policy))

    for is_texted in (True, False):
        with pytest.raises(NumberError):
            understood(number, countries, is_texted=is_texted)

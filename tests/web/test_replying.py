"""A reply that would reach nobody is refused, and the clock goes on."""

from __future__ import annotations

from tests.world import World


def test_a_mail_to_no_address_is_no_reply_and_a_call_is(night: World) -> None:
    night.carol.email = ""
    night.carol.reports("crm")
    browser = night.dana.phone.receives_text("CRM down").opens_link()
    form = browser.presses("Acknowledge").form("I told them on the phone")

    page = browser.sends(form, "without that button")

    assert page.status == 422
    assert page.shows("They left no email address")
    assert incident(night)["replied_at"] is None

    page = browser.presses("I told them on the phone")

    assert page.status == 200
    assert incident(night)["replied_at"] is not None


def incident(world: World) -> dict[str, object]:
    with world.desk.database.reading() as session:
        return dict(session.connection().exec_driver_sql("SELECT replied_at FROM incidents").mappings().one())

"""Intake: whatever was sent is kept, once, with all that follows from it in one transaction."""

import pytest
from sqlalchemy import func, select

from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.timeline import Event
from tests.world import World


def test_the_same_intent_is_the_same_report_with_the_same_link(each_world: World) -> None:
    world = each_world

    first, second = world.files(intent="one-form"), world.files(intent="one-form")

    assert first == second
    assert first.token
    assert _counts(world) == (1, 1)


def test_two_forms_with_the_same_words_are_two_reports(world: World) -> None:
    assert world.files(intent="one-form").reference != world.files(intent="another-form").reference


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"errors": "HTTP 503"}, "What the error says: HTTP 503"),
        ({"services": ("crm", "website")}, "What has stopped: Prospect 365 CRM, Website"),
        ({"affected": "unsure"}, "Who is affected: unsure"),
        ({"started": "20 minutes ago"}, "When it started: 20 minutes ago"),
        ({"phone": "07700 900555"}, "Phone: 07700 900555"),
        ({"company": "Acme Foods Ltd", "name": "Caroline"}, "Company: Acme Foods Ltd\nName: Caroline"),
        ({"extra": {"Anything else?": "Since the update"}}, "Anything else?: Since the update"),
    ],
)
def test_the_same_intent_with_other_words_keeps_them_once_as_an_addition(
    world: World, changed: dict[str, object], kept: str
) -> None:
    first = world.files(intent="one-form")

    again = [world.files(intent="one-form", **changed) for _ in range(2)]

    assert again == [first, first]
    added = [event for event in world.events(first.reference) if event.kind == "customer.added"]
    assert [event.facts["words"] for event in added] == [kept]
    assert _counts(world) == (1, 1)


def test_a_form_that_says_less_the_second_time_takes_nothing_away(world: World) -> None:
    first = world.files(intent="one-form", errors="HTTP 503")

    world.files(intent="one-form", errors="", phone="", email="")

    kept = world.report(first.reference)
    assert (kept.errors, kept.phone, kept.email) == ("HTTP 503", "07700 900982", "carol@acme.example")
    assert "customer.added" not in world.kinds(first.reference)


def test_a_report_that_fails_halfway_leaves_nothing_behind(each_world: World) -> None:
    world = each_world

    before = _counted(world)

    with pytest.raises(ZeroDivisionError), world.desk.database.writing() as session:
        _receive_in(session, world)
        assert session.scalar(select(func.count()).select_from(Report)) == 1
        raise ZeroDivisionError

    assert _counted(world) == before
    assert before["reports"] == before["incidents"] == before["deliveries"] == 0


def test_an_accepted_report_is_written_with_its_first_pages(each_world: World) -> None:
    world = each_world

    filed = world.files()

    assert {(message.wording, message.medium) for message in world.messages(filed.reference)} == {
        ("page", "sms"), ("page", "mail"), ("customer-received", "mail"),
    }  # fmt: skip
    assert world.kinds(filed.reference) == ["report.received", "verdict.accepted", "paged"]


def test_words_of_any_alphabet_are_kept_as_they_were_typed(each_world: World) -> None:
    world = each_world
    words = "Ошибка 503 💥 “smart” <b>&amp;</b> ' OR 1=1 -- \n\tline two"

    filed = world.files(errors=words, company="Société Générale", name="李")

    kept = world.report(filed.reference)
    assert (kept.errors, kept.company, kept.name) == (words, "Société Générale", "李")


def _counted(world: World) -> dict[str, int]:
    with world.desk.database.reading() as session:
        tables = (Report, Incident, Delivery, Event)
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def _receive_in(session, world: World) -> None:  # type: ignore[no-untyped-def]
    from app.operations import intake
    from app.operations.intake import NewReport

    new = NewReport(
        intent="half", source="form", services=("crm",), affected="everyone", started="Just now", started_at=None,
        errors="none", company="Acme Foods", name="Carol", phone="", email="carol@acme.example", extra={},
    )  # fmt: skip
    intake.receive(session, [new], rules=world.desk.rules, mint=world.desk.mint, now=world.clock.now())


def _counts(world: World) -> tuple[int, int]:
    with world.desk.database.reading() as session:
        of_reports = session.scalar(select(func.count()).select_from(Report)) or 0
        return of_reports, session.scalar(select(func.count()).select_from(Incident)) or 0

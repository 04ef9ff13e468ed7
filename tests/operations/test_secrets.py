"""References can be spoken and never repeat; tokens cannot be guessed, and are nowhere in the database."""

import re

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain import tokens
from app.domain.tokens import REFERENCE_LETTERS, spoken_reference
from app.mint import SecretMint
from app.store import Base
from tests.world import World

TOKEN = re.compile(r"/(?:a|reports)/([A-Za-z0-9_-]{22})")


def test_no_live_token_is_in_any_table_of_the_database(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    live = _tokens_of_a_whole_night(world)

    everything = _dump(world)

    assert len(live) >= 4
    assert [token for token in live if token in everything] == []
    assert all(tokens.fingerprint(token) in everything for token in live)


def test_every_reference_can_be_spoken_and_is_its_own(world: World) -> None:
    references = [world.files_alone(email="").reference for _ in range(200)]

    assert len(set(references)) == 200
    assert all(re.fullmatch(r"[A-HJKMNP-Z2-9]{5}", reference) for reference in references)


def test_a_reference_that_is_taken_is_not_given_twice(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")

    second = world.nadia.reports("website")

    assert first.reference != second.reference
    assert first.url != second.url


@given(st.integers(min_value=0, max_value=10_000))
def test_references_have_no_letter_that_is_heard_as_another(_: int) -> None:
    reference = SecretMint("a" * 32).reference()

    assert not set(reference) & set("ILO01")
    assert spoken_reference(f" {reference[:2].lower()}-{reference[2:].lower()} ") == reference


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_reference_or_none(words: str) -> None:
    spoken = spoken_reference(words)

    assert spoken is None or (len(spoken) == 5 and set(spoken) <= set(REFERENCE_LETTERS))


def test_a_token_is_told_again_after_the_key_was_rotated() -> None:
    old = SecretMint("old" * 11)
    token = old.token("track", "one")

    rotated = SecretMint("new" * 11, fallbacks=["old" * 11])

    assert rotated.token_like("track", "one", tokens.fingerprint(token)) == token
    assert rotated.token("track", "one") != token
    assert SecretMint("new" * 11).token_like("track", "one", tokens.fingerprint(token)) is None


def test_tokens_for_one_purpose_open_nothing_else() -> None:
    mint = SecretMint("a" * 32)

    assert mint.token("track", "one") != mint.token("acknowledge", "one")
    assert mint.token("track", "one") != mint.token("track", "two")
    assert tokens.is_token(mint.token("track", "one"))


def _tokens_of_a_whole_night(world: World) -> set[str]:
    report = world.carol.reports("crm")
    world.passes(minutes=11)
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("Add the note", words="Looking")
    dana.presses("Reply to the customer", words="A full disk")
    report.page()
    report.browser.presses("Add this", words="Thanks", kind="add")
    dana.open(dana.page.url)  # type: ignore[union-attr]
    dana.presses("It's fixed", words="Made room")
    world.passes(minutes=1)
    inboxes = [world.carol.mailbox] + [
        box for colleague in (world.dana, world.eve, world.mo) for box in (colleague.phone, colleague.mailbox)
    ]
    words = " ".join(message.words for inbox in inboxes for message in inbox.all())
    return set(TOKEN.findall(words)) | set(TOKEN.findall(report.url))


def _dump(world: World) -> str:
    with world.desk.database.reading() as session:
        rows = [
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(*table.columns)).all()
        ]
    return "\n".join(rows)

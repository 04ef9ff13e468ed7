"""Breaches: what the timeline tells of why a response was late, in order, and the newest note."""

from datetime import UTC, datetime, timedelta

from app.domain.breaches import NOTED, Happening, breach
from app.domain.figures import Handled

AT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def late(acknowledged: int | None, responded: int | None) -> Handled:
    return Handled(
        reference="K7Q4M",
        received_at=AT,
        verdict="accepted",
        respond_by=after(120),
        acknowledged_at=after(acknowledged) if acknowledged is not None else None,
        responded_at=after(responded) if responded is not None else None,
    )


def happening(kind: str, minutes: int, text: str, words: str = "") -> Happening:
    return Happening(kind=kind, at=after(minutes), text=text, actor="Mo Haddad", words=words)


def test_it_says_what_took_so_long():
    assert breach(late(None, None), []).reasons == ("Nobody acknowledged it",)
    assert breach(late(125, 130), []).reasons == (
        "Nobody acknowledged it until it was too late, 2 h 5 min after the report",
    )
    assert breach(late(6, None), []).reasons == ("Acknowledged 6 min after the report, and no reply since",)
    assert breach(late(6, 130), []).reasons == (
        "Acknowledged 6 min after the report, and answered 2 h 4 min after that",
    )


def test_what_stood_in_the_way_is_told_once_and_only_until_the_answer():
    happenings = [
        happening("passed", 5, "Dana cannot take it"),
        happening("note", 6, "Dana noted: hm"),
        happening("lapsed", 40, "No sign of life from Eve: paging again"),
        happening("lapsed", 80, "No sign of life from Eve: paging again"),
        happening("handed_back", 200, "Mo handed it back"),
    ]

    assert breach(late(10, 130), happenings).reasons[1:] == (
        "Dana cannot take it",
        "No sign of life from Eve: paging again",
    )


def test_the_newest_note_counts():
    found = breach(late(10, 130), [happening(NOTED, 300, "", "The fibre"), happening(NOTED, 310, "", "The router")])

    assert (found.note, found.noted_by) == ("The router", "Mo Haddad")
    assert len(found.reasons) == 1

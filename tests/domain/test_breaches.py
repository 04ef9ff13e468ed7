"""Breaches: what the timeline tells of why a response was late, in order, and the newest note."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.breaches import CAUSED, NOTED, Breach, Happening, breach, by_cause, missed
from app.domain.figures import Handled
from app.domain.service_levels import Measure

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


def breach_of(report: Handled, happenings: list[Happening], measures: Measure = "response") -> Breach:
    return breach(report, measures, happenings)


def happening(kind: str, minutes: int, text: str, words: str = "") -> Happening:
    return Happening(kind=kind, at=after(minutes), text=text, actor="Mo Haddad", words=words)


def test_it_says_what_took_so_long():
    assert breach_of(late(None, None), []).reasons == ("Nobody acknowledged it",)
    assert breach_of(late(125, 130), []).reasons == (
        "Nobody acknowledged it until it was too late, 2 h 5 min after the report",
    )
    assert breach_of(late(6, None), []).reasons == ("Acknowledged 6 min after the report, and no reply since",)
    assert breach_of(late(6, 130), []).reasons == (
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

    assert breach_of(late(10, 130), happenings).reasons[1:] == (
        "Dana cannot take it",
        "No sign of life from Eve: paging again",
    )


def test_the_newest_note_counts():
    found = breach_of(late(10, 130), [happening(NOTED, 300, "", "The fibre"), happening(NOTED, 310, "", "The router")])

    assert (found.note, found.noted_by) == ("The router", "Mo Haddad")
    assert len(found.reasons) == 1


def test_whoever_gave_the_cause_is_known_once_the_words_are_removed():
    found = breach_of(late(10, 130), [replace(happening(CAUSED, 300, ""), cause="asleep")])

    assert (found.cause, found.note, found.noted_by) == ("asleep", "", "Mo Haddad")


def test_a_resolution_is_missed_by_itself_and_says_when_it_was_resolved():
    report = replace(late(6, 40), resolve_by=after(240), resolved_at=after(300))

    assert missed(report, after(400)) == ("resolution",)
    found = breach_of(report, [], "resolution")
    assert (found.due_at, found.kept_at) == (after(240), after(300))
    assert found.reasons == ("Acknowledged 6 min after the report, and resolved 4 h 54 min after that",)
    assert breach_of(replace(report, resolved_at=None), [], "resolution").reasons == (
        "Acknowledged 6 min after the report, and not resolved since",
    )


def test_both_are_missed_where_nobody_did_anything_and_neither_once_the_clock_is_closed():
    report = replace(late(None, None), resolve_by=after(240))

    assert missed(report, after(239)) == ("response",)
    assert missed(report, after(240)) == ("response", "resolution")
    assert missed(replace(report, closed_by="FP-6"), after(240)) == ()


def test_each_promise_has_its_own_note_and_an_old_note_is_about_the_response():
    happenings = [
        happening(NOTED, 300, "", "The fibre"),
        replace(happening(NOTED, 310, "", "The spare part"), measures="resolution"),
        replace(happening(CAUSED, 310, ""), measures="resolution", cause="third-party"),
    ]

    reply, fix = (breach_of(late(10, 130), happenings, measures) for measures in ("response", "resolution"))

    assert (reply.note, reply.cause) == ("The fibre", "")
    assert (fix.note, fix.cause) == ("The spare part", "third-party")
    counts = by_cause([reply, fix])
    assert (counts[""]["response"], counts["third-party"]["resolution"], counts["asleep"].total()) == (1, 1, 0)
    assert list(counts)[-1] == ""

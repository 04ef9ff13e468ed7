"""Spooled reports: what comes out of a file is what went in, and what is no report is told from one."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.operations import spooled
from app.operations.intake import NewReport
from app.operations.spooled import Spooled, Unreadable

AT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
NEW = NewReport(
    intent="a-form", source="form", services=("crm", "sites"), affected="everyone", started="Just now", started_at=AT,
    errors="none", company="Acme Foods", name="Carol", phone="07700 900982", email="carol@acme.example",
    extra={"Anything else": "No"}, told={"impact": "down"}, customer_id="c1", adds=False,
)  # fmt: skip
WORDS = st.text(max_size=50)


@given(errors=WORDS, company=WORDS, extra=st.dictionaries(WORDS, WORDS, max_size=3), started=st.none() | st.just(AT))
def test_what_comes_out_is_what_went_in(errors: str, company: str, extra: dict[str, str], started: datetime | None):
    new = replace(NEW, errors=errors, company=company, extra=extra, started_at=started)

    assert spooled.read(spooled.written(Spooled(new=new, received_at=AT))) == Spooled(new=new, received_at=AT)


def test_the_same_form_with_the_same_words_has_one_name_whenever_it_is_sent():
    later = replace(NEW, started_at=AT + timedelta(minutes=1))
    other = replace(NEW, errors="Now it says 502")

    assert spooled.name_of(later) == spooled.name_of(NEW) != spooled.name_of(other)
    names = [spooled.name_of(one) for one in (NEW, other, replace(NEW, intent="another-form"))]
    assert spooled.of_intent(names, "a-form") == names[:2]


def test_a_name_says_nothing_of_what_is_in_it():
    assert not [word for word in ("a-form", "Acme", "crm") if word in spooled.name_of(NEW)]


GOOD = json.loads(spooled.written(Spooled(new=NEW, received_at=AT)))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00" * 300, b"null", b"[]", b"{}", spooled.written(Spooled(new=NEW, received_at=AT))[:200],
        *(json.dumps(GOOD | changed).encode() for changed in (
            {"received_at": "yesterday"}, {"received_at": "2026-11-21T02:10:00"}, {"received_at": None}, {"report": []},
        )),
        *(json.dumps({**GOOD, "report": GOOD["report"] | changed}).encode() for changed in (
            {"intent": ""}, {"intent": 5}, {"services": None}, {"services": [1]}, {"extra": []}, {"errors": None},
            {"started_at": "soon"},
        )),
        json.dumps({**GOOD, "report": {name: GOOD["report"][name] for name in ("intent", "services")}}).encode(),
    ],
)  # fmt: skip
def test_what_is_no_report_is_told(content: bytes):
    with pytest.raises(Unreadable):
        spooled.read(content)


def test_what_an_older_release_did_not_write_is_as_it_is_by_itself():
    older = {name: said for name, said in GOOD["report"].items() if name not in ("way", "told", "is_answered")}

    assert spooled.read(json.dumps({**GOOD, "report": older}).encode()).new == replace(NEW, told={})

"""The JSON lines that scripts rely on: exact keys, instants in UTC, and an error in the place of what is unreadable."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import policy_file
from app.domain.policy_lines import decide_line, times_line
from app.domain.rulebook import Rulebook

RULES = Rulebook.of(policy_file.load("prospect365"))
NIGHT = "2026-11-21T03:02:00Z"


def decided(**line):
    return decide_line(RULES, {"at": NIGHT, "services": ["crm"], "affected": "everyone", **line})


def clauses(**line):
    return [reason["clause"] for reason in decided(**line)["reasons"]]


class TestTimes:
    def test_the_hours_of_an_instant(self):
        line = {"at": "2026-12-25T03:00:00Z", "business_minutes": 30, "tier": None, "region": None}

        assert times_line(RULES, line) == {
            "at": "2026-12-25T03:00:00Z",
            "is_open": False,
            "next_open": "2026-12-29T08:30:00Z",
            "due": "2026-12-29T09:00:00Z",
        }

    def test_while_open_the_next_opening_is_the_instant_itself(self):
        answer = times_line(RULES, {"at": "2026-07-06T09:15:30.250000+01:00", "business_minutes": 1})

        assert answer["at"] == "2026-07-06T08:15:30.250000Z"
        assert answer["next_open"] == answer["at"]
        assert answer["is_open"] is True

    def test_no_minutes_are_due_at_the_next_opening_and_none_given_nowhere(self):
        assert times_line(RULES, {"at": NIGHT, "business_minutes": 0})["due"] == "2026-11-23T08:30:00Z"
        assert times_line(RULES, {"at": NIGHT})["due"] is None

    @pytest.mark.parametrize(
        "line",
        [
            None,
            [],
            "x",
            {},
            {"at": None},
            {"at": 5},
            {"at": "2026-11-21"},
            {"at": "2026-11-21T03:02:00"},
            {"at": "2026-11-21T03:02:61Z"},
            {"at": "9999-12-31T23:59:59-14:00"},
            {"at": "2101-01-01T00:00:00Z"},
            {"at": NIGHT, "business_minutes": -1},
            {"at": NIGHT, "business_minutes": True},
            {"at": NIGHT, "business_minutes": "30"},
            {"at": NIGHT, "business_minutes": float("nan")},
            {"at": NIGHT, "business_minutes": 1e300},
            {"at": NIGHT, "business_minutes": 10**400},
            {"at": NIGHT, "business_minutes": 1, "tier": 3},
        ],
    )
    def test_what_cannot_be_read_is_an_error(self, line):
        assert list(times_line(RULES, line)) == ["error"]


class TestDecide:
    def test_an_accepted_report_has_its_exact_keys(self):
        answer = decided()

        assert {key: answer[key] for key in answer if key != "reasons"} == {
            "verdict": "accepted",
            "severity": "critical",
            "respond_by": "2026-11-21T05:02:00Z",
            "resolve_by": None,
            "gate_opens": None,
            "gate_closes": "2026-11-23T08:30:00Z",
        }
        assert all(set(reason) == {"clause", "text"} for reason in answer["reasons"])

    def test_reasons_hold_the_deciding_clause_first_and_only_what_led_to_the_verdict(self):
        assert clauses() == ["PS-3", "PS-1", "PS-5", "PS-4", "PS-9"]
        assert clauses(services=["on-premise"]) == ["PS-10"]
        assert clauses(services=["version-6"]) == ["PS-11"]
        assert clauses(affected="some") == ["PS-5"]
        assert clauses(services=["other"]) == ["PS-3", "PS-4", "PS-8"]
        assert clauses(at="2026-11-23T12:00:00Z") == ["PS-1", "PS-2"]

    def test_a_closed_gate_says_when_it_opens(self):
        answer = decided(at="2026-11-23T12:00:00Z")

        assert (answer["gate_opens"], answer["gate_closes"]) == ("2026-11-23T17:00:00Z", None)
        assert (answer["respond_by"], answer["resolve_by"]) == (None, None)

    @pytest.mark.parametrize(
        "line",
        [
            {"services": []},
            {"services": "crm"},
            {"services": [1]},
            {"services": None},
            {"services": ["nope"]},
            {"affected": "all"},
            {"affected": None},
            {"affected": ["everyone"]},
            {"severity": "p9"},
            {"severity": 1},
            {"at": "2026-11-21T03:02:00"},
            {"at": "9999-12-31T23:30:00Z"},
        ],
    )
    def test_what_cannot_be_read_is_an_error(self, line):
        assert list(decided(**line)) == ["error"]


PUGPIG, INFORMED = (Rulebook.of(policy_file.load(name)) for name in ("pugpig", "informed"))


class TestTiersRegionsAndTerms:
    @pytest.mark.parametrize(
        ("where", "is_open", "due"),
        [
            ({}, False, "2026-11-23T09:30:00Z"),
            ({"region": "uk"}, False, "2026-11-23T09:30:00Z"),
            ({"region": "us", "tier": "enterprise"}, True, "2026-11-20T19:00:00Z"),
        ],
    )
    def test_times_are_those_of_the_customers_hours(self, where, is_open, due):
        answer = times_line(PUGPIG, {"at": "2026-11-20T18:30:00Z", "business_minutes": 30, **where})

        assert (answer["is_open"], answer["due"]) == (is_open, due)

    @pytest.mark.parametrize(
        ("known", "severity", "respond_by", "resolve_by"),
        [
            ({}, "p1", "2026-11-23T09:15:00Z", None),
            ({"tier": "enterprise"}, "p1", "2026-11-20T19:00:00Z", None),
            ({"region": "us"}, "p1", "2026-11-20T18:15:00Z", None),
            ({"severity": "p2"}, "p2", "2026-11-23T10:45:00Z", "2026-11-23T17:45:00Z"),
            ({"answers": {"impact": "cosmetic"}}, "p4", "2026-11-23T12:45:00Z", "2026-11-27T17:45:00Z"),
            ({"answers": {"impact": "cosmetic"}, "severity": "p1"}, "p1", "2026-11-23T09:15:00Z", None),
        ],
    )
    def test_a_decision_is_that_of_what_is_known(self, known, severity, respond_by, resolve_by):
        line = {"at": "2026-11-20T17:45:00Z", "services": [], "affected": "everyone", **known}

        answer = decide_line(PUGPIG, line)

        assert (answer["verdict"], answer["severity"]) == ("accepted", severity)
        assert (answer["respond_by"], answer["resolve_by"]) == (respond_by, resolve_by)

    def test_outside_the_term_it_is_declined_by_its_clause(self):
        line = {"at": "2026-11-20T12:00:00Z", "services": ["core"], "affected": "everyone"}

        for known, verdict in (({"term_ends": "2026-11-19"}, "declined"), ({"term_ends": "2026-11-20"}, "accepted")):
            answer = decide_line(INFORMED, {**line, "term_starts": "2026-01-01", **known})
            assert answer["verdict"] == verdict
            assert "IF-2" in [reason["clause"] for reason in answer["reasons"]]
            assert (answer["respond_by"] is None) == (verdict == "declined")

    @pytest.mark.parametrize(
        "known",
        [
            {"tier": "gold"},
            {"region": "eu"},
            {"region": ["us"]},
            {"term_ends": "tomorrow"},
            {"term_ends": 2026},
            {"term_starts": "2026-12-01", "term_ends": "2026-11-30"},
            {"answers": ["impact"]},
            {"answers": {"impact": 1}},
            {"answers": {"impact": "huge"}},
        ],
    )
    def test_what_the_policy_does_not_have_is_an_error(self, known):
        line = {"at": "2026-11-20T17:45:00Z", "services": [], "affected": "everyone", "business_minutes": 1, **known}

        assert list(decide_line(PUGPIG, line)) == ["error"]
        if {"tier", "region"} & set(known):
            assert list(times_line(PUGPIG, line)) == ["error"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["crm", NIGHT]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["at", "services", "affected", "severity", "tier", "region", "business_minutes", "term_ends", "answers", "else"]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(JSON | st.dictionaries(KEYS, JSON) | st.dictionaries(KEYS, JSON).map(lambda line: {**line, "at": NIGHT}))
def test_any_json_has_an_answer_that_is_json(line):
    for ask, rules in product((times_line, decide_line), (RULES, PUGPIG, INFORMED)):
        answer = json.loads(json.dumps(ask(rules, line), allow_nan=False))
        assert isinstance(answer, dict)

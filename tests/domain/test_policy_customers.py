"""How a policy file says tiers, regions, targets, questions and suggestions: each fault with its key."""

import re
from datetime import timedelta

import pytest

from app.domain import policy_file
from app.domain.policy_faults import PolicyError
from app.domain.policy_file import parse
from app.domain.service_levels import WorkingDays

TEXTS = {name: (policy_file.SHIPPED / f"{name}.toml").read_text(encoding="utf-8") for name in policy_file.shipped()}
TEXT = TEXTS["pugpig"]


def faults(old, new, policy="pugpig"):
    assert old in TEXTS[policy]
    with pytest.raises(PolicyError) as caught:
        parse(TEXTS[policy].replace(old, new, 1), "mine.toml")
    return [str(fault).partition(": ")[2] for fault in caught.value.faults]


@pytest.mark.parametrize("name", TEXTS)
def test_every_shipped_policy_is_read(name):
    policy = policy_file.load(name)

    assert policy.name == name
    assert {target.clause for target in policy.targets} <= set(policy.clauses)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("default = true", "default = false", "tiers: exactly one of them has `default = true`"),
        ('slug = "enterprise"', 'slug = "standard"', "tiers[2].slug: 'standard' was given already"),
        ('slug = "us"', 'slug = "uk"', "regions[2].slug: 'uk' was given already"),
        ('slug = "us"', 'slug = "US"', "regions[2].slug: 'US' must be small letters"),
        (
            "America/New_York",
            "America/NewYork",
            "regions[2].hours.zone: 'America/NewYork' is no time zone; did you mean",
        ),
        ('"nationwide"', '"nation"', "regions[2].hours.holidays.subdivision: 'nation' is not one of AK, AL"),
        ('tiers = ["enterprise"]', 'tiers = ["entreprise"]', "targets[2].tiers[1]: 'entreprise' is no tier; did you"),
        (
            'applies = "outside"',
            'applies = "outsid"',
            "targets[2].applies: 'outsid' is not one of any, inside, outside",
        ),
        (
            'applies = "outside"',
            "strictly = true",
            "targets[2].strictly: means nothing for a target that applies at any",
        ),
        ('within = "1 working day"', 'within = "1 work day"', "targets[6].within: '1 work day' must be a number"),
        (
            'within = "1 working day"',
            'within = "0 working days"',
            "targets[6].within: '0 working days' must be a number",
        ),
        (
            'counted = "business"\nwithin = "1 working',
            'counted = "elapsed"\nwithin = "1 working',
            "targets[6].counted: ",
        ),
        (
            'within = "as soon as possible"',
            'counted = "elapsed"\nwithin = "as soon as possible"',
            "targets[3].counted: is",
        ),
        (
            'tiers = ["standard"]',
            'tiers = ["enterprise"]',
            "no response is promised for severity 'p2' in tier 'standard'",
        ),
        ('tiers = ["standard"]', 'regions = ["us"]', "severity 'p2' in tier 'standard' in region 'uk'"),
        ('asked = "choice"', 'asked = "words"', 'questions[2].choices: are needed where `asked` is "choice"'),
        ('slug = "severe"', 'slug = "stopped"', "questions[2].choices[2].slug: 'stopped' was given already"),
        ('slug = "severe"', 'slug = "unsure"', "questions[2].choices[2].slug: 'unsure' is taken by the program"),
        ('field = "impact"', 'field = "affected"', "questions[2].field: 'affected' is taken by the program"),
        (
            'impact = ["severe"]',
            'impact = ["sever"]',
            "suggests[2].when.impact[1]: 'sever' is no answer to it; did you",
        ),
        (
            'impact = ["severe"]',
            'impakt = ["severe"]',
            "suggests[2].when.impakt: is not a key of this table; did you mean",
        ),
        ('impact = ["severe"]', 'impact = ["stopped"]', "suggests: no severity is suggested by impact = 'severe'"),
        ('severity = "p4"\nwhen', 'severity = "p5"\nwhen', "suggests[4].severity: 'p5' is no severity"),
        ('percent = "99.9 %"', 'percent = "101 %"', "availability.percent: '101 %' must be a share, as in"),
        ('causes = ["customer-change"', 'causes = ["customers"', "availability.causes[1]: 'customers' is no cause"),
        ('quota = "100 GB"', 'quota = "lots"', "storage.quota: 'lots' must be an amount, as in"),
        (
            "month_days = [1, 15]",
            "month_days = [1, 32]",
            "retention.month_days[2]: must be a whole number from 1 to 31",
        ),
        ('met_by = "reply"', 'met_by = "robot"', "response.met_by: 'robot' is not one of reply, acknowledgement"),
        (
            "removed = []",
            'half_days = { 2026-12-24 = "noon" }',
            "hours.holidays.half_days.2026-12-24: 'noon' must be the",
        ),
        ("removed = []", 'half_days = { xmas = "12:00" }', "hours.holidays.half_days.xmas: must be a date"),
    ],
)
def test_a_fault_says_where_and_what(old, new, fault):
    found = faults(old, new)

    assert any(fault in one for one in found), found


def test_a_gate_may_open_inside_the_hours_by_a_clause():
    text = TEXT.replace('opens = "always"', 'opens = "inside-hours"', 1)

    assert parse(text, "mine.toml").gate.opens == "inside-hours"
    with pytest.raises(PolicyError, match=r"gate\.clauses: names no clause that closes the form"):
        parse(text.replace('clauses = ["PP-4"]', "clauses = []", 1), "mine.toml")


def test_a_tier_keeps_holidays_or_has_its_own():
    own = 'keeps_holidays = true\n[tiers.hours.holidays]\ncountry = "GB"\nsubdivision = "ENG"\n\n[gate]'

    assert faults("\n[gate]", f"{own}", "flatpeak") == [
        "tiers[2].hours.keeps_holidays: keeps the region's holidays, and there are holidays of the tier's own"
    ]


def test_a_tiers_week_has_hours():
    text = re.sub(r'"00:00-24:00"', "", TEXTS["flatpeak"])

    with pytest.raises(PolicyError, match=r"tiers\[2\]\.hours\.monday: the week has no hours at all"):
        parse(text, "mine.toml")


def test_suggestions_with_too_many_combinations_are_a_fault():
    questions, facts = [], []
    for number in range(8):
        choices = ", ".join(f'{{ slug = "c{n}", label = "c" }}' for n in range(5))
        questions.append(
            f'[[questions]]\nfield = "q{number}"\nlabel = "q"\nclause = "PP-4"\nrequired = true\n'
            f'asked = "choice"\nchoices = [{choices}]\n'
        )
        facts.append(f'q{number} = ["c1"]')
    added = "\n".join([*questions, f'[[suggests]]\nseverity = "p1"\nwhen = {{ {", ".join(facts)} }}', "[storage]"])

    assert faults("[storage]", added) == ["suggests: the answers have more than 10000 combinations"]


def test_lengths_of_time_are_of_three_kinds():
    within = [target.within for target in policy_file.load("pugpig").targets]

    assert within[:3] == [timedelta(minutes=30), timedelta(hours=1), None]
    assert within[5] == WorkingDays(days=1)


def outcome(text):
    """Whether a text is a policy. Anything but PolicyError fails the test."""
    try:
        parse(text, "mutant.toml")
    except PolicyError as error:
        assert error.faults
        return False
    return True


class TestMutants:
    """Whatever is done to the policy that says most, it is a policy or it has faults."""

    @pytest.mark.parametrize("value", ["0", '"x"', "[]", "{}", '[{ slug = "x" }]', "2026-01-01"])
    def test_every_value_may_be_of_any_kind(self, value):
        for match in re.finditer(r"^([\w-]+ = )([^\n]+)$", TEXT, re.MULTILINE):
            outcome(TEXT[: match.start(2)] + value + TEXT[match.end(2) :])

    def test_every_table_may_be_a_value_and_every_value_a_table(self):
        for match in re.finditer(r"^\[+([\w.-]+)\]+$", TEXT, re.MULTILINE):
            for instead in (f"{match[1]} = 1", f"[[{match[1]}]]", f"[{match[1]}]", ""):
                outcome(TEXT[: match.start()] + instead + TEXT[match.end() :])

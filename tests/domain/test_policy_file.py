"""How a policy file is read: every fault with its line and key, and never anything but a policy or its faults."""

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import policy_file, toml_lines
from app.domain.policy_faults import PolicyError
from app.domain.policy_file import parse

TEXT = (policy_file.SHIPPED / "prospect365.toml").read_text()


def faults(text):
    with pytest.raises(PolicyError) as caught:
        parse(text, "prospect365.toml")
    return [str(fault) for fault in caught.value.faults]


def line_of(text, words):
    return text.count("\n", 0, text.index(words)) + 1


class TestLoading:
    def test_a_shipped_policy_is_loaded_by_its_name(self):
        assert policy_file.load("prospect365").name == "prospect365"

    def test_a_policy_is_loaded_from_a_path(self, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_text(TEXT)

        assert policy_file.load(str(path)).name == "mine"

    def test_the_digest_is_that_of_the_files_bytes(self):
        bytes_read = (policy_file.SHIPPED / "prospect365.toml").read_bytes()

        assert policy_file.load("prospect365").digest == hashlib.sha256(bytes_read).hexdigest()

    def test_a_file_that_is_not_there_is_a_fault_that_names_the_shipped_ones(self, tmp_path):
        for source in ("prospekt", str(tmp_path), "nul\0l"):
            with pytest.raises(PolicyError, match="prospect365"):
                policy_file.load(source)

    def test_a_file_that_is_not_utf_8_is_a_fault_with_its_line(self, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_bytes(b'vendor = "x"\nproduct = "\xff"\n')

        with pytest.raises(PolicyError, match=r"mine\.toml:2: is not UTF-8"):
            policy_file.load(str(path))


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ('zone = "Europe/London"', 'zone = "Europe/Londn"', "hours.zone: 'Europe/Londn' is no time zone"),
            (
                'subdivision = "ENG"',
                'subdivision = "EGN"',
                "hours.holidays.subdivision: 'EGN' is not one of ENG, NIR, SCT, WLS; did you mean 'ENG'?",
            ),
            ('country = "GB"', 'country = "QQ"', "hours.holidays.country: 'QQ' is no country with known holidays"),
            ("wednesday = [", "wensday = [", "hours.wensday: is not a key of this table; did you mean 'wednesday'?"),
            (
                'friday = ["08:30-16:30"]',
                'friday = ["16:30-08:30"]',
                "hours.friday[1]: '16:30-08:30' ends before it begins",
            ),
            (
                'friday = ["08:30-16:30"]',
                'friday = ["08:30-08:30"]',
                "hours.friday[1]: '08:30-08:30' ends before it begins",
            ),
            (
                'friday = ["08:30-16:30"]',
                'friday = ["08:30-12:00", "11:59-16:30"]',
                "hours.friday[2]: '11:59-16:30' overlaps",
            ),
            (
                'friday = ["08:30-16:30"]',
                'friday = ["08:30-24:01"]',
                "hours.friday[1]: '08:30-24:01' is no time of day",
            ),
            (
                'friday = ["08:30-16:30"]',
                'friday = ["8.30 to 4.30"]',
                "hours.friday[1]: '8.30 to 4.30' must be two times,",
            ),
            ('friday = ["08:30-16:30"]', 'friday = "08:30-16:30"', "hours.friday: must be a list, and is a text"),
            (
                "removed = []",
                "removed = [2026-01-01T00:00:00]",
                "hours.holidays.removed[1]: must be a date, and is a date with a time",
            ),
            ("# 2027-06-14 =", "2027-06-31 =", "hours.holidays.added.2027-06-31: must be a date, as in 2027-06-14"),
            (
                'clauses = ["PS-1", "PS-2"]',
                'clauses = ["PS-1", "PS-12"]',
                "gate.clauses[2]: 'PS-12' is no clause; did you mean 'PS-2'?",
            ),
            ('clauses = ["PS-1", "PS-2"]', "clauses = []", "gate.clauses: names no clause that closes the form"),
            (
                'opens = "outside-hours"',
                'opens = "outside hours"',
                "gate.opens: 'outside hours' is not one of outside-hours, inside-hours, always",
            ),
            ('slug = "sites"', 'slug = "crm"', "services[2].slug: 'crm' was given already"),
            ('slug = "version-6"', 'slug = "sites"', "exclusions[2].slug: 'sites' was given already"),
            ('slug = "website"', 'slug = "other"', "services[3].slug: 'other' is taken by the program"),
            (
                'slug = "website"',
                'slug = "Web site"',
                "services[3].slug: 'Web site' must be small letters, digits and hyphens",
            ),
            (
                'short = "Cloud orders"',
                'short = "Ćloud"',
                "services[4].short: 'Ćloud' has letters that a text message cannot carry",
            ),
            (
                'name = "Website"',
                'runbook = "http://wiki.example/web"\nname = "Website"',
                "services[3].runbook: 'http://wiki.example/web' is no address that begins with https://",
            ),
            (
                'name = "Website"',
                'runbok = "https://wiki.example/web"\nname = "Website"',
                "services[3].runbok: is not a key of this table; did you mean 'runbook'?",
            ),
            ('name = "Website"', 'name = " "', "services[3].name: is empty"),
            ('name = "Website"\n', "", "services[3].name: is missing"),
            ("required = true", 'required = "yes"', "questions[1].required: must be true or false, and is a text"),
            ('within = "2 hours"', 'within = "2h"', "targets[1].within: '2h' must be a number and a unit,"),
            ('within = "2 hours"', 'within = "0 hours"', "targets[1].within: '0 hours' is too short"),
            (
                'severity = "critical"',
                'severity = "criticle"',
                "targets[1].severity: 'criticle' is no severity; did you mean 'critical'?",
            ),
            (
                'pages = ["backup"]',
                'pages = ["bakcup"]',
                "escalation.steps[2].pages[1]: 'bakcup' is no layer of the rota; did you mean 'backup'?",
            ),
            (
                'pages = ["backup"]',
                'media = ["mails"]\npages = ["backup"]',
                "escalation.steps[2].media[1]: 'mails' is no medium; did you mean 'mail'?",
            ),
            (
                'repeat = "5 minutes"',
                'for = [{ severities = ["critica"], repeat = "1 day", steps = [] }]\nrepeat = "5 minutes"',
                "escalation.for[1].severities[1]: 'critica' is no severity; did you mean 'critical'?",
            ),
            (
                'repeat = "5 minutes"',
                'for = [{ severities = ["critical", "critical"], repeat = "1 day", '
                'steps = [{ after = "0 minutes", pages = ["primary"] }] }]\nrepeat = "5 minutes"',
                "escalation.for[1].severities: 'critical' has steps already",
            ),
            ('pages = ["backup"]', "pages = []", "escalation.steps[2].pages: names no layer of the rota"),
            ('after = "10 minutes"', 'after = "5 minutes"', "escalation.steps[3].after: must be later"),
            ('calls = "2 minutes"', 'calls = "soon"', "escalation.steps[1].calls: 'soon' must be a number and a unit,"),
            (
                'calls = "2 minutes"',
                'media = ["mail"]\ncalls = "2 minutes"',
                "escalation.steps[1].media: must have 'sms' beside 'calls': whoever is rung gets a text, too",
            ),
            (
                'pages = ["backup"]',
                'media = ["voice"]\npages = ["backup"]',
                "escalation.steps[2].media[1]: 'voice' is no medium",
            ),
            ('calls = "2 minutes"', 'calls = "5 minutes"', "escalation.steps[1].calls: must be before the next step"),
            (
                'layer = "duty-manager"',
                'layer = "manager"',
                "watch.layer: 'manager' is no layer of the rota; did you mean 'duty-manager'?",
            ),
            ("percent = 50", "percent = true", "watch.marks[1].percent: must be a whole number, and is true or false"),
            (
                "percent = 50",
                "percent = 50.0",
                "watch.marks[1].percent: must be a whole number, and is a number with a fraction",
            ),
            ("percent = 100", "percent = 101", "watch.marks[4].percent: 101 is not from 1 to 100"),
            ("percent = 90", "percent = 75", "watch.marks[3].percent: must be more than the mark before it"),
            (
                'desk_mail = "help@',
                'desk_mail = "help at ',
                "desk_mail: 'help at prospectsoft.com' is no email address",
            ),
            ('telephone = "020 7946 0365"', 'telephone = "ring us"', "telephone: 'ring us' is no telephone number"),
            (
                'value = "https://',
                'value = "http://',
                "routes[2].value: 'http://services.prospect365.com' is no address",
            ),
            ('brand = "P365"', 'brend = "P365"', "brend: is not a key of this table; did you mean 'brand'?"),
        ],
    )
    def test_a_fault_says_where_and_what(self, old, new, fault):
        assert old in TEXT
        text = TEXT.replace(old, new, 1)
        line = line_of(TEXT, old)

        found = faults(text)

        where = f"prospect365.toml:{line}: " if new else ""
        assert any(one.startswith(where) and fault in one for one in found), found

    def test_the_last_step_rings_at_once(self):
        last = 'pages = ["everyone", "duty-manager"]\ncalls = '

        (found,) = faults(TEXT.replace(f'{last}"0 minutes"', f'{last}"1 minute"'))

        assert 'escalation.steps[3].calls: must be "0 minutes": the last step is the one that is repeated' in found

    def test_all_faults_are_told_at_once_in_the_order_of_the_lines(self):
        text = (
            TEXT.replace("Europe/London", "Mars/Base").replace('slug = "sites"', 'slug = "crm"').replace("= 75", "= 7")
        )

        found = faults(text)

        assert [fault.split(": ")[1] for fault in found] == ["hours.zone", "services[2].slug", "watch.marks[2].percent"]

    def test_a_syntax_error_has_the_line_of_the_parser(self):
        found = faults(TEXT.replace('country = "GB"', 'country = "GB'))

        assert found[0].startswith(f"prospect365.toml:{line_of(TEXT, 'country = ')}: ")

    def test_a_missing_table_is_one_fault_of_the_document(self):
        assert "prospect365.toml:1: hours: is missing" in faults("")

    def test_a_missing_subdivision_is_a_fault(self):
        assert any(
            "hours.holidays.subdivision: is missing" in fault for fault in faults(TEXT.replace("subdivision", "#"))
        )

    def test_a_severity_without_a_promised_response_is_a_fault(self):
        text = TEXT.replace('measures = "response"', 'measures = "resolution"')

        assert any("no response is promised for severity 'critical'" in fault for fault in faults(text))

    def test_a_week_without_hours_is_a_fault(self):
        text = re.sub(r'(day = )\["[^\n]*"\]', r"\1[]", TEXT)

        assert any("the week has no hours at all" in fault for fault in faults(text))

    @pytest.mark.parametrize(
        "text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "\0", "a = 2026-13-01", '"""', "[a]\n[a]"]
    )
    def test_what_is_hardly_toml_is_a_fault_all_the_same(self, text):
        assert faults(text)


class TestLines:
    DOCUMENT = """\
# a comment with [a.table] and key = "value"
title = "x" # [not]
text = '''
[not.a.table]
not_a_key = 1
'''
"quoted key" = 1
a.b = 2

[one]
list = [
  "a, ]", # ]
  { x = 1, y = [
    2 ] },
]
[[many]]
k = 1
[many.inner]
k = 2
[[many]]
k = 3
[[many.deeper]]
k = 4
"""

    def test_tables_keys_and_elements_have_their_lines(self):
        found = toml_lines.lines(self.DOCUMENT)

        assert {path: found[path] for path in found if path[0] in ("title", "text", "quoted key", "a")} == {
            ("title",): 2,
            ("text",): 3,
            ("quoted key",): 7,
            ("a", "b"): 8,
        }
        assert found[("one", "list", 0)] == 12
        assert found[("one", "list", 1, "y")] == 13
        assert found[("one", "list", 1, "y", 0)] == 14
        assert found[("many", 0, "k")] == 17
        assert found[("many", 0, "inner", "k")] == 19
        assert found[("many", 1, "k")] == 21
        assert found[("many", 1, "deeper", 0, "k")] == 23

    def test_windows_line_ends_count_once(self):
        assert toml_lines.lines(self.DOCUMENT.replace("\n", "\r\n")) == toml_lines.lines(self.DOCUMENT)

    def test_what_has_no_line_has_that_of_the_table_around_it(self):
        found = toml_lines.lines(self.DOCUMENT)

        assert toml_lines.nearest(found, ("many", 1, "missing", 3)) == found[("many", 1)]
        assert toml_lines.nearest(found, ("nowhere",)) == 1


WORDS = sorted(set(re.findall(r'[A-Za-z0-9_.-]+|"[^"\n]*"|[^\sA-Za-z0-9]', TEXT)))
SPOTS = [spot.span() for spot in re.finditer(r'[A-Za-z0-9_.-]+|"[^"\n]*"', TEXT)]
VALUES = [
    "0",
    "-1",
    "true",
    "1.5",
    '""',
    '"x"',
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "2026-01-01",
    "12:00:00",
    "[1]",
    '"everyone"',
    "inf",
]


def outcome(text):
    """Whether a text is a policy. Anything but PolicyError fails the test."""
    try:
        parse(text, "mutant.toml")
    except PolicyError as error:
        assert error.faults
        assert all(1 <= fault.line <= text.count("\n") + 2 for fault in error.faults)
        assert str(error).startswith("mutant.toml:")
        return False
    return True


class TestMutants:
    """Whatever is done to the shipped file, it is a policy or it has faults."""

    @pytest.mark.parametrize("value", VALUES)
    def test_every_value_may_be_of_any_kind(self, value):
        for match in re.finditer(r"^([\w-]+ = )([^\n]+)$", TEXT, re.MULTILINE):
            outcome(TEXT[: match.start(2)] + value + TEXT[match.end(2) :])

    def test_every_table_may_be_a_value_and_every_value_a_table(self):
        for match in re.finditer(r"^\[+([\w.-]+)\]+$", TEXT, re.MULTILINE):
            for instead in (f"{match[1]} = 1", f"[[{match[1]}]]", f"[{match[1]}]", ""):
                outcome(TEXT[: match.start()] + instead + TEXT[match.end() :])

    def test_every_line_may_be_missing_or_doubled(self):
        lines = TEXT.splitlines(keepends=True)
        for number, line in enumerate(lines):
            outcome("".join(lines[:number] + lines[number + 1 :]))
            outcome("".join([*lines[:number], line, *lines[number:]]))

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.sampled_from(SPOTS), st.sampled_from(WORDS + VALUES)), min_size=1, max_size=4))
    def test_words_may_be_swapped(self, swaps):
        text = TEXT
        for (start, end), word in sorted(swaps, reverse=True):
            text = text[:start] + word + text[end:]
        outcome(text)

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.integers(0, len(TEXT)), st.integers(0, 30), st.text(max_size=5))
    def test_any_letters_may_be_lost_or_put_in(self, start, length, letters):
        outcome(TEXT[:start] + letters + TEXT[start + length :])

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.text(max_size=200))
    def test_any_text_at_all_may_come(self, text):
        assert outcome(text) is False

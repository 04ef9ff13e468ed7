"""Files: their length, their first sentence, their words."""

import ast
import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from app.store import schema
from tests.house.tree import ROOT, Module, modules, templates

LONGEST = 300  # lines: a file that grows a second subject is two files
LONGEST_TEST = 400
VENDORS = re.compile(r"prospect|flatpeak|in[-_ ]?formed\b|kustomer|pugpig|kaldor|p365", re.IGNORECASE)
PLAIN = re.compile(r"\binformed\b")  # the word itself, not the vendor

CODE = [*sorted(ROOT.glob("config*.py")), ROOT / "wsgi.py", *sorted((ROOT / "app").rglob("*.py"))]
SHOWN = [path for folder in ("templates", "static") for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_a_subject():
    found = {named(path): lines(path) for path in [*CODE, *SHOWN] if lines(path) > LONGEST}
    found |= {named(path): lines(path) for path in (ROOT / "tests").rglob("*.py") if lines(path) > LONGEST_TEST}

    assert not found


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_opens_with_what_it_knows(module: Module):
    if module.text.strip():
        assert ast.get_docstring(module.tree), f"{module} says nothing of itself"


def test_the_program_knows_no_vendor():
    found = [
        f"{named(path)}:{number} {line.strip()}"
        for path in [*(path for path in CODE if path.name != "config.py"), *SHOWN]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if VENDORS.search(PLAIN.sub("", line))
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("words", ["P365 EMERGENCY", "ProspectSoft", "prospect365", "InFormed", "Kaldor", "FlatPeak"])
def test_a_vendor_is_known_when_it_is_seen(words: str):
    assert VENDORS.search(PLAIN.sub("", words))


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(schema.FOLDER)).get_heads()) == 1


FORBIDDEN = {
    "a filter that trusts words": re.compile(r"\|\s*safe\b|autoescape|\bMarkup\b"),
    "a style in the page": re.compile(r"<style|\sstyle\s*="),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE),
    "an event's handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "somebody else's address": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
    "a page that fetches itself": re.compile(r"http-equiv", re.IGNORECASE),
}


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_trusts_no_words_and_runs_nothing_of_its_own(path: Path):
    text = path.read_text(encoding="utf-8")

    found = [f"{what}: {match[0]!r}" for what, pattern in FORBIDDEN.items() if (match := pattern.search(text))]

    assert not found


@pytest.mark.parametrize(
    "words",
    [
        "{{ words|safe }}",
        "{{ words | safe }}",
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<img src="//cdn.example/x.png">',
    ],
)
def test_the_templates_rule_finds_what_it_forbids(words: str):
    assert any(pattern.search(words) for pattern in FORBIDDEN.values())


def test_no_code_makes_markup_of_words():
    found = [
        f"{module}:{line} {call}"
        for module in modules()
        for call, line in module.calls()
        if call.rpartition(".")[2] in ("Markup", "render_template_string", "eval", "exec", "SafeString")
    ]

    assert not found

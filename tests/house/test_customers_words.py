"""What customers read and hear stands in the templates, in their catalogue or in the policy, not in the code."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from app.domain.triage import Outcome
from tests.house.tree import Module, modules

SPEAKING = (
    "app.web.customer",
    "app.web.errors",
    "app.web.helpline",
    "app.web.manager.customer_month",
    "app.web.words",
    "app.web.api.shown",
    "app.domain.file_kinds",
    "app.domain.gate",
    "app.domain.helpline",
    "app.domain.local",
    "app.domain.status",
    "app.domain.times",
    "app.domain.tracking",
    "app.domain.triage",
    "app.operations.attachments",
    "app.operations.corrections",
    "app.operations.customer_mails",
    "app.operations.helpline",
    "app.operations.mail_replies",
    "app.operations.repeats",
    "app.pictures",
    "app.store.replies",
)
OURS = {
    "app.operations.attachments": ("listed", "_say"),
    "app.operations.corrections": ("correct", "compared"),
    "app.operations.customer_mails": ("left_out",),
}  # for the desk
ERRORS = ("LookupError", "CalendarError")  # which a customer never reads
OUTCOMES = get_args(Outcome)  # which templates put into words
WORDS = re.compile(r"[A-Za-z'] [A-Za-z']|^[A-Z][a-z]+[.?!]?$")


def spoken(tree: ast.AST, ours: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    """Each string that reads as words, with its line; not docstrings, types, or what the desk alone reads."""
    if isinstance(tree, ast.FunctionDef) and tree.name in ours:
        return
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) in ERRORS:
        return
    if isinstance(tree, ast.Subscript) and ast.unparse(tree.value) == "Literal":
        return
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    if isinstance(tree, ast.Assign) and ast.unparse(tree.targets[0]) == "__all__":
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        if WORDS.search(tree.value) and not tree.value.startswith("<") and tree.value not in OUTCOMES:
            yield tree.lineno, tree.value
        return
    for child in ast.iter_child_nodes(tree):
        yield from spoken(child, ours)


def speaking() -> list[Module]:
    return [module for module in modules() if any(f"{module.name}.".startswith(f"{name}.") for name in SPEAKING)]


@pytest.mark.parametrize("module", speaking(), ids=str)
def test_no_sentence_that_a_customer_sees_stands_in_code(module: Module):
    found = [f"{module}:{line} {words!r}" for line, words in spoken(module.tree, OURS.get(module.name, ()))]

    assert not found, "\n".join(found)


def test_every_place_that_speaks_is_looked_at():
    names = {module.name for module in speaking()}

    assert all(any(f"{name}.".startswith(f"{place}.") for name in names) for place in SPEAKING)


@pytest.mark.parametrize(
    "code",
    [
        'StringField("Company")',
        'InputRequired("Choose who is affected")',
        'raise ValidationError(f"Type when it started, as in {example}")',
        'render_template("page.html", words="we think so")',
        'LINES = {"undone": "That was a mistake"}',
    ],
)
def test_the_rule_finds_what_it_forbids(code: str):
    assert list(spoken(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring of some words."""',
        'say("form.missing.name")',
        'render_template("customer/home.html")',
        'Word = Literal["not met"]',
        'raise LookupError("no such call")',
    ],
)
def test_the_rule_lets_through_what_nobody_reads(code: str):
    assert not list(spoken(ast.parse(code)))

"""The schema that editors use: every shipped file fits it, and it knows the keys and words that the program knows."""

import json
import tomllib
from copy import deepcopy
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from app.domain import policy_file

SCHEMA = json.loads((policy_file.SHIPPED / "policy.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
ANY_KEY = ("clauses", "added", "half_days")  # tables in which any key may stand


def document(name):
    return plain(tomllib.loads((policy_file.SHIPPED / f"{name}.toml").read_text(encoding="utf-8")))


def plain(value):
    """TOML's values as JSON has them: dates are texts."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def tables(value, path=()):
    """Every table of a document, with its path."""
    if isinstance(value, dict):
        yield path
        for key, inner in value.items():
            yield from tables(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from tables(inner, (*path, position))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", policy_file.shipped())
def test_every_shipped_policy_fits_it_and_names_it_in_the_first_line(name):
    text = (policy_file.SHIPPED / f"{name}.toml").read_text(encoding="utf-8")

    assert [error.message for error in VALIDATOR.iter_errors(document(name))] == []
    assert text.startswith("#:schema policy.schema.json\n")


@pytest.mark.parametrize("name", policy_file.shipped())
def test_an_unknown_key_fits_in_no_table(name):
    whole = document(name)
    for path in tables(whole):
        if set(path) & {*ANY_KEY, "when"}:
            continue
        changed = deepcopy(whole)
        at(changed, path)["no_such_key"] = "x"

        assert not VALIDATOR.is_valid(changed), path


def test_it_requires_what_the_program_requires():
    with pytest.raises(policy_file.PolicyError) as caught:
        policy_file.parse("", "mine.toml")

    missing = {fault.key for fault in caught.value.faults if fault.reason == "is missing" and "." not in fault.key}
    assert set(SCHEMA["required"]) == missing


def test_a_removed_holiday_and_a_half_day_fit():
    whole = document("pugpig")
    whole["hours"]["holidays"] |= {"removed": ["2027-05-03"], "half_days": {"2026-12-24": "12:00"}}

    assert VALIDATOR.is_valid(whole)

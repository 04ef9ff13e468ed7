"""The commands about keys to the API: a key is shown once, listed without its secret, and revoked."""

import re
from datetime import timedelta

import pytest

from app.domain import tokens
from tests.test_cli import run
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept, memory
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]


def own(world: World) -> list[dict]:
    """The keys that are not the demo's."""
    return [row for row in kept(world, "api_keys") if row["name"] != "Demo"]


@pytest.mark.parametrize("customer", ["ACME", "acme", "Acme Foods", "acme foods "])
def test_a_key_is_made_for_a_customer_by_code_or_name(each_world: World, customer: str):
    done = run(each_world, "customers", "key", "add", customer, "--name", "Nightly monitor")

    assert done.exit_code == 0
    key = done.stdout.strip()
    assert re.fullmatch(r"eip_[A-Za-z0-9_-]{32}", key)
    assert done.stderr == "A key of Acme Foods, Nightly monitor. Keep it now: it is not shown again.\n"
    (row,) = own(each_world)
    assert (row["fingerprint"], row["ending"]) == (tokens.fingerprint(key), key[-4:])
    assert key not in str(memory(each_world))


def test_no_two_keys_are_the_same(world: World):
    keys = {run(world, "customers", "key", "add", "ACME", "--name", "x").stdout for _ in range(5)}

    assert len(keys) == len(own(world)) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "NOBODY", "--name", "x"), "no customer has the account code or the name NOBODY"),
        (("add", "ACME", "--name", "   "), "--name takes 1 to 100 characters"),
        (("add", "ACME", "--name", "x" * 101), "--name takes 1 to 100 characters"),
        (("list", "NOBODY"), "no customer has the account code or the name NOBODY"),
        (("revoke", "nothing"), "there is no key with the id nothing"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_done(world: World, words: tuple[str, ...], said: str):
    before = memory(world)

    done = run(world, "customers", "key", *words)

    assert (done.exit_code, done.output) == (1, f"Error: {said}\n")
    assert memory(world) == before


def test_keys_are_listed_with_their_ending_and_their_state(world: World):
    world.at("Saturday 02:10")
    run(world, "customers", "key", "add", "COBALT", "--name", "Till")
    key = run(world, "customers", "key", "add", "ACME", "--name", "Monitor").stdout.strip()
    ids = {row["name"]: row["id"] for row in kept(world, "api_keys")}
    run(world, "customers", "key", "revoke", ids["Monitor"])

    done = run(world, "customers", "key", "list")
    theirs = run(world, "customers", "key", "list", "COBALT")

    assert sorted(line.split("  ")[2:4] for line in done.output.splitlines()) == [
        ["Acme Foods", "Demo"], ["Acme Foods", "Monitor"], ["Cobalt Cycles", "Till"],
    ]  # fmt: skip
    monitor = next(line for line in done.output.splitlines() if ids["Monitor"] in line)
    assert monitor.split("  ")[1:] == [
        f"...{key[-4:]}", "Acme Foods", "Monitor", "made 2026-11-21T02:10Z", "last used never",
        "revoked 2026-11-21T02:10Z",
    ]  # fmt: skip
    assert key not in done.output
    assert theirs.output.endswith("works\n") and theirs.output.count("\n") == 1


def test_a_key_is_revoked_once_and_the_record_says_so(each_world: World):
    run(each_world, "customers", "key", "add", "ACME", "--name", "Monitor")
    (row,) = own(each_world)

    for _ in range(2):
        done = run(each_world, "customers", "key", "revoke", row["id"])
        assert (done.exit_code, done.output) == (0, f"Revoked Monitor (...{row['ending']}).\n")
        each_world.clock.move(timedelta(minutes=1))

    (row,) = own(each_world)
    assert row["revoked_at"] == row["made_at"]
    said = [event["text"] for event in kept(each_world, "timeline") if "Monitor" in event["text"]]
    assert said == [
        "A command made the API key Monitor of Acme Foods",
        "A command revoked the API key Monitor of Acme Foods",
    ]

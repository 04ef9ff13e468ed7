"""Break-glass accounts are made by a command: two at most, with secrets that are shown once."""

from __future__ import annotations

import re

import pytest

from tests.web.furnished import furnished_template, sqlite_url
from tests.web.seen import kept
from tests.world import World
from tests.world.envelope import Envelope, break_glass

__all__ = ["furnished_template", "sqlite_url"]


def test_one_is_made_with_a_long_password_and_ten_codes(world: World):
    sealed = Envelope.sealed(world, "London safe")

    assert re.fullmatch(r"([0-9a-f]{4}-){7}[0-9a-f]{4}", sealed.password)
    assert re.fullmatch(r"break-glass-[a-z2-9]{5}", sealed.email)
    assert len(set(sealed.codes)) == 10
    (row,) = [one for one in kept(world, "staff") if one["is_break_glass"]]
    assert (row["name"], row["role"], row["is_active"]) == ("London safe", "administrator", True)


def test_what_is_printed_is_kept_nowhere(world: World):
    sealed = Envelope.sealed(world, "London safe")

    rows = "".join(str(kept(world, table)) for table in ("staff", "recovery_codes", "timeline", "deliveries"))

    assert sealed.password not in rows
    assert not [code for code in sealed.codes if code in rows or code.replace("-", "") in rows]


def test_there_are_two_at_most_and_each_has_a_name_of_its_own(world: World):
    Envelope.sealed(world, "London safe")
    assert "there is a break-glass account London safe; --again" in break_glass(world, "London  safe").output
    Envelope.sealed(world, "Leeds safe")

    third = break_glass(world, "Paris safe")

    assert third.exit_code == 1
    assert "there are 2 break-glass accounts already (Leeds safe, London safe)" in third.output
    assert len([one for one in kept(world, "staff") if one["is_break_glass"]]) == 2


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\x07b"])
def test_a_name_fits_into_a_text(world: World, name: str):
    done = break_glass(world, name)

    assert done.exit_code == 1
    assert "NAME says which it is, in at most 40 letters" in done.output


def test_new_secrets_are_for_one_that_is_there(world: World):
    done = break_glass(world, "London safe", "--again")

    assert done.exit_code == 1
    assert "there is no break-glass account London safe" in done.output


def test_a_reset_leaves_it_alone_for_it_would_take_the_codes(world: World):
    sealed = Envelope.sealed(world, "London safe")
    run = world.app.test_cli_runner()

    done = run.invoke(args=["staff", "reset", "--email", sealed.email, "--password", "night-shift-demo"])

    assert done.exit_code == 1
    assert "staff break-glass 'London safe' --again" in done.output
    assert len(kept(world, "recovery_codes")) == 10

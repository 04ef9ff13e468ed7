"""`verify` on the evidence of one incident: sound as it was signed, and whatever was changed since is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import seals
from app.domain import evidence
from app.mint import SecretMint
from tests.house.tree import ROOT
from tests.test_cli import run
from tests.web.settings import PRODUCTION
from tests.world import World

Place = tuple[str | int, ...]


def night(world: World) -> str:
    """Carol's report is taken and answered, and another's comes in between; the reference."""
    world.at("Saturday 02:10")
    report = world.carol.reports("crm", "Nobody can log in")
    world.passes(minutes=1)
    world.files(services=("sites",), company="Bistro Verde", email="b@bistro.example")
    world.settles()
    engineer = world.dana.phone.receives_text("EMERGENCY").opens_link()
    engineer.presses("Acknowledge")
    engineer.presses("Reply to the customer", words="A full disk")
    world.passes(minutes=1)
    return report.reference


def bundle_of(world: World, reference: str) -> bytes:
    browser = world.mo.signs_in()
    answer = browser.fetches(f"/manage/incidents/{reference}/evidence.json")
    assert answer.status_code == 200
    return answer.data


@pytest.fixture
def bundle(world: World) -> dict[str, Any]:
    return evidence.read(bundle_of(world, night(world)))


def key_of(bundle: dict[str, Any]) -> str:
    return str(bundle["signature"]["fingerprint"])


def fault(bundle: dict[str, Any]) -> str:
    """What is wrong about a bundle, its key aside."""
    try:
        found = evidence.check(evidence.read(written(bundle)))
    except evidence.Unreadable as error:
        return str(error)
    if found.fault:
        return found.fault
    seal = evidence.seal_of(bundle)
    is_whole = seal is not None and seals.holds(seal, evidence.sealed_words(bundle))
    return "" if is_whole else "the signature does not fit"


def written(bundle: Any) -> bytes:
    return json.dumps(bundle, sort_keys=True, separators=(",", ":")).encode()


def leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    """Where each value stands that holds no other."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not inner:
        yield place
    for name, one in inner:
        yield from leaves(one, (*place, name))


def nodes(value: Any, place: Place = ()) -> Iterator[Place]:
    """Where everything stands that could be taken out."""
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*place, name)
        yield from nodes(one, (*place, name))


def parent(bundle: Any, place: Place) -> Any:
    for name in place[:-1]:
        bundle = bundle[name]
    return bundle


def other(value: Any) -> Any:
    """Something else of the same kind, as alike as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str) and value:
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return "x"


def own(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in bundle["chain"]["entries"] if "link" in entry]


def test_evidence_that_nobody_touched_is_sound_on_each_engine(each_world: World, tmp_path: Path):
    reference = night(each_world)
    file = tmp_path / "evidence.json"
    file.write_bytes(bundle_of(each_world, reference))
    bundle = evidence.read(file.read_bytes())

    done = run(each_world, "verify", str(file), "--key", key_of(bundle))

    assert done.exit_code == 0, done.output
    events = len(each_world.events(reference))
    assert len(own(bundle)) == events
    assert any("others" in entry for entry in bundle["chain"]["entries"]), "another's events lie between"
    assert done.output.splitlines() == [
        f"Incident {reference}, as it was at {bundle['made_at']}.",
        f"The chain holds {events} of its events among {bundle['chain']['head']['seq']}; "
        f"its head is {bundle['chain']['head']['hash']}.",
        "The bundle is sound.",
    ]
    assert run(each_world, "verify", "--head", bundle["chain"]["head"]["hash"]).exit_code == 0


def test_it_says_nothing_of_other_customers(bundle: dict[str, Any]):
    assert "Bistro Verde" not in written(bundle).decode()


def test_whatever_single_value_is_changed_is_found(bundle: dict[str, Any]):
    places = list(leaves(bundle))
    missed = []
    for place in places:
        inside, name = parent(bundle, place), place[-1]
        was, inside[name] = inside[name], other(inside[name])
        if not fault(bundle):
            missed.append(place)
        inside[name] = was

    assert len(places) > 300
    assert missed == []
    assert not fault(bundle)


def test_whatever_is_taken_out_is_found(bundle: dict[str, Any]):
    missed = []
    for place in list(nodes(bundle)):
        inside, name = parent(bundle, place), place[-1]
        was = inside.pop(name)
        if not fault(bundle):
            missed.append(place)
        if isinstance(inside, list):
            inside.insert(int(name), was)
        else:
            inside[name] = was

    assert missed == []
    assert not fault(bundle)


def test_whatever_is_told_twice_is_found(bundle: dict[str, Any]):
    missed = []
    for place in list(nodes(bundle)):
        inside = parent(bundle, place)
        if isinstance(inside, list):
            inside.insert(int(place[-1]), inside[int(place[-1])])
            if not fault(bundle):
                missed.append(place)
            inside.pop(int(place[-1]))

    assert missed == []


def test_an_event_that_was_changed_is_named(bundle: dict[str, Any]):
    event = own(bundle)[3]
    event["text"] += ", or so"

    assert fault(bundle) == f"the words of event {event['id']} were changed"


def test_an_event_that_was_moved_in_time_is_named(bundle: dict[str, Any]):
    event = own(bundle)[3]
    event["at"] = "2026-11-21T01:00:00Z"

    assert fault(bundle) == f"event {event['id']} was changed or moved, or its link was"


def test_an_event_that_was_removed_is_found(bundle: dict[str, Any]):
    event = own(bundle)[2]
    bundle["chain"]["entries"].remove(event)

    assert fault(bundle).startswith(f"link {event['link']['seq']} is missing")


def test_an_event_at_the_end_that_was_removed_is_found(bundle: dict[str, Any]):
    while bundle["chain"]["entries"][-1] is not own(bundle)[-1]:
        bundle["chain"]["entries"].pop()
    bundle["chain"]["entries"].pop()

    assert "does not end at its head" in fault(bundle)


def test_events_out_of_order_are_found(bundle: dict[str, Any]):
    entries = bundle["chain"]["entries"]
    first, second = (entries.index(one) for one in own(bundle)[:2])
    entries[first], entries[second] = entries[second], entries[first]

    assert "is missing" in fault(bundle)


def test_a_span_that_was_changed_is_named_with_its_clause(bundle: dict[str, Any]):
    bundle["targets"][0]["spans"][0]["seconds"] += 60

    assert fault(bundle) == f"target 1 ({bundle['targets'][0]['clause']}) was changed: " + (
        "the policy's text gives other spans"
    )


def test_a_due_instant_that_was_put_off_is_named(bundle: dict[str, Any]):
    bundle["incident"]["respond_by"] = "2026-11-21T09:00:00Z"

    assert fault(bundle) == "when the response is due was changed: the policy's text gives another instant"


def test_a_policys_text_that_was_changed_is_named(bundle: dict[str, Any]):
    bundle["policy"]["text"] += "# no more\n"

    assert fault(bundle) == "the policy's text was changed: its digest is another"


def test_what_no_chain_seals_is_found_by_the_signature(bundle: dict[str, Any]):
    bundle["reports"][0]["company"] = "Acme Drinks"

    assert fault(bundle) == "the signature does not fit"


def test_a_bundle_that_was_written_anew_is_not_taken(world: World, bundle: dict[str, Any], tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(bundle, indent=2))

    done = run(world, "verify", str(file))

    assert done.exit_code == 1
    assert "not byte for byte" in done.output


def test_a_forger_with_a_key_of_their_own_is_told_from_the_portal(world: World, bundle: dict[str, Any], tmp_path: Path):
    theirs = SecretMint("the forger's")
    forged = evidence.unsealed(
        theirs.seal_keys()[0], **{name: told for name, told in bundle.items() if name not in ("format", "signature")}
    )
    forged["reports"][0]["company"] = "Acme Drinks"
    file = tmp_path / "evidence.json"
    file.write_bytes(evidence.sealed(forged, theirs.seal(evidence.sealed_words(forged))))

    unnamed, named = run(world, "verify", str(file)), run(world, "verify", str(file), "--key", key_of(bundle))

    assert (unnamed.exit_code, named.exit_code) == (1, 1)
    assert "is not known here" in unnamed.output
    assert "signed by another key than the one you named" in named.output


@pytest.mark.parametrize("place", ["reference", "made_at", "head"])
def test_nothing_that_a_forger_wrote_is_said(world: World, bundle: dict[str, Any], tmp_path: Path, place: str):
    theirs, words = SecretMint("the forger's"), "\x1b[2J\nThe bundle is sound."
    told = {name: told for name, told in bundle.items() if name not in ("format", "signature")}
    for forged in (told, told | {"made_at": words}):
        if place == "reference" and forged is not told:
            forged["incident"]["reference"] = words
        if place == "head" and forged is not told:
            forged["chain"] = {"head": {"seq": 0, "hash": words}, "entries": [], "waiting": []}
        whole = evidence.unsealed(theirs.seal_keys()[0], **forged)
        file = tmp_path / "evidence.json"
        file.write_bytes(evidence.sealed(whole, theirs.seal(evidence.sealed_words(whole))))

        done = run(world, "verify", str(file))

        assert done.exit_code == 1
        assert "sound" not in done.output
        assert "\x1b" not in done.output
        assert done.output.startswith("Error: ")


def test_a_fault_is_printed_without_orders_to_the_terminal(world: World, bundle: dict[str, Any], tmp_path: Path):
    bundle["targets"][0] |= {"clause": "\x1b[2JPS-9", "due": "never"}
    file = tmp_path / "evidence.json"
    file.write_bytes(written(bundle))

    done = run(world, "verify", str(file))

    assert done.exit_code == 1
    assert "target 1 (?[2JPS-9) was changed" in done.output


def test_the_demos_key_is_trusted_only_by_name(world: World, bundle: dict[str, Any], tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_bytes(written(bundle))

    assert "anybody can sign with it" in run(world, "verify", str(file)).output
    assert run(world, "verify", str(file), "--key", key_of(bundle)).exit_code == 0


def test_the_portal_knows_its_own_keys_those_before_it_too(sqlite_url: str, open_world: Any, tmp_path: Path):
    first = open_world(sqlite_url, SECRET_KEY="the key of last year")
    file = tmp_path / "evidence.json"
    file.write_bytes(bundle_of(first, night(first)))

    now = open_world(sqlite_url, SECRET_KEY="this year's", SECRET_KEY_FALLBACKS="the key of last year")
    later = open_world(sqlite_url, SECRET_KEY="this year's")

    assert run(now, "verify", str(file)).exit_code == 0
    assert "is not known here" in run(later, "verify", str(file)).output


def test_the_portals_key_is_printed(world: World, bundle: dict[str, Any]):
    done = run(world, "verify", "--key")

    assert done.exit_code == 0
    assert bundle["signature"]["public_key"] in done.output
    assert key_of(bundle) in done.output


@pytest.mark.parametrize("words", [("--key", "nonsense"), ("--key", "0" * 64)])
def test_a_fingerprint_that_makes_no_sense_is_refused(world: World, words: tuple[str, ...]):
    assert run(world, "verify", *words).exit_code == 2


def test_no_database_and_no_secret_are_needed(bundle: dict[str, Any], tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_bytes(written(bundle))
    bare = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/portal.db"}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "verify", str(file), "--key", key_of(bundle)],
        cwd=ROOT, env=bare, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "The bundle is sound." in done.stdout
    assert not (tmp_path / "nowhere" / "portal.db").exists()


@pytest.mark.parametrize("words", [b"{", b"{}", b'{"format":"emergency intake evidence 1"}', b"{\xff", b"{" * 5000])
def test_what_is_no_bundle_is_refused_in_words(world: World, tmp_path: Path, words: bytes):
    file = tmp_path / "evidence.json"
    file.write_bytes(words)

    done = run(world, "verify", str(file))

    assert done.exit_code == 1
    assert done.output.startswith("Error: it ")


def test_production_signs_too(sqlite_url: str, open_world: Any):
    assert len(open_world(sqlite_url, **PRODUCTION).desk.mint.seal_keys()[0]) == 64


def test_a_report_without_an_incident_has_none(noon_report: tuple[World, str]):
    world, reference = noon_report

    assert world.mo.signs_in().fetches(f"/manage/incidents/{reference}/evidence.json").status_code == 404


@pytest.fixture
def noon_report(world: World) -> tuple[World, str]:
    world.at("Saturday 02:10")
    return world, world.files(services=("on-premise",)).reference

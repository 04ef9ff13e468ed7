"""Evidence: a signed bundle about one incident, which anybody can check without the portal, its database or secret.

It says by itself what was promised, by which text, how the time was counted, and what happened, each event with its
link of the record's chain. What others reported stays out: their links are counted, and no more is said of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.domain import evidence_chain, policy_file, targets
from app.domain.explanation import promise_explained
from app.domain.policy_file import PolicyError
from app.domain.rulebook import Rulebook
from app.domain.times import iso
from app.domain.tokens import Seal, spoken_reference

FORMAT = "emergency intake evidence 1"
ALGORITHM = "Ed25519"
COUNTED = ("measures", "clause", "due", "spans")  # of a target: what follows from the policy's text

_HASH = re.compile(r"[0-9a-f]{64}")

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

Bundle = Mapping[str, Any]


class Unreadable(ValueError):
    """The file is not a bundle as the portal writes it."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was found in a bundle, its signature aside. `fault`: the first thing that is wrong, or nothing.

    `is_counted`: the due times were counted anew from the policy's text, which this version of the portal can read.
    """

    fault: str
    is_counted: bool = False


def fingerprint(public_key: str) -> str:
    """What a key is called: the SHA-256 of its 32 bytes. ValueError where that is not hexadecimal."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()


def sealed_words(bundle: Bundle) -> bytes:
    """What the signature is over: all of the bundle but the signature's own value."""
    named = {name: value for name, value in bundle["signature"].items() if name != "value"}
    return _canonical({**bundle, "signature": named}).encode()


def sealed(bundle: Bundle, seal: Seal) -> bytes:
    """The file of a bundle with its signature."""
    return _canonical({**bundle, "signature": {**bundle["signature"], "value": seal.value}}).encode() + b"\n"


def unsealed(public_key: str, **told: Any) -> dict[str, Any]:
    """A bundle that is still to be signed by that key."""
    named = {"algorithm": ALGORITHM, "public_key": public_key, "fingerprint": fingerprint(public_key)}
    return {"format": FORMAT, **told, "signature": named}


def read(words: bytes) -> dict[str, Any]:
    """The bundle of a file. Unreadable, if it is none, or not written exactly as the portal writes it."""
    try:
        bundle = json.loads(words)
        is_exact = _canonical(bundle).encode() == words.strip()
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is no bundle: it cannot be read ({type(error).__name__})") from None
    if not isinstance(bundle, dict) or bundle.get("format") != FORMAT:
        raise Unreadable("it is no bundle that this version of the portal knows")
    if not is_exact:
        raise Unreadable("it was written anew: it is not byte for byte as the portal writes it")
    return bundle


def check(bundle: Bundle) -> Checked:
    """The first thing that does not fit the rest, before its signature is looked at."""
    try:
        return _checked(bundle)
    except (KeyError, TypeError, ValueError, AttributeError, LookupError, OverflowError) as error:
        return Checked(fault=f"it was changed: a part of it is missing or cannot be read ({type(error).__name__})")


def seal_of(bundle: Bundle) -> Seal | None:
    """Its signature; None where what stands beside it does not fit it."""
    try:
        told = bundle["signature"]
        seal = Seal(public_key=told["public_key"], value=told["value"])
        fits = told["algorithm"] == ALGORITHM and told["fingerprint"] == fingerprint(seal.public_key)
    except (KeyError, TypeError, ValueError):
        return None
    return seal if fits and isinstance(seal.value, str) else None


def _checked(bundle: Bundle) -> Checked:
    policy, incident = bundle["policy"], bundle["incident"]
    if not _is_shaped(bundle):
        return Checked(fault="it was changed: its reference, an instant or its head is not written as the portal does")
    if hashlib.sha256(policy["text"].encode()).hexdigest() != policy["digest"]:
        return Checked(fault="the policy's text was changed: its digest is another")
    if incident["policy_digest"] != policy["digest"]:
        return Checked(fault="the policy's text is not the one that the incident was judged by")
    rules = _rules(policy["text"], policy["name"])
    fault = _targets_fault(rules, incident, bundle["targets"]) if rules else ""
    return Checked(fault=fault or evidence_chain.fault(bundle["chain"]), is_counted=rules is not None)


def _is_shaped(bundle: Bundle) -> bool:
    """Whether what is printed of a bundle has the shape of a reference, of an instant, and of a hash and counts."""
    head = bundle["chain"]["head"]
    return (
        spoken_reference(bundle["incident"]["reference"]) == bundle["incident"]["reference"]
        and iso(datetime.fromisoformat(bundle["made_at"])) == bundle["made_at"]
        and _HASH.fullmatch(head["hash"]) is not None
        and type(head["seq"]) is int
    )


@lru_cache(maxsize=4)
def _rules(text: str, name: str) -> Rulebook | None:
    """The rules of a policy's text; None where this version of the portal cannot read it."""
    try:
        return Rulebook.of(policy_file.parse(text, f"{name}.toml"))
    except PolicyError:
        return None


def _targets_fault(rules: Rulebook, incident: Mapping[str, Any], told: list[dict[str, Any]]) -> str:
    """Counts each target anew, from the policy's text and the instant of the report."""
    place = {"tier": incident["tier"], "region": incident["region"]}
    at = datetime.fromisoformat(incident["opened_at"])
    made = targets.promises(rules, incident["severity"], at, **place)
    if len(made) != len(told):
        return f"the targets were changed: the policy's text gives {len(made)}, and the bundle has {len(told)}"
    for number, (promise, one) in enumerate(zip(made, told, strict=True), start=1):
        counted = promise_explained(rules.calendar_of(**place), promise, at)
        wrong = next((name for name in COUNTED if counted[name] != one[name]), None)
        if wrong:
            return f"target {number} ({one['clause']}) was changed: the policy's text gives other {wrong}"
    for measures, name in (("response", "respond_by"), ("resolution", "resolve_by")):
        due = targets.earliest(made, measures)  # type: ignore[arg-type]
        if incident[name] != (iso(due) if due else None):
            return f"when the {measures} is due was changed: the policy's text gives another instant"
    return ""

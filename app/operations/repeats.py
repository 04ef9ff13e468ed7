"""Repeats: what was sent before comes again, with the same words or with others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.policy import SupportPolicy
from app.domain.sentences import say
from app.domain.tokens import Mint
from app.operations import corrections, resolution
from app.store import timeline
from app.store.reports import Report

if TYPE_CHECKING:
    from app.operations.intake import NewReport

WORDS = ("affected", "started", "errors", "company", "name", "phone", "email")


class OtherWords(Exception):
    """The intent is another report's, which says something else."""


def take(session: Session, known: Report, again: NewReport, policy: SupportPolicy, mint: Mint, now: datetime) -> None:
    """Keeps what an earlier intent says otherwise as the customer's addition; OtherWords if nothing may be added."""
    if again.adds:
        _keep_what_differs(session, known, again, policy, mint, now)
    elif not _says_the_same(known, again, _at_first(session, known)):
        raise OtherWords(again.intent)


def _at_first(session: Session, known: Report) -> dict[str, str]:
    """The report's words as they were sent: what the customer corrected since is no other intent."""
    corrected = corrections.older(timeline.of(session, known.id, None))
    return {name: corrected[name][-1].words if name in corrected else getattr(known, name) for name in WORDS}


def _says_the_same(known: Report, new: NewReport, words: Mapping[str, str]) -> bool:
    """Word for word. Not the instant of the start: "just now" is counted from the moment of sending."""
    chosen = set(known.services) == set(new.services) and known.extra == dict(new.extra)
    return chosen and all(words[name] == getattr(new, name) for name in WORDS)


def _keep_what_differs(
    session: Session, known: Report, new: NewReport, policy: SupportPolicy, mint: Mint, now: datetime
) -> None:
    """The same form again, with other words: they are kept as the customer's addition, once."""
    session.refresh(known, with_for_update=True)
    words = "\n".join(
        say("told.answer", label=label, words=said)
        for label, said in _told_otherwise(known, new, _at_first(session, known), policy).items()
    )
    earlier = (event for event in timeline.of(session, known.id, None) if event.kind == "customer.added")
    if words and all(event.facts.get("words") != words for event in earlier):
        resolution.add(session, known, words, mint=mint, now=now)


def _told_otherwise(known: Report, new: NewReport, words: Mapping[str, str], policy: SupportPolicy) -> dict[str, str]:
    told = {}
    if set(new.services) != set(known.services):
        choices = {service.slug: service.name for service in policy.services}
        choices |= {exclusion.slug: exclusion.name for exclusion in policy.exclusions}
        told[say("told.label.services")] = ", ".join(choices.get(slug, slug) for slug in new.services)
    fields: dict[str, tuple[str | None, str]] = {
        say(f"told.label.{name}"): (words[name], getattr(new, name)) for name in WORDS
    } | {label: (known.extra.get(label), said) for label, said in new.extra.items()}
    return told | {label: after for label, (before, after) in fields.items() if after and after != before}

"""The customers' directory: what an entry says, how typed words are understood, and what two entries cannot share."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any

from app.domain import mail_domains
from app.domain.policy import SupportPolicy
from app.domain.words import cleaned

COLUMNS = ("name", "account_code", "email_domains", "tier", "region", "term_from", "term_until", "notes")
LONGEST = {"name": 200, "account_code": 40, "email_domains": 4000, "notes": 10_000}  # characters


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the directory says of a customer; the domains are sorted, and both days of the term included.

    Empty: no code, the policy's default tier or region, a term without a start or an end.
    """

    name: str
    account_code: str = ""
    email_domains: tuple[str, ...] = ()
    tier: str = ""
    region: str = ""
    term_from: date | None = None
    term_until: date | None = None
    notes: str = ""

    @property
    def digest(self) -> str:
        """The same for two entries that say the same: SHA-256, in hexadecimal."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def cells(self) -> dict[str, str]:
        """The entry as words, by column: what is typed into a form or stands in a file."""
        said = asdict(self) | {"email_domains": " ".join(self.email_domains)}
        return {column: str(said[column] or "") for column in COLUMNS}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The tiers and regions of a policy: names by slug. Empty: the policy has none."""

    tiers: Mapping[str, str]
    regions: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a column, in words that name the value."""

    column: str
    words: str


def choices(policy: SupportPolicy) -> Choices:
    """What a customer's tier and region can be under this policy."""
    return Choices(
        tiers={tier.slug: tier.name for tier in policy.tiers},
        regions={region.slug: region.name for region in policy.regions},
    )


def understood(cells: Mapping[str, str], allowed: Choices) -> tuple[dict[str, Any], list[Fault]]:
    """Typed words as an entry's fields, and all that is wrong with them. Only the columns that are there are read."""
    fields: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in COLUMNS:
        if column in cells:
            value, wrong = _read(column, cleaned(cells[column]), allowed)
            faults += [Fault(column=column, words=words) for words in wrong]
            if not wrong:
                fields[column] = value
    return fields, faults


def code(words: str) -> str:
    """An account code as it is kept, however it was typed: in capitals, with single blanks."""
    return " ".join(cleaned(words).upper().split())


def disorder(entry: Entry) -> list[Fault]:
    """What is wrong with an entry as a whole: a term that ends before it starts."""
    start, end = entry.term_from, entry.term_until
    if start and end and end < start:
        return [Fault(column="term_until", words=f"{end} is before the term's first day, {start}")]
    return []


class Directory:
    """Who has which name, account code and mail domain. Entries are named by keys of the caller's."""

    def __init__(self, entries: Mapping[str, Entry], archived: Collection[str] = ()) -> None:
        self._entries = entries
        self._archived = frozenset(archived)
        self._names = _owners((key, entry.name.casefold()) for key, entry in entries.items())
        self._codes = _owners((key, entry.account_code) for key, entry in entries.items())
        self._domains = _owners((key, domain) for key, entry in entries.items() for domain in entry.email_domains)

    def match(self, name: str, account_code: str) -> str | None:
        """The customer that a row is about: by account code, else by a name whose owner has no other code."""
        if account_code in self._codes:
            return self._codes[account_code][0]
        namesakes = self._names.get(name.casefold(), ())
        return next((key for key in namesakes if not (account_code and self._entries[key].account_code)), None)

    def clashes(self, key: str, entry: Entry) -> list[tuple[Fault, str]]:
        """What `key`'s entry says that another's does: each fault once, with the key of the first other."""
        shared = [("name", f"{entry.name} is the name of", self._names.get(entry.name.casefold(), ()))]
        shared += [("account_code", f"{entry.account_code} is the code of", self._codes.get(entry.account_code, ()))]
        shared += [("email_domains", f"{one} belongs to", self._domains.get(one, ())) for one in entry.email_domains]
        return [
            (Fault(column=column, words=f"{words} {self._named(other)}"), other)
            for column, words, others in shared
            for other in islice((one for one in others if one != key), 1)
        ]

    def _named(self, key: str) -> str:
        entry = self._entries[key]
        name = f"{entry.name} ({entry.account_code})" if entry.account_code else entry.name
        return f"{name}, which is archived" if key in self._archived else name


def _owners(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for key, words in pairs:
        if words:
            owners.setdefault(words, []).append(key)
    return owners


def _read(column: str, words: str, allowed: Choices) -> tuple[Any, list[str]]:
    """A column's value, and what is wrong with it."""
    if len(words) > LONGEST.get(column, 100):
        return None, [f"This has {len(words)} characters; at most {LONGEST.get(column, 100)} are kept"]
    if column == "name":
        return " ".join(words.split()), [] if words else ["There is no name: every customer has one"]
    if column == "account_code":
        return code(words), []
    if column == "email_domains":
        domains = mail_domains.listed(words)
        return domains, [wrong for domain in domains if (wrong := mail_domains.fault(domain))]
    if column in ("term_from", "term_until"):
        return _day(words)
    if column == "tier":
        return words, _among(words, "tier", allowed.tiers)
    if column == "region":
        return words, _among(words, "region", allowed.regions)
    return words, []


def _day(words: str) -> tuple[date | None, list[str]]:
    if not words:
        return None, []
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = None
    if day is None or day.isoformat() != words:
        return None, [f"{words} is not a date such as 2026-03-31"]
    return day, []


def _among(words: str, what: str, known: Mapping[str, str]) -> list[str]:
    if not words or words in known:
        return []
    if not known:
        return [f"{words} cannot be: the policy has no {what}s, so leave it empty"]
    return [f"{words} is no {what} of the policy, which has {', '.join(known)}"]

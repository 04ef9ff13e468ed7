"""A mail that came in: its words, who sent it, and what speaks for the sender."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.mail_domains import PUBLIC

JUNK_SCORE = 5.0  # SpamAssassin's own mark

_ADDRESS = re.compile(r"[^@\s<>\"',;:()]+@[^@\s<>\"',;:()]+\.[^@\s<>\"',;:()]+")
_LONGEST_ADDRESS = 254
_NOBODY_READS = re.compile(r"(no|do[-_.]?not)[-_.]?reply|mailer-daemon|postmaster|bounces?\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class MailFile:
    """A file that came with a mail: the name that its sender gave it, and bytes that may be anything."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class InboundMail:
    """One mail, decoded. `headers` by name in small letters; `spf` and `dkim` are what the provider's checks said.

    `return_path` is where bounces go: empty for a bounce itself, None where the provider does not say.
    """

    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    return_path: str | None = None
    spf: str = ""
    dkim: tuple[tuple[str, str], ...] = ()
    spam_score: float | None = None
    files: tuple[MailFile, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same mail, however often and by whichever way it is handed in."""
        words = "\n".join((self.message_id, self.sender, self.subject, self.text))
        return hashlib.sha256(words.encode(errors="replace")).hexdigest()

    @property
    def is_addressable(self) -> bool:
        """Whether the sender's address is one that a mail can be sent to."""
        return is_address(self.sender)

    @property
    def is_read_by_somebody(self) -> bool:
        """Whether an answer would be read: nobody reads what goes to no-reply@."""
        return self.is_addressable and not _NOBODY_READS.match(self.sender.partition("@")[0])

    @property
    def is_confirmed(self) -> bool:
        """Whether SPF or DKIM passed for the sender's own domain."""
        spf = self.spf == "pass" and _speaks_for(domain_of(self.return_path or self.sender), domain_of(self.sender))
        dkim = any(result == "pass" and _speaks_for(domain, domain_of(self.sender)) for domain, result in self.dkim)
        return spf or dkim

    @property
    def checks(self) -> str:
        """What the checks said, for staff."""
        dkim = ", ".join(f"{result} ({domain})" for domain, result in self.dkim) or "none"
        return f"SPF {self.spf or 'none'}, DKIM {dkim}"

    @property
    def is_junk(self) -> bool:
        """Whether the provider's filter takes it for junk."""
        return self.spam_score is not None and self.spam_score >= JUNK_SCORE


def is_address(words: str) -> bool:
    """Whether `words` is a mail address by its form."""
    return len(words) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(words) is not None


def domain_of(address: str) -> str:
    """What stands after the @, in small letters."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def company_of(address: str) -> str:
    """The domain that stands for a company, or nothing where anybody can have an address."""
    domain = domain_of(address)
    return "" if domain in PUBLIC else domain


def bare(address: str) -> str:
    """The mailbox: in small letters, without what stands after a plus."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _speaks_for(domain: str, sender: str) -> bool:
    """Whether two domains are one, or one is above the other: bounces.acme.example, acme.example."""
    if not domain or not sender or "." not in domain or "." not in sender:
        return False
    return domain == sender or domain.endswith("." + sender) or sender.endswith("." + domain)

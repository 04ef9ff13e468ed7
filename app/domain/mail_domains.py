"""Mail domains: whose addresses speak for one company, and which never do."""

from __future__ import annotations

import re

LONGEST = 253

# Anybody can have an address there. The list need not be whole: it catches what people type by habit.
PUBLIC = (
    "aol.com", "btinternet.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "googlemail.com", "hotmail.co.uk",
    "hotmail.com", "icloud.com", "live.co.uk", "live.com", "mac.com", "mail.com", "me.com", "msn.com", "ntlworld.com",
    "outlook.com", "proton.me", "protonmail.com", "sky.com", "talktalk.net", "virginmedia.com", "yahoo.co.uk",
    "yahoo.com", "ymail.com", "zoho.com",
)  # fmt: skip
# Under these, each name is somebody else's.
SHARED = (
    "ac.uk", "co.uk", "gov.uk", "ltd.uk", "me.uk", "net.uk", "nhs.uk", "org.uk", "plc.uk", "sch.uk", "com.au", "net.au",
    "org.au", "co.nz", "co.za", "co.jp",
)  # fmt: skip

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])")


def listed(words: str) -> tuple[str, ...]:
    """The domains in words, separated by blanks, commas or semicolons: sorted, each once, in small letters."""
    parts = re.split(r"[\s,;]+", words.lower())
    return tuple(sorted({part.removeprefix("@").rstrip(".") for part in parts if part}))


def fault(domain: str) -> str | None:
    """Why a domain cannot stand for one company, or None."""
    if "@" in domain:
        return f"{domain} is an address: give only what stands after the @"
    if len(domain) > LONGEST or not _DOMAIN.fullmatch(domain):
        return f"{domain} is not a domain such as acme.example"
    if domain in PUBLIC:
        return f"{domain} is a public mail domain: anybody can have an address there"
    if domain in SHARED:
        return f"{domain} belongs to many: give the whole domain, as in acme.{domain}"
    return None


def of_address(email: str) -> tuple[str, ...]:
    """An address's domain and those above it, the longest first: mail.acme.example, acme.example."""
    labels = email.rpartition("@")[2].strip().lower().split(".")
    return tuple(".".join(labels[start:]) for start in range(max(1, len(labels) - 1)))

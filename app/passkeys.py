"""Passkeys (WebAuthn): what a browser is asked for, and whether what it answers is right. Nothing is kept here."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

USUAL_PORTS = {"https": 443, "http": 80}
MILLISECONDS = 5 * 60 * 1000  # how long the browser waits for a finger, a face or a PIN

_HANDLE = re.compile("[A-Za-z0-9_-]{1,1400}")  # base 64 of at most 1,023 bytes


@dataclass(frozen=True, kw_only=True)
class Site:
    """What passkeys are bound to: the portal's host and origin. `name` is what the browser calls it."""

    host: str
    origin: str
    name: str

    @classmethod
    def of(cls, public_url: str, name: str) -> Site:
        """The site at the public address, written as browsers write it."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port not in (None, USUAL_PORTS.get(parts.scheme)) else ""
        return cls(host=host, origin=f"{parts.scheme}://{host}{port}", name=name)

    @property
    def has_name(self) -> bool:
        """Whether browsers make passkeys for it: for a name alone, never for a bare address such as 127.0.0.1."""
        try:
            ip_address(self.host)
        except ValueError:
            return True
        return False


@dataclass(frozen=True, kw_only=True)
class Made:
    """A passkey that a device has made. `handle` is its public name, and `counter` how often it was used."""

    handle: str
    public_key: bytes
    counter: int


def to_make(site: Site, challenge: str, *, person_id: str, email: str, name: str, known: Sequence[str]) -> str:
    """What the browser is asked, as JSON, so that a device makes one for a person, and none that has one already."""
    from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
    from webauthn.helpers import structs

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=person_id.encode(),
        user_name=email,
        user_display_name=name,
        challenge=challenge.encode(),
        timeout=MILLISECONDS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(handle)) for handle in known],
    )
    return options_to_json(options)


def made(site: Site, challenge: str, answer: str) -> Made | None:
    """The passkey in the answer; None where anything about it is not as it was asked for."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception:  # an answer is anybody's bytes, and the library stumbles over some in ways of its own
        return None
    return Made(
        handle=bytes_to_base64url(found.credential_id),
        public_key=found.credential_public_key,
        counter=found.sign_count,
    )


def to_show(site: Site, challenge: str) -> str:
    """What the browser is asked, as JSON, so that a person picks one of their passkeys."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.encode(),
        timeout=MILLISECONDS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def handle_of(answer: str) -> str | None:
    """Which passkey an answer says that it is of."""
    try:
        handle = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return handle if isinstance(handle, str) and _HANDLE.fullmatch(handle) else None


def counter_of(site: Site, challenge: str, answer: str, *, public_key: bytes, person_id: str) -> int | None:
    """How often the passkey was used by now, if it signed this challenge here and its owner was asked; else None.

    Whether that is more often than before is for whoever keeps the counter to see.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json

    try:
        credential = parse_authentication_credential_json(answer)
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # as above
        return None
    owner = credential.response.user_handle
    return found.new_sign_count if owner in (None, person_id.encode()) else None

"""The company's identity provider: what is believed, what is not, and that nobody waits for one that is dead."""

from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey

from app.channels.identity import AT_ONCE, LASTING, IdentityProvider
from app.domain.identity import Away, Doubted, Journey, Vouched
from app.mint import SecretMint
from tests.channels.forger import CLIENT, HOUR, RETURN, SECRET, Forger, forging
from tests.channels.providers import HANG, RESET, Answer, Asked
from tests.house.tree import ROOT

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ROLES = (("portal-managers", "manager"), ("portal-engineers", "engineer"))
MINT = SecretMint("a-key")
MO = Vouched(email="mo@example.com", role="manager")


def ours(issuer: str, **changes: Any) -> IdentityProvider:
    usual: dict[str, Any] = {
        "issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "claim": "groups", "roles": ROLES,
        "redirect_uri": RETURN, "seconds": 20,
    }  # fmt: skip
    return IdentityProvider(**(usual | changes))


@pytest.fixture
def forger() -> Iterator[Forger]:
    with forging(lambda: NOW) as forger:
        yield forger


def begun(provider: IdentityProvider, now: datetime = NOW) -> Journey:
    journey = provider.journey(MINT, now)
    assert isinstance(journey, Journey), journey
    return journey


def travelled(provider: IdentityProvider, forger: Forger, now: datetime = NOW) -> Vouched | Doubted | Away:
    journey = begun(provider, now)
    return provider.vouch(forger.gives_code(journey.url), journey, now)


# -- what is believed


def test_a_person_who_comes_back_is_vouched_for(forger: Forger):
    assert travelled(ours(forger.issuer), forger) == MO


def test_a_browser_is_sent_with_fresh_secrets_and_a_challenge(forger: Forger):
    provider = ours(forger.issuer)
    one, other = begun(provider), begun(provider)
    query = parse_qs(urlsplit(one.url).query)

    assert one.url.startswith(f"{forger.issuer}/authorize?")
    assert query["state"] == [one.state]
    assert query["nonce"] == [one.nonce]
    assert query["redirect_uri"] == [RETURN]
    assert query["scope"] == ["openid email profile groups"]
    assert one.verifier not in one.url
    assert len({one.state, one.nonce, one.verifier, other.state, other.nonce, other.verifier}) == 6
    assert len(one.verifier) == 64


def test_more_is_asked_for_where_the_token_says_too_little(forger: Forger):
    forger.person = {"sub": "u-1"}
    forger.more = {"sub": "u-1", "email": "Mo@Example.com", "email_verified": True, "groups": "portal-engineers"}

    assert travelled(ours(forger.issuer), forger) == Vouched(email="mo@example.com", role="engineer")


def test_it_is_not_asked_for_where_the_token_says_all(forger: Forger):
    forger.more = {"sub": "u-1"}

    assert travelled(ours(forger.issuer), forger) == MO
    assert forger.asked("/more") == 0


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(forger: Forger):
    forger.forges_metadata = lambda said: said | {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert travelled(ours(forger.issuer), forger) == MO
    (asked,) = [one for one in forger.server.asked if one.path == "/token"]
    assert "Authorization" not in asked.headers


def test_an_issuer_may_end_in_a_slash(forger: Forger):
    forger.forges_metadata = lambda said: said | {"issuer": forger.issuer + "/"}
    forger.forges_claims = lambda claims: claims | {"iss": forger.issuer + "/"}

    assert travelled(ours(forger.issuer), forger) == MO


def test_clocks_may_differ_by_a_minute(forger: Forger):
    at = int(NOW.timestamp())
    forger.forges_claims = lambda claims: claims | {"iat": at + 59, "exp": at - 59}

    assert travelled(ours(forger.issuer), forger) == MO


# -- what is not


def elsewhere_signed(forger: Forger) -> None:
    forger.key = ECKey.generate_key("P-256", {"kid": "first"})


def unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def signed_with_the_public_key(forger: Forger) -> None:
    """The oldest trick: the published key, taken for a shared secret."""
    words = json.dumps(forger.key.as_dict(private=False)).encode()

    def forge(token: str) -> str:
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"first"}').rstrip(b"=").decode()
        body = f"{head}.{token.split('.')[1]}"
        return body + "." + base64.urlsafe_b64encode(hmac.digest(words, body.encode(), "sha256")).rstrip(b"=").decode()

    forger.forges_token = forge
    forger.forges_metadata = lambda said: said | {"id_token_signing_alg_values_supported": ["HS256", "ES256"]}


def claim(name: str, value: Any) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        forger.forges_claims = lambda claims: claims | {name: value}

    return forge


def without(name: str) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        forger.forges_claims = lambda claims: {key: value for key, value in claims.items() if key != name}

    return forge


def token(change: Callable[[str], str]) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        forger.forges_token = change

    return forge


def more_of(sub: str) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        forger.person = {"sub": "u-1"}
        forger.more = {"sub": sub, "email": "mo@example.com", "email_verified": True, "groups": ["portal-managers"]}

    return forge


AT = int(NOW.timestamp())
FORGERIES: dict[str, tuple[Callable[[Forger], None], str]] = {
    "another journey's nonce": (claim("nonce", "0" * 32), "invalid_claim nonce"),
    "no nonce": (without("nonce"), "missing_claim nonce"),
    "for somebody else": (claim("aud", "another-portal"), "invalid_claim aud"),
    "for somebody else among others": (claim("aud", ["another-portal", "third"]), "invalid_claim aud"),
    "for us, given to somebody else": (
        lambda forger: setattr(
            forger, "forges_claims", lambda claims: claims | {"aud": [CLIENT, "x"], "azp": "another-portal"}
        ),
        "invalid_claim azp",
    ),
    "for nobody": (without("aud"), "missing_claim aud"),
    "by another issuer": (claim("iss", "https://evil.example"), "invalid_claim iss"),
    "expired": (claim("exp", AT - 61), "expired_token exp"),
    "that never expires": (without("exp"), "missing_claim exp"),
    "that expires never": (claim("exp", float("nan")), "invalid_claim exp"),
    "from the future": (claim("iat", AT + 61), "invalid_claim iat"),
    "not good yet": (claim("nbf", AT + HOUR), "invalid_claim nbf"),
    "of another access token": (claim("at_hash", "xxxx"), "invalid_claim at_hash"),
    "about nobody": (without("sub"), "missing_claim sub"),
    "signed by another key": (elsewhere_signed, "bad_signature"),
    "signed by nobody": (token(unsigned), "unsupported_algorithm"),
    "signed with the public key": (signed_with_the_public_key, "unsupported_algorithm"),
    "cut short": (token(lambda words: words[:-4]), "bad_signature"),
    "no token at all": (token(lambda _: ""), "decode_error"),
    "whose other half is about somebody else": (more_of("u-2"), "userinfo sub"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_is_not_right_is_not_believed(forger: Forger, forgery: str):
    forge, why = FORGERIES[forgery]
    provider = ours(forger.issuer)
    journey = begun(provider)
    forge(forger)
    provider = ours(forger.issuer)  # one that has not heard the forger before

    outcome = provider.vouch(forger.gives_code(journey.url), journey, NOW)

    assert isinstance(outcome, Doubted), outcome
    assert outcome.why.startswith(why), outcome.why


def test_the_forgeries_fail_for_what_is_forged_alone(forger: Forger):
    forger.forges_claims = lambda claims: claims | {"aud": [CLIENT], "azp": CLIENT, "nbf": AT}

    assert travelled(ours(forger.issuer), forger) == MO


def test_another_browsers_code_does_not_fit(forger: Forger):
    """A code that an attacker slips into somebody's return was not given for that somebody's secrets."""
    provider = ours(forger.issuer)
    victims, attackers = begun(provider), begun(provider)

    assert provider.vouch(forger.gives_code(attackers.url), victims, NOW) == Doubted(why="invalid_grant")
    assert provider.vouch(forger.gives_code(victims.url), victims, NOW) == MO


def test_a_code_is_good_once(forger: Forger):
    provider = ours(forger.issuer)
    journey = begun(provider)
    code = forger.gives_code(journey.url)

    assert provider.vouch(code, journey, NOW) == MO
    assert provider.vouch(code, journey, NOW) == Doubted(why="invalid_grant")


def test_a_wrong_secret_of_ours_is_said(forger: Forger):
    provider = ours(forger.issuer, client_secret="another")
    journey = begun(provider)

    assert provider.vouch(forger.gives_code(journey.url), journey, NOW) == Doubted(why="invalid_client")


METADATA: dict[str, tuple[Any, str]] = {
    "of somebody else": ({"issuer": "https://evil.example"}, "issuer"),
    "with an address that is none": ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint"),
    "with keys in a file": ({"jwks_uri": "file:///etc/passwd"}, "jwks_uri"),
    "without an address for tokens": ({"token_endpoint": None}, "AttributeError"),
}


@pytest.mark.parametrize("what", METADATA)
def test_what_it_says_of_itself_is_looked_at(forger: Forger, what: str):
    change, why = METADATA[what]
    forger.forges_metadata = lambda said: said | change

    assert ours(forger.issuer).journey(MINT, NOW) == Away(why=why)


def test_over_https_nothing_goes_in_the_clear():
    provider = ours("https://login.example")
    said = {
        "issuer": "https://login.example",
        "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "http://login.example/token",
        "jwks_uri": "https://login.example/keys",
    }

    assert provider.unsafe_endpoint(said) == "token_endpoint"
    assert provider.unsafe_endpoint(said | {"token_endpoint": "https://login.example/token"}) is None


@pytest.mark.parametrize(
    ("issuer", "fits"), [(None, True), ("https://login.example", True), ("https://evil.example", False), ("", False)]
)
def test_a_return_that_names_another_issuer_is_not_ours(issuer: str | None, fits: bool):
    assert ours("https://login.example").calls_itself(issuer) is fits


# -- its weather


@pytest.mark.parametrize("answer", [HANG, RESET, Answer(status=500), Answer(status=404), Answer(body="<html>")])
def test_a_provider_that_does_not_answer_is_away_before_and_after(forger: Forger, answer: Answer):
    provider = ours(forger.issuer, seconds=0.2)
    journey = begun(ours(forger.issuer))
    code = forger.gives_code(journey.url)
    forger.server.answers = [answer]

    assert isinstance(provider.journey(MINT, NOW), Away)
    assert isinstance(provider.vouch(code, journey, NOW), Away)


def test_a_provider_that_dies_on_the_way_is_away(forger: Forger):
    provider = ours(forger.issuer)
    journey = begun(provider)
    forger.server.answers = [Answer(status=502, body="<html>")]

    assert isinstance(provider.vouch("code", journey, NOW), Away)


def test_a_port_that_refuses_and_one_that_is_deaf_are_away(closed_port: int, deaf_port: int):
    for port in (closed_port, deaf_port):
        assert isinstance(ours(f"http://127.0.0.1:{port}", seconds=0.2).journey(MINT, NOW), Away)


def test_while_it_hangs_a_few_wait_and_the_others_are_told_at_once(forger: Forger):
    """The portal's threads are for whoever reports an emergency."""
    provider = ours(forger.issuer)
    all_wait = Barrier(AT_ONCE + 1)

    def hangs(_: Asked) -> Answer:
        all_wait.wait(30)
        return HANG

    forger.server.answers = [hangs]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(provider.journey, MINT, NOW) for _ in range(AT_ONCE)]
        all_wait.wait(30)
        assert provider.journey(MINT, NOW) == Away(why="busy")
        assert not any(one.done() for one in waiting)
        forger.server.answers = [forger._answer]
        forger.server.released.set()
        assert all(isinstance(one.result(), Away) for one in waiting)

    assert isinstance(provider.journey(MINT, NOW), Journey), "their places are free again"


# -- what is remembered


def test_what_it_says_of_itself_is_asked_for_once_an_hour(forger: Forger):
    provider = ours(forger.issuer)
    assert (forger.asked("/.well-known/openid-configuration"), forger.asked("/keys")) == (0, 0)

    for _ in range(3):
        assert travelled(provider, forger) == MO
    assert (forger.asked("/.well-known/openid-configuration"), forger.asked("/keys")) == (1, 1)

    later = NOW + LASTING
    forger.now = lambda: later
    assert travelled(provider, forger, later) == MO
    assert (forger.asked("/.well-known/openid-configuration"), forger.asked("/keys")) == (2, 2)


def test_a_new_key_is_asked_for_when_it_is_met(forger: Forger):
    provider = ours(forger.issuer)
    assert travelled(provider, forger) == MO

    forger.gets_new_key()

    assert travelled(provider, forger) == MO
    assert forger.asked("/keys") == 2


def test_its_library_is_imported_by_the_first_sign_in_and_not_before(tmp_path: Path):
    code = (
        "import sys; from app import create_app; from config import Settings;"
        "page = create_app(Settings.from_env()).test_client().get('/manage/sign-in').text;"
        "assert 'company account' in page;"
        "sys.exit(', '.join({'authlib', 'joserfc', 'requests'} & {*sys.modules}) or 0)"
    )
    settings = {
        "OIDC_ISSUER": "http://127.0.0.1:1", "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_ROLES": "groups: portal-managers=manager", "DATABASE_URL": f"sqlite:///{tmp_path}/portal.db", "PATH": "",
    }  # fmt: skip

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=settings, capture_output=True, check=False)

    assert done.stderr == b""
    assert done.returncode == 0

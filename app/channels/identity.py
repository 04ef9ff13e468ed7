"""The company's identity provider (OpenID Connect): where browsers are sent, and what is believed of their return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.identity import Away, Doubted, Journey, Vouched, vouched
from app.domain.tokens import Mint

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

    Session = Any  # the client library has no types
    Question = TypeVar("Question", Journey, Vouched)

WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ENDPOINTS = (*NEEDED, "userinfo_endpoint")
SCOPE = ("openid", "email", "profile")
LASTING = timedelta(hours=1)  # what the provider says of itself, and its keys, are asked for again after
LEEWAY = 60  # seconds by which its clock may be off
AT_ONCE = 4  # requests that may wait for it: the others' threads are for whoever reports an emergency
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


class _Disbelieved(Exception):
    """Something in an answer is not as it must be."""


class IdentityProvider:
    """The provider called `issuer`, to which we are `client_id`. A request to it takes at most `seconds` to answer.

    Asked only while somebody signs in by it: the library is imported, and the provider heard, at the first of them.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        claim: str,
        roles: Sequence[tuple[str, str]],
        redirect_uri: str,
        seconds: float = 5,
    ) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._claim = claim
        self._roles = roles
        self._redirect_uri = redirect_uri
        self._seconds = seconds
        self._places = BoundedSemaphore(AT_ONCE)
        self._metadata: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def journey(self, mint: Mint, now: datetime) -> Journey | Away:
        """A browser's way there and back, with fresh secrets for its return."""
        outcome = self._ask(lambda session: self._begun(session, mint, now))
        return Away(why=outcome.why) if isinstance(outcome, Doubted) else outcome

    def vouch(self, code: str, journey: Journey, now: datetime) -> Vouched | Doubted | Away:
        """Who came back, for the code that they brought."""
        return self._ask(lambda session: self._vouched(session, code, journey, now))

    def calls_itself(self, issuer: str | None) -> bool:
        """Whether a return that names its issuer names this one (RFC 9207); most name none."""
        return issuer is None or issuer.rstrip("/") == self._issuer

    def unsafe_endpoint(self, said: Mapping[str, Any]) -> str | None:
        """Which of the addresses that we use is not encrypted as the issuer's own is, or None."""
        safe = ("https://", "http://") if self._issuer.startswith("http://") else ("https://",)
        used = [name for name in ENDPOINTS if name in said or name in NEEDED]
        return next((name for name in used if not said[name].startswith(safe)), None)

    def _ask(self, question: Callable[[Session], Question]) -> Question | Doubted | Away:
        from authlib.common.errors import AuthlibBaseError
        from authlib.integrations.requests_client import OAuth2Session
        from joserfc.errors import JoseError
        from requests import RequestException

        if not self._places.acquire(blocking=False):
            return Away(why="busy")
        try:
            with OAuth2Session(
                self._client_id,
                self._client_secret,
                redirect_uri=self._redirect_uri,
                code_challenge_method="S256",
                default_timeout=self._seconds,
            ) as session:
                return question(session)
        except RequestException as error:
            return Away(why=type(error).__name__)
        except _Disbelieved as error:
            return Doubted(why=str(error))
        except (JoseError, AuthlibBaseError) as error:
            return Doubted(why=" ".join(filter(None, (str(error.error), getattr(error, "claim", "")))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # an answer of no known shape
            return Doubted(why=type(error).__name__)
        finally:
            self._places.release()

    def _begun(self, session: Session, mint: Mint, now: datetime) -> Journey:
        said = self._described(session, now)
        state, nonce, verifier = mint.id(), mint.id(), mint.id() + mint.id()
        more = [self._claim] if self._claim in said.get("scopes_supported", ()) else []
        url, _ = session.create_authorization_url(
            said["authorization_endpoint"],
            state=state,
            nonce=nonce,
            code_verifier=verifier,
            scope=" ".join([*SCOPE, *more]),
        )
        return Journey(url=url, state=state, nonce=nonce, verifier=verifier)

    def _vouched(self, session: Session, code: str, journey: Journey, now: datetime) -> Vouched:
        said = self._described(session, now)
        ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        session.token_endpoint_auth_method = (
            "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        )
        token = session.fetch_token(
            said["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=journey.verifier
        )
        claims = self._claims(session, token, journey.nonce, now)
        found = vouched([claims], self._claim, self._roles)
        if (found.email is None or found.role is None) and "userinfo_endpoint" in said:
            bearer = {"Authorization": f"Bearer {token['access_token']}"}
            more = self._fetched(session, said["userinfo_endpoint"], headers=bearer)
            if more.get("sub") != claims["sub"]:
                raise _Disbelieved("userinfo sub")
            found = vouched([claims, more], self._claim, self._roles)
        return found

    def _claims(self, session: Session, token: Mapping[str, Any], nonce: str, now: datetime) -> Mapping[str, Any]:
        """The identity token's claims: signed by the provider, for us, for this journey, and not too old."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError

        said = self._described(session, now)
        stated = said.get("id_token_signing_alg_values_supported", ["RS256"])
        algorithms = [name for name in stated if name in SIGNATURES]
        try:
            read = jwt.decode(token["id_token"], self._key_set(session, now), algorithms=algorithms)
        except InvalidKeyIdError:  # signed with a key that is newer than those we know
            self._keys = None
            read = jwt.decode(token["id_token"], self._key_set(session, now), algorithms=algorithms)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {"iss": {"essential": True, "value": said["issuer"]}, "aud": {"essential": True, "value": self._client_id}},
            {"nonce": nonce, "client_id": self._client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        return dict(claims)

    def _described(self, session: Session, now: datetime) -> Mapping[str, Any]:
        """What the provider says of itself."""
        kept = self._metadata
        if kept is None or now - kept[0] >= LASTING:
            said = self._fetched(session, self._issuer + WELL_KNOWN)
            if said["issuer"].rstrip("/") != self._issuer:
                raise _Disbelieved("issuer")
            if unsafe := self.unsafe_endpoint(said):
                raise _Disbelieved(unsafe)
            self._metadata = kept = (now, said)
        return kept[1]

    def _key_set(self, session: Session, now: datetime) -> KeySet:
        """The keys that it signs with."""
        from joserfc.jwk import KeySet

        kept = self._keys
        if kept is None or now - kept[0] >= LASTING:
            said: Any = self._fetched(session, self._described(session, now)["jwks_uri"])
            self._keys = kept = (now, KeySet.import_key_set(said))
        return kept[1]

    def _fetched(self, session: Session, url: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        answer = session.get(url, headers=headers, withhold_token=True)
        answer.raise_for_status()
        said = answer.json()
        if not isinstance(said, dict):
            raise _Disbelieved("not an object")
        return said

"""What texts and calls by Twilio have in common: one account, one client, one way to hand a message over."""

from __future__ import annotations

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.channels.twilio_errors import failure_of
from app.domain.delivery import Balance, Message, Outcome, Receipt, Refused, Unavailable

log = logging.getLogger(__name__)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, kw_only=True)
class TwilioAccount:
    """Whose account it is, and where it is reached. `sender` is the number that texts and calls come from."""

    account_sid: str
    api_key: str
    api_secret: str
    sender: str
    base_url: str | None = None
    timeout: float = 10


class TwilioBalance:
    """Asks how much credit the account has left."""

    provider = "twilio"

    def __init__(self, account: TwilioAccount) -> None:
        from twilio.rest import Client

        from app.channels.twilio_http import BoundedHttpClient

        self._http = BoundedHttpClient(base_url=account.base_url, timeout=account.timeout)
        new_client: Callable[..., Any] = Client
        self._client = new_client(account.api_key, account.api_secret, account.account_sid, http_client=self._http)

    def left(self) -> Balance | Refused | Unavailable:
        """The balance, or why it is not known. Never raises."""
        try:
            found = self._client.api.v2010.account.balance.fetch()
            return Balance(amount=float(found.balance), currency=str(found.currency))
        except (TypeError, ValueError):
            return Unavailable(code="garbled", words="the balance could not be read")
        except Exception as error:
            return failure_of(error, self._http.headers)


class TwilioChannel(ABC):
    """Hands messages to one of Twilio's resources.

    `status_callback` gives the URL to which a delivery's receipts are to come. ValueError where the account is not
    whole.
    """

    provider = "twilio"
    resource: str  # as Twilio's client calls it

    def __init__(self, account: TwilioAccount, status_callback: Callable[[str], str]) -> None:
        from twilio.rest import Client

        from app.channels.twilio_http import BoundedHttpClient

        login = (account.api_key, account.api_secret, account.account_sid)
        if not (all(login) and account.sender):
            raise ValueError(f"{self.resource} need an account SID, an API key, its secret and a sender")
        self._http = BoundedHttpClient(base_url=account.base_url, timeout=account.timeout)
        new_client: Callable[..., Any] = Client
        self._resource = getattr(new_client(*login, http_client=self._http), self.resource)
        self._sender = account.sender
        self._status_callback = status_callback

    def send(self, message: Message) -> Outcome:
        """Hands one over to Twilio, which is not idempotent: an unknown outcome may have reached a phone."""
        if not E164.fullmatch(message.to):
            return Refused(code="number", words="the number is not in international form")
        try:
            return self._outcome(self._resource.create(**self._asked(message)))
        except Exception as error:
            return failure_of(error, self._http.headers)

    def became(self, delivery_id: str, provider_id: str) -> Receipt | None:
        """The receipt that should have come, as Twilio has it now: the same one, if it comes after all."""
        try:
            return self._receipt(self._resource(provider_id).fetch(), delivery_id)
        except Exception as error:
            log.warning("twilio could not be asked: %s", failure_of(error, self._http.headers).code)
            return None

    @abstractmethod
    def _asked(self, message: Message) -> dict[str, Any]:
        """What the client is asked for."""

    @abstractmethod
    def _outcome(self, created: Any) -> Outcome:
        """What the client's answer means."""

    @abstractmethod
    def _receipt(self, found: Any, delivery_id: str) -> Receipt | None:
        """What the client found, as a status callback would have said it."""

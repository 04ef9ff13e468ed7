"""Twilio's codes and what each means for a message, the same for an answer and for a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from app.channels.failures import fit_to_keep, garbled, interrupted, wait_asked
from app.domain.delivery import Refused, Unavailable


class Sort(StrEnum):
    """What a code asks of us."""

    TRANSIENT = "transient"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    PERSON = "person"
    CONTENT = "content"
    OURS = "ours"
    ACCOUNT = "account"
    UNRECOGNISED = "unrecognised"


CODES: dict[str, tuple[Sort, str]] = {
    "429": (Sort.TRANSIENT, "too many requests"),
    "20429": (Sort.TRANSIENT, "too many requests"),
    "20503": (Sort.TRANSIENT, "the provider is busy"),
    "30001": (Sort.TRANSIENT, "the provider's queue is full"),
    "30036": (Sort.TRANSIENT, "it waited longer than it was to last"),
    "30008": (Sort.UNKNOWN, "the carrier gave no reason"),
    "30410": (Sort.UNKNOWN, "the carrier did not answer in time"),
    "30003": (Sort.UNREACHABLE, "the phone is off or out of reach"),
    "21211": (Sort.PERSON, "not a valid number"),
    "21614": (Sort.PERSON, "not a mobile number"),
    "21635": (Sort.PERSON, "a landline, which takes no texts"),
    "30005": (Sort.PERSON, "the number is unknown or no longer in use"),
    "30006": (Sort.PERSON, "a landline or a carrier that takes no texts"),
    "21610": (Sort.PERSON, "the person has opted out by STOP"),
    "30004": (Sort.CONTENT, "the message was blocked"),
    "30007": (Sort.CONTENT, "the carrier filtered the text"),
    "21214": (Sort.UNREACHABLE, "the number cannot be reached"),
    "21217": (Sort.PERSON, "not a valid number"),
    "13224": (Sort.PERSON, "not a number that can be rung"),
    "21617": (Sort.CONTENT, "the text is too long"),
    "20003": (Sort.ACCOUNT, "our credentials were not accepted"),
    "21606": (Sort.OURS, "our sender cannot send to this number"),
    "21608": (Sort.OURS, "a trial account only reaches verified numbers"),
    "21408": (Sort.OURS, "the account may not send to this country"),
    "21612": (Sort.OURS, "our sender and this number do not go together"),
    "30002": (Sort.ACCOUNT, "our account is suspended"),
    "21205": (Sort.OURS, "our address for the call's words was not accepted"),
    "21210": (Sort.OURS, "our number is not verified for calls"),
    "21212": (Sort.OURS, "our number cannot make calls"),
    "21215": (Sort.OURS, "the account may not call this country"),
    "21219": (Sort.OURS, "a trial account only rings verified numbers"),
    "13227": (Sort.OURS, "the account may not call this country"),
    "30034": (Sort.OURS, "our sender is not registered with the carriers"),
}

REFUSED = (Sort.PERSON, Sort.CONTENT, Sort.OURS, Sort.ACCOUNT)


OPTED_OUT = "21610"


def sort_of(code: int | str | None, http_status: int | None = None) -> Sort:
    """What the code asks of us; the HTTP status answers for a code that is not in the table."""
    if (known := CODES.get(_plain(code))) is not None:
        return known[0]
    if http_status == 429:
        return Sort.TRANSIENT
    if http_status in (401, 403):
        return Sort.ACCOUNT
    if http_status is not None and http_status >= 500:
        return Sort.UNKNOWN
    return Sort.UNRECOGNISED


def outcome_of(
    code: int | str | None, words: str, http_status: int | None = None, retry_after: timedelta | None = None
) -> Refused | Unavailable:
    """The outcome that a code stands for. A code nobody has met is unavailable: it is tried again, within a cap."""
    sort = sort_of(code, http_status)
    kept = _plain(code) or str(http_status or "")
    meaning = fit_to_keep(words) or CODES.get(kept, (sort, "no reason was given"))[1]
    if sort in REFUSED:
        is_for_all = sort is Sort.ACCOUNT
        return Refused(
            code=kept,
            words=meaning,
            ours=is_for_all or sort is Sort.OURS,
            for_all=is_for_all,
            opted_out=kept == OPTED_OUT,
        )
    return Unavailable(code=kept, words=meaning, unknown=sort is Sort.UNKNOWN, retry_after=retry_after)


def failure_of(error: Exception, headers: Mapping[str, str] | None) -> Refused | Unavailable:
    """The outcome of a request that raised; `headers` are those of the answer, if there was one."""
    from twilio.base.exceptions import TwilioRestException, TwilioServiceException
    from urllib3.exceptions import HTTPError

    match error:
        case TwilioRestException(status=status, code=code, msg=words):
            words = words.removeprefix("Unable to create record").removeprefix(": ")
            return outcome_of(code, words, status, wait_asked(headers))
        case TwilioServiceException(status=status, code=code, title=title, detail=detail):
            return outcome_of(code, detail or title, status, wait_asked(headers))
        case HTTPError() | OSError():
            return interrupted(error)
    return garbled(f"the answer could not be read ({type(error).__name__})")


def _plain(code: int | str | None) -> str:
    return "" if code is None else str(code).strip()

"""Telephone numbers of staff: how one that was typed is understood, and which are not rung or texted."""

from __future__ import annotations

import re
from collections.abc import Sequence

FOR_DRAMA = re.compile(r"\+44(7700900|1632960|1134960|2079460)[0-9]{3}")  # Ofcom keeps them for stories: nobody's


class NumberError(ValueError):
    """The number cannot be: why, in words for whoever typed it."""


def understood(words: str, countries: Sequence[str], *, is_texted: bool) -> str:
    """The number in international form. Without a country code it is of the first of `countries`."""
    import phonenumbers  # costs 30 ms, and few pages need it

    shown = " ".join(words.split())[:40]
    try:
        number = phonenumbers.parse(words, countries[0])
    except phonenumbers.NumberParseException:
        raise NumberError(f"{shown} is not a telephone number such as +447700900101") from None
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if FOR_DRAMA.fullmatch(plain) and "GB" in countries:
        return plain
    country = phonenumbers.region_code_for_number(number)
    if number.extension or not phonenumbers.is_valid_number(number):
        raise NumberError(f"{shown} is not a telephone number that exists: look at its length and its first digits")
    if country not in countries:
        allowed = ", ".join(countries)
        raise NumberError(f"{shown} is a number of {country or 'no country'}; we ring and text those of {allowed}")
    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    costly = (kinds.PREMIUM_RATE, kinds.SHARED_COST, kinds.PERSONAL_NUMBER)  # a British 070 is no mobile
    if kind in (*costly, kinds.UAN, kinds.VOICEMAIL, kinds.PAGER):
        raise NumberError(f"{shown} is a number that costs extra or rings nobody")
    if is_texted and kind == kinds.FIXED_LINE:
        raise NumberError(f"{shown} is a landline, which takes no texts: choose calls")
    return plain

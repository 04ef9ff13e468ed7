"""The part of a policy file about staff: the countries whose telephone numbers they may have."""

from __future__ import annotations

import re

from app.domain.policy import SupportPolicy
from app.domain.policy_section import Section

USUAL = "GB"

_COUNTRY = re.compile(r"[A-Z]{2}")


def countries(root: Section) -> tuple[str, ...]:
    """The countries that the file names, by their two letters; none where it leaves them out."""
    found = []
    for path, value in root.items("staff_countries"):
        if isinstance(value, str) and _COUNTRY.fullmatch(value):
            found.append(value)
        else:
            root.findings.add(path, f'{value!r} must be two capital letters, as in "GB"')
    return tuple(dict.fromkeys(found))


def rung(policy: SupportPolicy) -> tuple[str, ...]:
    """The countries whose numbers are rung and texted: those that are named, else the usual one and its regions'."""
    hours = (policy.hours, *(region.hours for region in policy.regions))
    derived = (each.holidays.country for each in hours if each and each.holidays)
    return policy.staff_countries or tuple(dict.fromkeys((USUAL, *derived)))

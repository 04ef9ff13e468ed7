"""The intake log's filters as they stand in the address, so that a bookmark is a view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import request
from sqlalchemy.orm import Session

from app.domain.directory import Entry
from app.domain.log_marks import UNVERIFIED
from app.domain.triage import OTHER, UNSURE
from app.domain.words import cleaned
from app.store import customers, log, staff
from app.store.customers import Customer
from app.store.log import COUNTED, LogFilter, Place
from app.web.manager.log_orders import ORDERS
from app.web.room import desk, now

Options = dict[str, str]

NAMES = (
    "when", "night", "service", "customer", "verdict", "status", "standing", "engineer", "source", "drills", "search",
    "sort",
)  # fmt: skip
SPANS = {
    "night": timedelta(hours=18),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
WHEN = {"": "Any time", "night": "Last night", "week": "Last 7 days", "month": "Last 31 days", "year": "Last 366 days"}
VERDICTS = {"": "Any outcome", "accepted": "Accepted", "declined": "Not covered", "closed": "Gate closed"}
STATUSES = {
    "": "Any status",
    "open": "All that is open",
    "paging": "Paging: nobody has it",
    "acknowledged": "Acknowledged",
    "replied": "Replied",
    "duplicate": "Duplicate",
    "resolved": "Resolved",
    "closed": "Closed",
    "handed-over": "Handed over",
    "not-covered": "Not covered",
}
STANDINGS = {"": "Any target", "running": "Still running", "met": "Met", "missed": "Missed"}
SOURCES = {"": "Any way", "form": "The form", "mail": "Mail", "telephone": "Telephone", "API": "A customer's program"}
DRILLS = {"": "Reports", "yes": "Drills"}
BY_TIME = {"": "Newest first", "oldest": "Oldest first"}
SORTS = BY_TIME | {name: order.words for name, order in ORDERS.items()}
OLDER_WORDS: dict[str, Options] = {  # a status that older bookmarks ask for, and what it is now
    "waiting": {"status": "paging"},
    "missed": {"status": "", "standing": "missed"},
    "unverified": {"status": "", "customer": UNVERIFIED},
    "drills": {"status": "", "drills": "yes"},
}
LONGEST = 100
MOST_NAMES = 200  # of customers that the field suggests


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for. `problem`: why nothing can match, in words, by the field that says so.

    `is_too_much`: more reports match than can be put in another order than that of time, so that they stand in it.
    """

    wanted: LogFilter
    told: Mapping[str, str]
    problem: Mapping[str, str]
    after: Place | None
    is_too_much: bool

    @property
    def sort(self) -> str:
        """The order in which they stand, of `SORTS`."""
        return "" if self.is_too_much else self.told.get("sort", "")

    @property
    def order(self) -> str:
        """That order where it is by a column, all on one page; empty where it is by time."""
        return self.sort if self.sort in ORDERS else ""

    @property
    def oldest_first(self) -> bool:
        """Whether the oldest report stands first."""
        return self.sort == "oldest"

    def query(self, **more: str) -> str:
        """The filters as they stand in an address, after the question mark. What is empty is left out."""
        return urlencode({name: words for name, words in {**self.told, **more}.items() if words})


def asked(db: Session, args: Mapping[str, str] | None = None) -> Asked:
    """What the request's address asks for, or these arguments. What means nothing is as if it were not there."""
    given = request.args if args is None else args
    told = {name: words for name in NAMES if (words := cleaned(given.get(name))[:LONGEST])}
    told = {name: words for name, words in (told | OLDER_WORDS.get(told.get("status", ""), {})).items() if words}
    known = options(db)
    told = {name: words for name, words in told.items() if name not in known or words in known[name]}
    problem: Options = {}
    customer = _customer(db, told.get("customer", ""), problem)
    since, until = _span(told, problem)
    wanted = LogFilter(
        since=since,
        until=until,
        customer=customer,
        drills="drills" in told,
        search=told.get("search", ""),
        **{name: told.get(name, "") for name in ("service", "verdict", "status", "standing", "engineer", "source")},
    )
    if wanted.search and not wanted.words:
        problem["search"] = "Search for words or numbers: signs alone are not searched for"
    is_too_much = told.get("sort") in ORDERS and not problem and log.count(db, wanted) > COUNTED
    return Asked(wanted=wanted, told=told, problem=problem, after=_after(given.get("before")), is_too_much=is_too_much)


def options(db: Session) -> dict[str, Options]:
    """What each filter that is chosen from a list offers, by what stands in the address."""
    policy = desk().policy
    named = {one.slug: one.name for one in policy.services} | {one.slug: one.name for one in policy.exclusions}
    return {
        "when": WHEN,
        "service": {"": "Any service", **named, OTHER: "Something else", UNSURE: "Not sure which"},
        "verdict": VERDICTS,
        "status": STATUSES,
        "standing": STANDINGS,
        "engineer": {"": "Anybody", **{one.id: one.name for one in staff.everybody(db)}},
        "source": SOURCES,
        "drills": DRILLS,
        "sort": SORTS,
    }


def customers_named(db: Session) -> list[str]:
    """The names that the customer's field suggests, where there are not too many of them."""
    found = customers.page(db, search="", archived=False, after=None, limit=MOST_NAMES + 1)
    return [customer.name for customer, _ in found] if len(found) <= MOST_NAMES else []


def customer_words(db: Session, told: Mapping[str, str]) -> str:
    """What stands in the customer's field: a name, where the address holds an id."""
    words = told.get("customer", "")
    known = db.get(Customer, words) if words else None
    return words if known is None else known.name


def _customer(db: Session, words: str, problem: Options) -> str:
    """The customer's id: of an id, of "nobody" for whoever was not recognised, or of a name."""
    if words in ("", UNVERIFIED) or db.get(Customer, words) is not None:
        return words
    found = [one for archived in (False, True) for one, _ in _page(db, words, archived)]
    exact = [one for one in found if one.name.casefold() == words.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0].id
    problem["customer"] = "More than one customer fits: write the whole name" if found else "There is no such customer"
    return ""


def _page(db: Session, words: str, archived: bool) -> Sequence[tuple[Customer, Entry]]:
    return customers.page(db, search=words, archived=archived, after=None, limit=MOST_NAMES)


def _span(told: Mapping[str, str], problem: Options) -> tuple[datetime | None, datetime | None]:
    """The span of time: of the night that began on a date, from noon to noon, or up to now."""
    if "night" in told:
        try:
            return _night(date.fromisoformat(told["night"]))
        except (ValueError, OverflowError):
            problem["night"] = "Write the date on which the night began as 2026-11-20"
    when = told.get("when", "")
    return (now() - SPANS[when] if when else None), None


def _night(day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(desk().policy.hours.zone)
    noons = (datetime.combine(one, time(12), zone) for one in (day, day + timedelta(days=1)))
    since, until = (noon.astimezone(UTC) for noon in noons)
    return since, until


def _after(before: str | None) -> Place | None:
    """The last row of the page before this one."""
    at, _, report_id = cleaned(before).partition(" ")
    try:
        instant = datetime.fromisoformat(at)
        return (instant.astimezone(UTC), report_id) if instant.tzinfo and report_id else None
    except (ValueError, OverflowError):
        return None

"""What a text message says: one segment, our own words only, and what is left out first when it is too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.gsm7 import SEGMENT, gsm7, septets, shortened

TROUBLES = {
    "acknowledged": "nobody has acknowledged",
    "replied": "nobody has replied",
    "resolved": "it is not resolved",
}  # what managers are warned of, by what would have kept the promise


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """What every message about an incident may mention. `company` is the directory's name, never typed words.

    work_until: when the maintenance that is going on there is over.
    """

    brand: str
    reference: str
    services: tuple[str, ...]
    affected: str
    company: str
    since: str
    due: str
    work_until: str = ""

    @property
    def headline(self) -> str:
        """ "CRM down, ALL users": what has stopped, and for whom."""
        return f"{self.what}, {self.whom}"

    @property
    def what(self) -> str:
        """ "CRM + Sites down"."""
        return f"{' + '.join(self.services) or 'A service'} down"

    @property
    def whom(self) -> str:
        """ "ALL users", or that the reporter was not sure."""
        return "ALL users" if self.affected == "everyone" else "perhaps ALL users"


def first_page(emergency: Emergency, link: str) -> str:
    """The first text about an incident."""
    head = f"{emergency.brand} EMERGENCY {emergency.reference}"
    return _fitted(_candidates(head, head, emergency, "", link, "Reply to customer due ", or_by_text=True))


def later_page(emergency: Emergency, link: str, *, minutes_open: int, standing: str) -> str:
    """A repeat, or the first text to somebody further down the steps. `standing` says who has it ("Nobody has it")."""
    head = f"{emergency.brand} EMERGENCY {emergency.reference} STILL OPEN"
    return _fitted(_candidates(f"{head} {minutes_open} min", head, emergency, f". {standing}", link, "Reply due "))


def grown(emergency: Emergency, link: str, *, customers: int, was: int, standing: str, unverified: bool = False) -> str:
    """An outage that more and more customers report, for those who are paged for it, or for whoever has it.

    `unverified`: the reports of strangers are counted, who need not all have the same trouble.
    """
    head = f"{emergency.brand} EMERGENCY {emergency.reference}: {emergency.what}, now {customers} customers"
    if unverified:
        head = f"{emergency.brand} EMERGENCY {emergency.reference}, first {emergency.what}: now {customers} unverified"
        head += " reports"
    was_so_many = f" (was {was})" if was > 1 else ""
    ends = (f". One incident, one link: {link} {standing}", f". One link: {link} {standing}", f". Ack: {link}")
    who = "unverified" if unverified else "customers"
    shortest = f"{emergency.brand} {emergency.reference}: now {customers} {who}. Ack: {link}"
    return _fitted(iter([*(f"{head}{was_so_many}{end}" for end in ends), f"{head}{ends[-1]}", shortest]))


def help_wanted(emergency: Emergency, link: str, *, asker: str) -> str:
    """For colleagues whom whoever has it wakes to help."""
    head = f"{emergency.brand} EMERGENCY {emergency.reference}: {asker} has it and asks for your help"
    return _request(head, emergency, link)


def asked(emergency: Emergency, link: str, *, asker: str, holder: str) -> str:
    """For a colleague who is asked by name to take it, from whoever has it."""
    head = f"{emergency.brand} EMERGENCY {emergency.reference}: {asker} asks you to take it"
    return _request(f"{head} from {holder}" if holder else head, emergency, link)


def asked_of_another(emergency: Emergency, *, asker: str, asked: str) -> str:
    """For whoever has it, while a colleague is asked to take it from them."""
    head = f"{emergency.brand} {emergency.reference}: {asker} asks {asked} to take it from you"
    return _cut(f"{head}. You have it until {asked} does, and we tell you then.")


def _request(head: str, emergency: Emergency, link: str) -> str:
    ends = (
        f". {emergency.headline}, {_one_line(emergency.company)}: {link} ",
        f". {emergency.what}: {link} ",
        f": {link} ",
    )
    due = f"Reply due {emergency.due}" if emergency.due else ""
    shortest = f"{emergency.brand} EMERGENCY {emergency.reference}: {link} "
    return _fitted(iter([*(f"{head}{end}{due}" for end in ends), f"{head}{ends[-1]}", shortest]))


def overdue(emergency: Emergency, *, holder: str, left: str) -> str:
    """For whoever said that they reply by now, and for the managers."""
    text = f"{emergency.brand} {emergency.reference}: {holder} said they would reply by now, and has not"
    return _cut(f"{text}. {emergency.headline}, {emergency.company}. Reply due {emergency.due}, {left}")


def undescribed(brand: str, reference: str, link: str) -> str:
    """A page about an incident whose facts cannot be put into words: that there is one is what must be said."""
    return _cut(f"{brand} EMERGENCY {reference}: we cannot say more here. Ack: {link} or reply 1")


def stand_down(emergency: Emergency, *, name: str, at: str) -> str:
    """For those who were paged and need not get up."""
    return _cut(f"{emergency.brand} {emergency.reference} acknowledged by {name} {at}. You can go back to sleep.")


def released(emergency: Emergency, *, name: str, at: str) -> str:
    """For whoever had it, or was paged for it, when the daytime desk has accepted it."""
    head = f"{emergency.brand} {emergency.reference}"
    return _cut(f"{head}: the daytime desk has it now ({name}, {at}). You need not do anything more about it.")


def warning(emergency: Emergency, *, trouble: str, left: str, due: str) -> str:
    """For the duty manager: a promise is about to be broken, or was. `due`: "Reply due 05:02"."""
    text = f"{emergency.brand} {emergency.reference} {trouble}, {left}. {emergency.headline}, {emergency.company}."
    return _cut(f"{text} {due}")


def _fitted(candidates: Iterator[str]) -> str:
    text = ""
    for candidate in candidates:
        text = gsm7(candidate)
        if septets(text) <= SEGMENT:
            break
    return text


def _candidates(
    head: str,
    bare_head: str,
    emergency: Emergency,
    standing: str,
    link: str,
    before_deadline: str,
    or_by_text: bool = False,
) -> Iterator[str]:
    """The text, shorter and shorter. The last one fits with the longest PUBLIC_URL that the settings allow."""
    what = emergency.headline
    since = f", since {emergency.since}" if emergency.since else ""
    name = _one_line(emergency.company)
    company = f", {name}" if name else ""
    due = f"{before_deadline}{emergency.due}" if emergency.due else ""
    short_due = f"Due {emergency.due}" if emergency.due else ""
    middle = f"{standing}. Ack: {link} "
    if emergency.work_until:
        work = f", in maintenance until {emergency.work_until}"
        yield f"{head}: {what}{company}{since}{work}{middle}{due}"
        yield f"{head}: {what}{company}{since}{work}{middle}{short_due}"
    elif or_by_text:
        taken = f"{standing}. Ack: {link} or reply 1. "
        yield f"{head}: {what}{company}{since}{taken}{due}"
        yield f"{head}: {what}{company}{since}{taken}{short_due}"
    yield f"{head}: {what}{company}{since}{middle}{due}"
    yield f"{head}: {what}{company}{since}{middle}{short_due}"
    yield f"{head}: {what}{company}{middle}{short_due}"
    room = SEGMENT - septets(gsm7(f"{head}: {what}, {middle}{short_due}"))
    cut = shortened(name, room) if room >= 3 else ""
    if cut:
        yield f"{head}: {what}, {cut}{middle}{short_due}"
    yield f"{head}: {what}{middle}{short_due}"
    yield f"{head}: {shortened(gsm7(emergency.what), 40)}{middle}{short_due}"
    yield f"{bare_head}: {shortened(gsm7(emergency.what), 20)}{middle}{short_due}"
    yield f"{bare_head}: {shortened(gsm7(emergency.what), 20)}. Ack: {link} {short_due}"
    yield f"{bare_head}. Ack: {link} {short_due}"


def _one_line(company: str) -> str:
    """A directory's name as a text may carry it: on one line, and with nothing that a telephone takes for a link."""
    return " ".join(gsm7(company).replace("://", " ").split())


def _cut(text: str) -> str:
    return shortened(gsm7(text), SEGMENT)

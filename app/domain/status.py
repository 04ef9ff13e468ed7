"""The status that everybody may read: of each service, whether it is fine, worked on, or in trouble, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.maintenance import Window
from app.domain.policy import SupportPolicy
from app.domain.sentences import listed, say

Word = Literal["fine", "maintenance", "trouble"]

WORDS: dict[Word, str] = {
    "fine": say("status.fine"),
    "maintenance": say("status.maintenance"),
    "trouble": say("status.trouble"),
}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An incident as everybody reads of it: our own words only, and nothing that a customer told us.

    `id` is the same for as long as it is published; it opens nothing.
    """

    id: str
    services: tuple[str, ...]
    since: datetime
    published_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.resolved_at is None

    @property
    def changed_at(self) -> datetime:
        """When there was last something new to read."""
        return max(at for at in (self.published_at, self.acknowledged_at, self.resolved_at) if at)

    @property
    def standing(self) -> str:
        """What is done about it, in a sentence."""
        if self.resolved_at:
            return say("status.fixed")
        return say("status.taken") if self.acknowledged_at else say("status.alerting")


@dataclass(frozen=True, kw_only=True)
class ServiceStatus:
    """How one service is. `until`: when the maintenance is over."""

    slug: str
    name: str
    word: Word
    since: datetime | None = None
    until: datetime | None = None


def services(
    policy: SupportPolicy, troubles: Iterable[Trouble], running: Sequence[Window], at: datetime
) -> list[ServiceStatus]:
    """Each service of the policy at an instant: what is in trouble is that, whatever else is done with it."""
    open_ones = [trouble for trouble in troubles if trouble.is_open]
    found = []
    for service in policy.services:
        since = min((one.since for one in open_ones if service.slug in one.services), default=None)
        windows = [one for one in running if one.concerns(service.slug) and one.standing(at) == "running"]
        if since:
            found.append(ServiceStatus(slug=service.slug, name=service.name, word="trouble", since=since))
        elif windows:
            begun, over = min(one.starts_at for one in windows), max(one.over_at for one in windows)
            found.append(
                ServiceStatus(slug=service.slug, name=service.name, word="maintenance", since=begun, until=over)
            )
        else:
            found.append(ServiceStatus(slug=service.slug, name=service.name, word="fine"))
    return found


def names(policy: SupportPolicy, slugs: Iterable[str]) -> str:
    """The services as people call them: "Website and CRM"; "a service" where none is named."""
    return listed(known.name for slug in slugs if (known := policy.service(slug))) or say("status.a_service")

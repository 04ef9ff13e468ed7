"""The people of the stories, by what they do: report, receive, open links, press buttons, sleep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.store.deliveries import Delivery
from tests.world.browser import Browser
from tests.world.page import Page

if TYPE_CHECKING:
    from tests.world.world import World

LINK = re.compile(r"https?://\S+")


class Message:
    """A text or a mail that somebody has received."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self.delivery = delivery
        self.words = world.words_of(delivery)

    @property
    def link(self) -> str:
        """The one link in it."""
        links = LINK.findall(self.words)
        assert len(links) == 1, f"{len(links)} links in {self.words!r}"
        return links[0]

    def opens_link(self) -> Browser:
        """Opens its link in a fresh browser."""
        browser = Browser(self._world.app, self._world.desk.settings.public_url)
        browser.open(self.link)
        return browser


class Inbox:
    """What reaches somebody by one medium. What was read once does not count again."""

    def __init__(self, world: World, owner: str, medium: str) -> None:
        self._world = world
        self._owner = owner
        self._medium = medium
        self._read: set[str] = set()

    def all(self) -> list[Message]:
        """Everything ever received, oldest first."""
        mine = [d for d in self._world.deliveries() if d.person.split()[0] == self._owner and d.medium == self._medium]
        return [Message(self._world, delivery) for delivery in mine]

    def new(self) -> list[Message]:
        """What has not been read yet, oldest first."""
        return [message for message in self.all() if message.delivery.id not in self._read]

    def receives(self, words: str) -> Message:
        """The oldest unread message that says this; it and those of earlier instants are read now. Or it fails."""
        unread = self.new()
        for message in unread:
            if words in message.words:
                at = message.delivery.sent_at
                self._read |= {message.delivery.id, *(one.delivery.id for one in unread if one.delivery.sent_at < at)}
                return message
        raise AssertionError(
            f"{self._owner} received no {self._medium} with {words!r}, but {[m.words for m in unread]}"
        )

    receives_text = receives

    def is_quiet(self) -> bool:
        """Whether nothing new has come."""
        return not self.new()

    def reads_all(self) -> None:
        """Reads whatever has come."""
        self._read |= {message.delivery.id for message in self.all()}


class Call:
    """A telephone call that somebody has picked up, on the demo's phones."""

    def __init__(self, world: World, message: Message) -> None:
        self._delivery = message.delivery
        self._browser = Browser(world.app, world.desk.settings.public_url)
        self._browser.open(f"/demo/calls/{self._delivery.id}")

    @property
    def says(self) -> str:
        """What is heard now."""
        assert self._browser.page is not None
        return self._browser.page.text

    def key(self, words: str) -> str:
        """The key that the call reads out for something ("To take it")."""
        found = re.search(rf"{words}, press (\d)\.", self.says)
        assert found, self.says
        return found[1]

    def takes_it(self) -> Call:
        """Presses the key that takes the incident."""
        return self.presses(self.key("To take it"))

    def passes(self) -> Call:
        """Presses the key that passes it on."""
        return self.presses(self.key("If you cannot take it"))

    def presses(self, key: str) -> Call:
        """Presses a key."""
        assert self._browser.page is not None
        self._browser.sends(self._browser.page.form("Press nothing"), "", key=key)
        return self

    def wrong_key(self) -> str:
        """A key that is neither of the two."""
        return next(key for key in "123456789" if key not in re.findall(r"press (\d)\.", self.says))


class Colleague:
    """Somebody of the staff."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self.name = name
        self.phone = Inbox(world, name, "sms")
        self.mailbox = Inbox(world, name, "mail")
        self.calls = Inbox(world, name, "voice")

    def picks_up(self) -> Call:
        """Answers the newest call."""
        assert self.calls.all(), f"{self.name}'s telephone has not rung"
        return Call(self._world, self.calls.all()[-1])

    def signs_in(self) -> Browser:
        """A browser in which they are signed in to the desk."""
        from app.demo import PASSWORD

        browser = Browser(self._world.app, self._world.desk.settings.public_url)
        browser.open("/manage/sign-in")
        browser.presses("Sign in", email=f"{self.name.lower()}@example.com", password=PASSWORD)
        return browser


class Sent:
    """A report that a customer has sent, and its tracking page."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self.browser = browser
        self.url = page.url
        self.reference = re.search(r"reference ([A-HJKMNP-Z2-9]{5})\b", page.text)[1]  # type: ignore[index]

    def page(self) -> Page:
        """The tracking page as it is now."""
        return self.browser.open(self.url)

    def page_shows(self, words: str) -> bool:
        """Whether the tracking page says this now."""
        return self.page().shows(words)


class Customer:
    """Somebody who reports."""

    def __init__(self, world: World, name: str, company: str, email: str) -> None:
        self._world = world
        self.name = name
        self.company = company
        self.email = email
        self.mailbox = Inbox(world, name, "mail")

    def browser(self) -> Browser:
        """A fresh browser."""
        return Browser(self._world.app, self._world.desk.settings.public_url)

    def details(self, errors: str = "none") -> dict[str, str]:
        """What this customer types on page 2."""
        own = {"company": self.company, "name": self.name, "phone": "07700 900982", "email": self.email}
        return {"started": "now", "errors": errors, **own}

    def reports(
        self, services: str | list[str], errors: str = "none", affected: str = "everyone", **answers: str
    ) -> Sent:
        """Walks the two pages and sends, with answers to the policy's own questions; what is due is then done."""
        browser = self.browser()
        browser.open("/report")
        browser.presses("Continue", services=services, affected=affected)
        assert browser.page is not None
        if "/reports/" not in browser.page.url:
            page = browser.presses("Send", **(self.details(errors) | answers))
            assert page.status == 200, page.text
        self._world.settles()
        return Sent(browser, browser.page)

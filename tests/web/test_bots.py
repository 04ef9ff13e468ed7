"""Link previews and mail scanners open every link before its reader does: nothing changes until a person presses."""

from tests.web.seen import memory
from tests.world import World

GET, HEAD = "GET", "HEAD"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"

# What each asks for, in turn, with which headers; and what it adds to the address.
PROFILES: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "a chat's preview": ((GET,), {"User-Agent": "Slackbot-LinkExpanding 1.0", "Accept": "*/*"}, ""),
    "a messenger's preview": ((GET, GET), {"User-Agent": "WhatsApp/2.23.20.0 A", "Range": "bytes=0-65535"}, ""),
    "a phone's preview": ((GET,), {"User-Agent": "facebookexternalhit/1.1 Facebot Twitterbot/1.0"}, ""),
    "a mail gateway that asks twice": ((HEAD, GET), {"User-Agent": BROWSER, "X-Forwarded-For": "40.94.1.1"}, ""),
    "a scanner that asks at once and later": ((GET, GET, GET), {"User-Agent": BROWSER, "Pragma": "no-cache"}, ""),
    "a scanner with heads only": ((HEAD, HEAD), {"User-Agent": "BarracudaCentral"}, ""),
    "a scanner that follows everything": ((GET, "OPTIONS"), {"Accept": "*/*", "User-Agent": ""}, "?by=mail"),
    "a browser's prefetch": ((GET,), {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender"}, ""),
    "a cache that asks whether it changed": ((GET, GET), {"If-None-Match": '"x"', "If-Modified-Since": "0"}, ""),
    "a proxy that changes the method": ((GET,), {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}, ""),
    "an address that says what to do": (
        (GET,), {"User-Agent": BROWSER}, "?_method=POST&person=yes&by=mail&acknowledge=1",
    ),
    "an old robot": ((GET, "TRACE", "PUT", "DELETE", "PATCH"), {"Accept": "text/html;level=1", "DNT": "1"}, ""),
}  # fmt: skip


def test_there_are_twelve():
    assert len(PROFILES) == 12


def test_a_machine_that_opens_the_links_changes_nothing_and_a_person_still_can(night: World):
    sent = night.carol.reports("crm")
    text, mail = night.dana.phone.receives_text("CRM down"), night.dana.mailbox.receives("EMERGENCY")
    before = memory(night)

    for name, (methods, headers, query) in PROFILES.items():
        machine = night.app.test_client()
        for link in (text.link, mail.link.partition("?")[0], sent.url):
            path = "/" + link.removeprefix(night.desk.settings.public_url).lstrip("/")
            for method in methods:
                for inner in ("", "/acknowledgement", "/pass", "/resolution", "/handover", "/updates"):
                    machine.open(path + inner + query, method=method, headers=headers)
        assert memory(night) == before, name

    night.passes(minutes=5)
    assert night.eve.phone.receives_text("STILL OPEN"), "the steps go on"
    assert text.opens_link().presses("Acknowledge").headline.startswith("You have ")


def test_no_page_of_a_link_presses_by_itself(night: World):
    """No script but our own two, no automatic form, no page that goes elsewhere by itself."""
    sent = night.carol.reports("crm")
    pages = [night.dana.phone.all()[0].opens_link().page, sent.page()]

    for page in pages:
        assert page is not None
        assert "http-equiv" not in page.html
        assert "autofocus" not in page.html
        assert "Refresh" not in page.headers


def test_heads_and_gets_say_the_same(night: World):
    sent = night.carol.reports("crm")
    client = night.app.test_client()

    for path in (sent.url, "/", "/report", "/manage/sign-in", "/healthz", "/readyz", "/reports/" + "A" * 22):
        get, head = client.get(path), client.head(path)
        assert head.status_code == get.status_code, path
        assert head.data == b""

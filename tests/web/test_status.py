"""Known trouble: on the home page, on the status page for everybody, as JSON, and as a feed."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.world import World
from tests.world.browser import Browser

ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = "The database is full. We are making room."


def published(world: World, words: str = WORDS) -> tuple[Browser, str]:
    """Dana has Carol's incident, and everybody reads of it."""
    world.at("Saturday 02:10")
    report = world.carol.reports("crm", "Secret <b>error</b> of ours")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    browser.presses("Put it on the status page", words=words)
    world.passes(seconds=10)
    return browser, report.reference


def test_without_trouble_every_service_is_working(world: World):
    world.at("Saturday 02:10")

    page = world.carol.browser().open("/status")

    assert page.headline == "We know of no trouble"
    assert page.text.count("Working") == len(world.desk.policy.services)


def test_what_is_published_stands_on_the_home_page_and_the_status_page(each_world: World):
    _, reference = published(each_world)
    browser = each_world.nadia.browser()

    for path in ("/", "/status"):
        page = browser.open(path)
        assert page.shows("We know: Prospect 365 CRM is in trouble since 2:10am")
        assert page.shows(f"An engineer is on it. {WORDS}")
        for secret in (reference, "Secret", "Acme", "Carol", "Dana"):
            assert secret not in page.html, secret


def test_whoever_is_affected_too_joins_with_a_reference_of_their_own(world: World):
    _, reference = published(world)
    browser = world.nadia.browser()

    browser.open(browser.open("/").link("Tell us that you are affected"))
    browser.presses("Continue")
    page = browser.presses("Send", **world.nadia.details())

    assert page.shows("An engineer is on it")
    own = page.text.split("reference ")[1][:5]
    assert own != reference
    assert world.incident(own).lead_id == world.incident(reference).id


def test_what_nobody_published_nobody_reads(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(seconds=10)

    assert world.carol.browser().open("/status").headline == "We know of no trouble"


def test_what_is_fixed_is_told_for_thirty_days(world: World):
    browser, _ = published(world)
    browser.presses("It's fixed", words="for the customer alone")
    world.passes(seconds=10)

    page = world.nadia.browser().open("/status")
    assert page.headline == "We know of no trouble"
    assert page.shows("Fixed in the last 30 days")
    assert not page.shows("for the customer alone")

    world.sleeps(hours=31 * 24)
    assert not world.nadia.browser().open("/status").shows("Fixed in the last 30 days")


def test_it_is_taken_off_again(world: World):
    browser, reference = published(world)

    browser.presses("Take it off the status page")
    world.passes(seconds=10)

    assert world.nadia.browser().open("/status").headline == "We know of no trouble"
    assert [kind for kind in world.kinds(reference) if "publish" in kind or kind == "withdrawn"] == [
        "published",
        "withdrawn",
    ]


def test_programs_read_the_same(world: World):
    published(world)
    answer = world.app.test_client().get("/status.json")

    found = answer.get_json()
    assert {one["slug"]: one["status"] for one in found["services"]}["crm"] == "trouble"
    assert found["incidents"][0]["text"] == f"An engineer is on it. {WORDS}"
    assert found["incidents"][0]["since"] == "2026-11-21T02:10:00Z"
    assert found["incidents"][0]["resolved_at"] is None


def test_the_feed_is_atom_and_its_entries_keep_their_ids(world: World):
    browser, _ = published(world, "A & B < C")
    first = feed(world)
    browser.presses("It's fixed")
    world.passes(seconds=10)
    second = feed(world)

    (entry,), (later,) = first.findall(f"{ATOM}entry"), second.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}content") == "An engineer is on it. A & B < C"
    assert entry.findtext(f"{ATOM}title") == "Prospect 365 CRM: trouble"
    assert later.findtext(f"{ATOM}title") == "Prospect 365 CRM: fixed"
    assert entry.findtext(f"{ATOM}id") == later.findtext(f"{ATOM}id")
    assert entry.findtext(f"{ATOM}updated") < later.findtext(f"{ATOM}updated")
    for name in ("id", "title", "updated", "author"):
        assert first.find(f"{ATOM}{name}") is not None, name


def test_a_crowd_asks_a_cache_and_no_cookie_is_set(world: World):
    client = world.app.test_client()

    for path in ("/status", "/status.json", "/status.atom"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=30"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304, path


def test_the_desk_publishes_too_and_never_what_nobody_has(world: World):
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.mo.signs_in()
    page = browser.open(f"/manage/incidents/{report.reference}")
    assert not page.shows("Put it on the status page")

    browser.presses("Acknowledge")
    browser.presses("Put it on the status page", words=WORDS)
    world.passes(seconds=10)

    assert world.nadia.browser().open("/status").shows(WORDS)


def test_one_service_in_trouble_leaves_the_others_working(world: World):
    published(world)

    found = world.nadia.browser().open("/status")

    assert found.text.count("Trouble since") == 1
    assert found.text.count("Working") == len(world.desk.policy.services) - 1


def feed(world: World) -> ElementTree.Element:
    """The feed as a reader takes it."""
    answer = world.app.test_client().get("/status.atom")
    assert answer.mimetype == "application/atom+xml"
    return ElementTree.fromstring(answer.data)

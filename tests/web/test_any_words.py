"""Whatever anybody types: never a fault of ours, never lost, never run by a browser, never in a text message."""

import xml.etree.ElementTree as ET
from urllib.parse import quote, urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.web.seen import PAGE_2, filled, kept
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

POLYGLOTS = [
    "<script>alert(1)</script>",
    '"><script src=//evil.example/x.js></script>',
    "'\"><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
    "</title><body onload=alert(1)>",
    "javascript:alert(1)//",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/"
    "--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
    "{{ 7*7 }}${7*7}{% debug %}<%= 7*7 %>",
    '" autofocus onfocus=alert(1) x="',
    "<a href='javascript:alert(1)'>x</a><base href=//evil.example>",
    "]]><!--<math><mtext></form><form action=//evil.example>",
]
OURS = {"/static/send.js", "/static/track.js", "/static/tonight.js", "/static/incident.js"}
FOREIGN = {"iframe", "object", "embed", "svg", "math", "base", "img", "video", "audio", "applet", "frame", "style"}


def is_harmless(html: str) -> bool:
    """Read as a browser reads it: no script but ours, no handler, no frame, no link that runs or leads elsewhere."""
    root: ET.Element = html5lib.parse(html, namespaceHTMLElements=False)
    for element in root.iter():
        tag = element.tag if isinstance(element.tag, str) else "comment"
        assert tag not in FOREIGN, tag
        if tag == "script":
            assert (element.get("src") or "").partition("?")[0] in OURS
            assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), f"{tag} {name}"
            assert name.lower() not in ("style", "srcdoc"), f"{tag} {name}"
            assert name.lower() != "autofocus" or element.get("id") == "problems", f"{tag} {name}"
            if name.lower() in ("href", "src", "action", "formaction"):
                assert not value.lower().lstrip().startswith(("javascript:", "data:", "//")), f"{tag} {value}"
                assert "evil" not in urlsplit(value).netloc
    return True


def ready(world: World) -> Browser:
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    return browser


def together(longest: int = 190) -> list[str]:
    """The polyglots, several to a field as far as a company's name has room."""
    packed = [""]
    for words in POLYGLOTS:
        if len(packed[-1]) + len(words) >= longest:
            packed.append("")
        packed[-1] = f"{packed[-1]} {words}".strip()
    return packed


@pytest.mark.parametrize("words", together())
def test_no_screen_runs_what_was_typed_into_any_field(night: World, words: str):
    browser = ready(night)
    typed = dict.fromkeys(("errors", "company", "name", "started_at"), words) | {"phone": f"{words[:40]} 07700 900982"}

    wrong = browser.presses("Send", **(PAGE_2 | typed | {"email": words}))
    assert wrong.status == 422
    assert filled(wrong.form("Send"))["company"] == [words], "kept to the letter"
    sent = browser.presses("Send", **(PAGE_2 | typed | {"email": "carol@acme.example"}))
    assert sent.status == 200
    browser.presses("Add this", words=words)
    night.settles()
    engineer = night.dana.phone.all()[0].opens_link()
    before = engineer.page
    after = engineer.presses("Acknowledge")
    engineer.presses("Add the note", words=words)
    engineer.presses("Reply to the customer", words=words)
    fixed = engineer.presses("It's fixed", words=words)
    night.settles()
    refused = night.carol.browser()
    refused.open("/report")
    refused.presses("Continue", services="other", affected="everyone")
    handed = refused.presses("Pass it", company=words, name=words, errors=words)
    mo = night.mo.signs_in()
    reference = kept(night, "incidents")[0]["reference"]
    desk = mo.open(f"/manage/incidents/{reference}")
    log = mo.open(f"/manage/?search={quote(words)}")

    pages = [wrong, sent, before, after, fixed, handed, desk, log, browser.open(sent.url)]
    pages += [mo.open("/demo/phones"), mo.open(f"/manage/sign-in?next={quote(words)}")]
    for page in pages:
        assert isinstance(page, Page)
        assert is_harmless(page.html), page.url
    for page in (sent, after, desk):
        assert page.shows(" ".join(words.split())), "shown as it was typed"
    texts = [night.words_of(delivery) for delivery in night.deliveries() if delivery.medium == "sms"]
    assert texts
    assert not [text for text in texts if words[:12] in text], "no customer's words in a text message"


def test_the_check_finds_a_script():
    for words in POLYGLOTS[:6]:
        with pytest.raises(AssertionError):
            is_harmless(f"<!doctype html><title>x</title><p>{words}</p><textarea>{words}</textarea>")


anything = st.text(max_size=300)
a_few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def token_of(client: FlaskClient, origin: str) -> str:
    return client.get("/report", base_url=origin).text.partition('name="csrf_token" value="')[2].partition('"')[0]


@a_few
@given(
    fields=st.fixed_dictionaries(
        dict.fromkeys((*PAGE_2, "intent"), anything)
        | {"services": st.lists(st.one_of(st.sampled_from(["crm", "other", "version-6"]), anything), max_size=4)},
        optional={"affected": st.one_of(st.sampled_from(["everyone", "some"]), anything), "extra": anything},
    ),
    path=st.sampled_from(["/report", "/reports"]),
)
def test_any_words_in_any_field_are_never_a_fault(night: World, fields: dict[str, str | list[str]], path: str):
    client, origin = night.carol.browser()._client, night.desk.settings.public_url

    data = MultiDict(fields | {"csrf_token": token_of(client, origin)})
    answer = client.post(path, data=data, base_url=origin, follow_redirects=True)

    assert answer.status_code in (200, 422, 429)
    assert is_harmless(answer.text)


@a_few
@given(company=anything, name=anything, errors=anything, phone=st.text("0123456789+() x", max_size=60))
def test_any_words_that_are_accepted_are_kept_paged_and_mailed(
    night: World, company: str, name: str, errors: str, phone: str
):
    client, origin = night.carol.browser()._client, night.desk.settings.public_url

    typed = {"company": company[:200], "name": name[:200], "errors": errors, "phone": phone}
    known = {"services": "crm", "affected": "everyone", "started": "unsure", "started_at": errors[:200]}
    data = PAGE_2 | typed | known | {"csrf_token": token_of(client, origin)}
    answer = client.post("/reports", data=data, base_url=origin)
    night.settles()

    assert answer.status_code in (303, 422)
    assert {row["state"] for row in kept(night, "deliveries")} <= {"sent"}


RAW = [
    b"services=crm&affected=everyone&company=%FF%FE&name=%C0%80&errors=%ED%A0%80&started=now&phone=07700900982",
    b"services=crm&affected=everyone&company=a%00b&name=%00%00&errors=%00&started=now&email=%00@x.example",
    b"services=crm&affected=everyone&company=\xff\xfe&name=\x00&errors=x&started=now&phone=07700900982",
    b"services=crm&services=crm&affected=everyone&affected=some&company=x&company=y&name=z&errors=e&started=now"
    b"&phone=07700900982",
    b"services=crm\x00&affected=everyone\x00&company=x&name=z&errors=e&started=now\x00&started_at=\x00&phone=07700900982",
    b"=&&&=&%&%%&company",
    b"",
    "services=crm&affected=everyone&company=٣&name=z&errors=e&started=at&started_at=٢:١٠&phone=٠٧٧٠٠".encode(),
    b"services=crm&affected=everyone&company=x&name=z&errors=e&started=at&started_at=99/99/9999 99:99&phone=077009",
    b"services=crm&affected=everyone&company=x&name=z&errors=e&started=at&started_at=0000-00-00T00:00&phone=077009",
    b"services=crm&affected=everyone&company=x&name=z&errors=e&started=at&started_at=29 feb 2:10&phone=07700900982",
]


def test_no_bytes_are_a_fault_on_either_engine(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    client = world.carol.browser()._client
    origin = world.desk.settings.public_url
    token = dict(world.carol.browser().open("/report").form("Continue").fields)
    page = client.get("/report", base_url=origin)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    for path in (
        "/report",
        "/reports",
        "/manage/sign-in",
        "/reports/" + "A" * 22 + "/updates",
        "/hooks/sendgrid/events",
    ):
        for raw in RAW:
            kind = "application/x-www-form-urlencoded"
            body = raw + b"&csrf_token=" + token.encode() + b"&email=%00%FF&password=%00"
            answer = client.post(path, data=body, content_type=kind, base_url=origin)
            assert answer.status_code < 500, (path, raw)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain", "x"):
        assert client.post("/reports", data=b"--x\r\nnonsense", content_type=kind, base_url=origin).status_code < 500
    world.settles()
    assert {row["state"] for row in kept(world, "deliveries")} <= {"sent"}


QUERIES = [
    "search=%00", "search=%FF", "search=%25_%5C", "before=%00", "before=2026-01-01T00:00:00Z+%00",
    "before=9999-12-31T23:59Z+x", "before=0001-01-01T00:00%2B14:00+x", "status=%F0%9F", "when=%00", "service=%00",
    "month=%00", "month=9999-12", "month=0001-01", "month=2026-11&month=x",
    "service=crm", "service=sites&status=open&when=night&verdict=accepted",
]  # fmt: skip


def test_no_filter_of_the_log_is_a_fault_on_either_engine(each_world: World):
    mo = each_world.mo.signs_in()

    for query in QUERIES:
        for path in ("/manage/", "/manage/log.csv", "/manage/incidents/%00", "/manage/rota", "/manage/maintenance",
                     "/manage/maintenance/%00", "/manage/availability", "/manage/downtime.csv"):  # fmt: skip
            answer = mo._client.get(f"{path}?{query}", base_url=each_world.desk.settings.public_url)
            assert answer.status_code in (200, 404, 422), (path, query)


@pytest.mark.parametrize("path", ["customers", "maintenance", "policies", "incidents"])
def test_an_address_of_nothing_is_no_page_on_either_engine(each_world: World, path: str) -> None:
    browser = each_world.mo.signs_in()

    assert browser.open(f"/manage/{path}/%00").status == 404
    assert browser.open(f"/manage/{path}/{'%FF' * 8}").status == 404

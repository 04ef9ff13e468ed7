"""No address of ours leads elsewhere: whatever a `next` says, who signs in ends up in the portal."""

from urllib.parse import quote, urlsplit

import pytest

from app.demo import PASSWORD
from app.web.security import local_path
from tests.web.seen import PAGE_2
from tests.world import World

ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "///evil.example", "/\t/evil.example",
    "/\n//evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)", "data:text/html,x",
    " //evil.example", "\t//evil.example", "evil.example", "@evil.example", ".evil.example", "http:/evil.example",
    "/%09/evil.example\r\nLocation: //evil.example", "", "https://127.0.0.1@evil.example", "\x00//evil.example",
)  # fmt: skip
ENCODED = (
    "/%2fevil.example", "/%5cevil.example", "/%2f%2fevil.example", "%2f%2fevil.example", "/%252fevil.example",
    "/manage/../../evil.example", "/.//evil.example", "/manage?next=//evil.example", "/;@evil.example",
)  # fmt: skip
NOWHERE = ("//evil.example/x", "/\\evil.example", "https://evil.example")


def stays(location: str | None) -> bool:
    """A browser that follows it stays at the portal."""
    parts = urlsplit((location or "/").replace("\\", "/"))
    is_ours = not parts.netloc or parts.netloc.startswith(("localhost", "127.0.0.1"))
    return is_ours and parts.scheme in ("", "http") and not parts.path.startswith("//")


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_what_leads_elsewhere_is_no_path_of_ours(wanted: str):
    assert local_path(wanted) is None


@pytest.mark.parametrize("wanted", ENCODED)
def test_what_is_encoded_is_a_path_of_ours_or_none(wanted: str):
    assert local_path(wanted) is None or stays(local_path(wanted))


@pytest.mark.parametrize("path", ["/manage", "/manage/customers?search=a%20b", "/manage/incidents/K7Q4M"])
def test_a_path_of_ours_is_kept(path: str):
    assert local_path(path) == path


@pytest.mark.parametrize("wanted", [*ELSEWHERE, *ENCODED, *map(quote, ELSEWHERE)])
def test_whoever_signs_in_stays(night: World, wanted: str):
    client = night.app.test_client()

    asked = client.get("/manage/sign-in", query_string={"next": wanted})
    field = asked.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": field, "email": "mo@example.com", "password": PASSWORD, "next": wanted}
    answer = client.post("/manage/sign-in", data=form)

    assert answer.status_code == 303
    assert stays(answer.headers["Location"]), answer.headers["Location"]
    assert "evil.example" not in urlsplit(answer.headers["Location"]).netloc


@pytest.mark.parametrize("wanted", NOWHERE)
def test_no_answer_to_any_form_goes_where_a_next_says(night: World, wanted: str):
    browser = night.carol.browser()
    names = ("next", "url", "return", "return_to", "redirect", "continue", "back", "Referer")
    browser.open("/report?" + "&".join(f"{name}={quote(wanted)}" for name in names))
    browser.presses("Continue", services="crm", affected="everyone", **dict.fromkeys(names, wanted))

    page = browser.presses("Send", **(PAGE_2 | dict.fromkeys(names, wanted)))

    assert page.url.startswith("/reports/")
    assert "evil.example" not in page.html

"""A page as a browser without JavaScript sees it, checked as HTML each time one is fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import html5lib

VOID_LABELS = ("hidden", "submit", "button")


@dataclass(kw_only=True)
class Form:
    """A form with its fields as they stand."""

    action: str
    method: str
    fields: list[tuple[str, str]]
    buttons: list[tuple[str, str, str]]


@dataclass(kw_only=True)
class Page:
    """One answer of the portal. `text` is what a person can read."""

    status: int
    url: str
    html: str
    headers: dict[str, str]
    text: str = field(init=False)
    title: str = field(init=False)
    headline: str = field(init=False)
    forms: list[Form] = field(init=False)
    links: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.html)
        check(root, self.url)
        self.title = _words(root.find(".//title"))
        self.headline = _words(root.find(".//h1"))
        self.text = _words(root.find("body"))
        self.links = [(link.get("href") or "", _words(link)) for link in root.iter("a")]
        self.forms = [_form(form) for form in root.iter("form")]

    def shows(self, words: str) -> bool:
        """Whether a person can read these words on it."""
        return " ".join(words.split()) in self.text

    def link(self, words: str) -> str:
        """Where the link that says this leads."""
        found = [href for href, said in self.links if said == words]
        assert found, f"no link {words!r} on {self.url}: {self.links}"
        return found[0]

    def form(self, button: str) -> Form:
        """The form that has this button."""
        found = [form for form in self.forms if any(button in words for words, _, _ in form.buttons)]
        assert found, f"no button {button!r} on {self.url}: {[b[0] for f in self.forms for b in f.buttons]}"
        return found[0]


def check(root: Element, url: str) -> None:
    """A language, a title, one h1, unique ids, and a label for every field."""
    assert root.get("lang"), f"{url}: no language"
    assert _words(root.find(".//title")), f"{url}: no title"
    assert len(list(root.iter("h1"))) == 1, f"{url}: {len(list(root.iter('h1')))} first headings"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"{url}: ids twice: {sorted({one for one in ids if ids.count(one) > 1})}"
    labelled = {label.get("for") for label in root.iter("label")}
    for kind in ("input", "select", "textarea"):
        for element in root.iter(kind):
            named = element.get("id") in labelled or element.get("aria-label") or element.get("type") in VOID_LABELS
            assert named, f"{url}: no label for {element.get('name')}"
    for element in root.iter():
        for reference in (element.get("aria-describedby") or "").split():
            assert reference in ids, f"{url}: described by {reference}, which is not there"


def _form(form: Element) -> Form:
    fields: list[tuple[str, str]] = []
    buttons: list[tuple[str, str, str]] = []
    for element in form.iter():
        name, value, kind = element.get("name") or "", element.get("value") or "", element.get("type") or "text"
        if element.tag == "button":
            buttons.append((_words(element), name, value))
        elif element.tag == "textarea" and name:
            fields.append((name, (element.text or "").removeprefix("\n")))
        elif element.tag == "select" and name:
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            options = chosen or list(element.iter("option"))[:1]
            fields.extend((name, option.get("value") or "") for option in options)
        elif (
            element.tag == "input"
            and name
            and (kind not in ("checkbox", "radio") or element.get("checked") is not None)
        ):
            fields.append((name, value))
    return Form(
        action=form.get("action") or "", method=(form.get("method") or "get").lower(), fields=fields, buttons=buttons
    )


def _words(element: Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())

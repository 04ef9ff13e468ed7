"""The sweep: what is wrong with a page for somebody who reads it otherwise than we do; nothing, if all is well."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import LOOKS, NARROWEST, PHONE

AXE = Axe()
IS_WIDE = "document.documentElement.scrollWidth > innerWidth"
TARGET = 48

# What a page is made of: said once for machines, and again for whoever cannot see it.
MADE_OF = """() => {
  const found = [], all = (what) => [...document.querySelectorAll(what)];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const name = (one) => one.id || one.name || one.textContent.trim().slice(0, 40);
  if (!document.documentElement.lang) found.push("no language");
  if (all("h1").filter(seen).length !== 1) found.push("not one h1");
  if (!document.title.trim()) found.push("no title");
  const summary = document.getElementById("problems"), isWrong = all("#problems, .error").some(seen);
  if (isWrong !== document.title.startsWith("Error: ")) found.push("the title does not say whether there is an error");
  if (summary && document.activeElement !== summary) found.push("the summary has no focus");
  all("#problems a").forEach((link) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) found.push(`the summary leads nowhere: ${link.hash}`);
  });
  if (document.querySelector("fieldset:not(:has(> legend))")) found.push("a fieldset has no legend");
  all("[type=radio], [type=checkbox]").forEach((box) => {
    const alone = all(`[name="${box.name}"]`).length === 1;
    if (!alone && !box.closest("fieldset")) found.push(`no fieldset around ${name(box)}`);
  });
  all(".wrong").forEach((field) => {
    const control = field.matches("fieldset") ? field : field.querySelector("input, textarea, select");
    const said = (control.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
    if (control.getAttribute("aria-invalid") !== "true") found.push(`not said to be invalid: ${name(control)}`);
    if (!said.some((one) => one?.matches(".error"))) found.push(`its error does not describe ${name(control)}`);
  });
  const isLive = document.querySelector("script[src*='track.js']") && document.querySelector("[data-live]");
  if (isLive && !document.querySelector("[role=status]")) found.push("what changes is not read aloud");
  const pressed = "button, .button, select, textarea, .choice label, input:not([type=radio], [type=checkbox])";
  all(`main :is(${pressed})`).filter(seen).forEach((one) => {
    if (one.getBoundingClientRect().height < TARGET - .5) found.push(`too low for a thumb: ${name(one)}`);
  });
  return found;
}""".replace("TARGET", str(TARGET))

# Where colours are the system's: what can be pressed or typed into has an edge.
EDGES = """() => [...document.querySelectorAll("button, .button, input, textarea, select")].flatMap((one) => {
  if (!one.checkVisibility() || one.closest(".hidden")) return [];
  if (one.matches("[type=checkbox], [type=radio]") && !one.matches(".choice input")) return [];  // drawn by it
  const edged = one.matches(".choice input") ? one.nextElementSibling : one;
  const { borderTopWidth, borderTopStyle } = getComputedStyle(edged);
  return parseFloat(borderTopWidth) && borderTopStyle !== "none" ? [] : [one.id || one.textContent.trim()];
})"""

# What has the focus now, and whether that can be seen.
FOCUS = """() => {
  const one = document.activeElement, seen = one.matches(".choice input") ? one.nextElementSibling : one;
  const { outlineStyle, outlineWidth } = getComputedStyle(seen);
  if (one === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) > 1)) return "";
  return one.id || one.textContent.trim();
}"""

# In which order Tab goes: from the top down, and along a line from the left.
ORDER = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip"));
  const shown = (one) => one.matches(".choice input") ? one.nextElementSibling : one;
  const places = stops.map((one) => shown(one).getBoundingClientRect());
  return stops.filter((one, at) => one.tabIndex > 0 || (at && places[at].bottom <= places[at - 1].top))
    .map((one) => one.id || one.textContent.trim());
}"""


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with a page as it stands, each with the name of its state."""
    return [f"{name}: {fault}" for fault in (*_made(page), *_axe(page), *_widths(page), *_forced(page))]


def _made(page: Page) -> Iterator[str]:
    page.wait_for_load_state()
    yield from page.evaluate(MADE_OF)
    yield from (f"out of order: {one}" for one in page.evaluate(ORDER) if "/report" in page.url)


def _axe(page: Page) -> Iterator[str]:
    for scheme, options in LOOKS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for fault in AXE.run(page, options={"resultTypes": ["violations"], **options}).response["violations"]:
            yield f"{scheme}: {fault['id']}: {[node['html'] for node in fault['nodes']]}"
    page.emulate_media(color_scheme="light")


def _widths(page: Page) -> Iterator[str]:
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    if page.evaluate(IS_WIDE):
        yield "has to be scrolled sideways at 320 pixels"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if page.evaluate(IS_WIDE):
        yield "has to be scrolled sideways at 320 pixels with text twice as large"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def _forced(page: Page) -> Iterator[str]:
    page.emulate_media(forced_colors="active")
    yield from (f"no edge in forced colours: {one}" for one in page.evaluate(EDGES))
    for _ in range(3):
        page.keyboard.press("Tab")
        if unseen := page.evaluate(FOCUS):
            yield f"the focus cannot be seen in forced colours: {unseen}"
    page.emulate_media(forced_colors="none")

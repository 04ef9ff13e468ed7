// Brings the page of an open incident up to date: what has happened, and never what somebody types. So does Refresh.
const EVERY = 15000;
const live = document.getElementById("live");

async function look() {
  let isOpen = true;
  if (document.visibilityState === "visible") {
    try {
      const options = { cache: "no-store", redirect: "error", headers: { "X-Live": "1" } };
      const answer = await fetch(live.dataset.from, options);
      if (answer.ok) isOpen = change(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // the network is away: look again
    }
  }
  if (isOpen) setTimeout(look, EVERY);
}

// Puts in the parts that have changed, but for one that somebody stands in. Returns whether it is still open.
function change(fresh) {
  const was = newest(), now = fresh.getElementById("live");
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = fresh.querySelector(`[data-part=${part.dataset.part}]`);
    if (!other || other.textContent === part.textContent || part.contains(document.activeElement)) continue;
    for (const opened of part.querySelectorAll("details[open][id]")) other.querySelector(`[id="${opened.id}"]`)?.setAttribute("open", "");
    part.replaceChildren(...document.adoptNode(other).childNodes);
  }
  document.getElementById("stale").hidden = now?.dataset.acts === live.dataset.acts;
  if (newest() !== was) document.getElementById("said").textContent = newest();
  return now !== null;
}

// What is read aloud, and only when it has changed: how it stands, and the latest event.
function newest() {
  return [".strip .status", "[data-part=timeline] .newest span"].map((place) => document.querySelector(place)?.textContent).join(". ");
}

setTimeout(look, EVERY);

// Fetches the page anew and puts in what has changed. Without it the Refresh link does the same.
const EVERY = 4000;
let failures = 0;

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      failures = answer.ok ? 0 : failures + 1;
      if (answer.ok) change(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      failures += 1; // the network is away: look again
    }
    document.getElementById("away").hidden = failures < 3;
  }
  setTimeout(look, EVERY);
}

function change(fresh) {
  const was = newest(document), typed = document.querySelector("textarea")?.value;
  const regions = document.querySelectorAll("[data-live]");
  fresh.querySelectorAll("[data-live]").forEach((region, place) => {
    if (print(regions[place]) === print(region)) return;
    region.querySelectorAll("details").forEach((one) => { one.open = !!regions[place].querySelector("details[open]"); });
    regions[place].replaceWith(document.adoptNode(region));
  });
  const area = document.querySelector("textarea");
  if (area && typed && !area.value) area.value = typed;
  document.title = fresh.title;
  if (newest(document) !== was) document.getElementById("said").textContent = newest(document);
}

// What is read aloud, and only when it has changed: the headline and the latest step.
function newest(page) {
  return ["h1", ".newest span"].map((place) => page.querySelector(place)?.textContent).join(". ");
}

// A region with forms changes only with what can be done there: what somebody is typing stays.
function print(region) {
  return region.dataset.state ?? region.textContent;
}

setTimeout(look, EVERY);

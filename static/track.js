// Fetches the page anew and puts in what has changed. Without it the Refresh link does the same.
const EVERY = 4000;

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) change(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* the network is away: look again */ }
  }
  setTimeout(look, EVERY);
}

function change(fresh) {
  const was = document.querySelector("h1").textContent;
  const regions = document.querySelectorAll("[data-live]");
  fresh.querySelectorAll("[data-live]").forEach((region, place) => {
    if (differs(regions[place], region)) regions[place].replaceWith(document.adoptNode(region));
  });
  const headline = document.querySelector("h1").textContent;
  if (headline !== was) {
    document.title = fresh.title;
    document.getElementById("said").textContent = headline;
  }
}

// A region with forms changes only with the state: what somebody is typing stays.
function differs(here, fresh) {
  return "state" in fresh.dataset ? here.dataset.state !== fresh.dataset.state : here.innerHTML !== fresh.innerHTML;
}

setTimeout(look, EVERY);

// Fetches the line about tonight anew, and puts it in if it has changed. Without it the Refresh link does the same.
const EVERY = 15000;
const line = document.getElementById("tonight");

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch("/manage/tonight", { cache: "no-store", redirect: "error" });
      if (answer.ok) change(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // the network is away: look again
    }
  }
  setTimeout(look, EVERY);
}

// What is open is read aloud when it changes; the dispatcher's seconds are not.
function change(fresh) {
  for (const part of line.querySelectorAll("[data-part]")) {
    const other = fresh.querySelector(`[data-part=${part.dataset.part}]`);
    if (other && other.textContent !== part.textContent) part.replaceChildren(...document.adoptNode(other).childNodes);
  }
}

setTimeout(look, EVERY);

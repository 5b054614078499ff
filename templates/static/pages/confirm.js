// Asks whether the payment has arrived, and shows the page again when it has.

const waiting = document.querySelector("[data-confirm]");
const PAUSE = 1500;
const PATIENCE = 60_000;
const started = Date.now();

async function ask() {
  try {
    const reply = await fetch(waiting.dataset.confirm, { headers: { accept: "application/json" } });
    if (reply.ok && ["paid", "received", "under_way"].includes((await reply.json()).state)) {
      location.replace(waiting.dataset.after);
      return;
    }
  } catch {
    // Off line for a moment: ask again.
  }
  if (Date.now() - started > PATIENCE) {
    document.querySelector("[data-slow]").hidden = false;
    setTimeout(ask, PAUSE * 10);
  } else {
    setTimeout(ask, PAUSE);
  }
}

if (waiting) setTimeout(ask, PAUSE);

// Asks whether the payment has arrived, and shows the page again when it has. Who has logged in hears of it at once.

const waiting = document.querySelector("[data-confirm]");
const PAUSE = 1500;
const PATIENCE = 60_000;
const started = Date.now();
let next;

async function ask() {
  clearTimeout(next);
  try {
    const reply = await fetch(waiting.dataset.confirm, { headers: { accept: "application/json" } });
    if (reply.ok && ["paid", "received", "under_way"].includes((await reply.json()).state)) {
      location.replace(waiting.dataset.after);
      return;
    }
  } catch {
    // Off line for a moment: ask again.
  }
  clearTimeout(next);
  if (Date.now() - started > PATIENCE) {
    document.querySelector("[data-slow]").hidden = false;
    next = setTimeout(ask, PAUSE * 10);
  } else {
    next = setTimeout(ask, PAUSE);
  }
}

function listen() {
  const given = document.getElementById("live");
  if (!given) return;
  const { channels, since, order } = JSON.parse(given.textContent);
  BidangilLive.listen({
    channels,
    since,
    on({ type, data }) {
      if (type === "money" && data.order === order) ask();
    },
    onReset: ask,
  });
}

if (waiting) {
  next = setTimeout(ask, PAUSE);
  listen();
}

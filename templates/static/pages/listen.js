// The page listens to its order and takes over what has changed. Without this file it stands as it was loaded.

(() => {
  const showCopiers = () => {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  };
  showCopiers();
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 1_800);
  });

  const given = document.getElementById("live");
  if (!given) return;
  const { channels, since, order, address, words } = JSON.parse(given.textContent);
  const root = document.querySelector("[data-live-root]");
  const light = document.querySelector("[data-live-light]");
  const says = new BidangilLive.Says(document.querySelector("[data-live-says]"), words);
  // A server that starts anew is back before anybody need know.
  const PATIENCE = 1_500;
  let news = [];
  let patience;
  // Nothing will move any more: the parcels have arrived, or the order has ended.
  const isStill = () => root?.hasAttribute("data-live-still");

  function swapped(elements) {
    says.tell(news, elements);
    news = [];
    showCopiers();
    if (isStill()) {
      stream.close();
      light.hidden = true;
    }
  }

  /* A fragment with something typed in it waits, and says so. */
  function held(fragment, next) {
    const note = fragment.previousElementSibling?.matches("[data-live-held]") ? fragment.previousElementSibling : null;
    if (!next) note?.remove();
    if (!next || note) return;
    const added = document.createElement("p");
    added.className = "note warning";
    added.dataset.liveHeld = "";
    added.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = words.show;
    button.addEventListener("click", () => page.take());
    added.append(words.held, " ", button);
    fragment.before(added);
  }

  function gone() {
    stream.close();
    light.hidden = true;
    const notice = document.querySelector("[data-live-gone]");
    if (!notice) return;
    notice.hidden = false;
    root.hidden = true;
  }

  const isKnown = ({ type, data }) =>
    type === "order" && data.deed !== "renew_link" && data.seq <= Number(root.dataset.orderSeq);

  const page = new BidangilLive.Page({ address, onSwap: swapped, onHeld: held, onGone: gone });

  const stream = BidangilLive.listen({
    channels,
    since,
    on(event) {
      if (event.data.order !== order || isKnown(event)) return;
      news.push(event);
      page.look();
    },
    onReset: () => page.look(),
    onState(state, reason) {
      clearTimeout(patience);
      const show = () => (light.hidden = state !== "live" || isStill());
      if (state === "reconnecting") patience = setTimeout(show, PATIENCE);
      else show();
      if (state === "live") page.catchUp();
      if (reason === "revoked") gone();
      // The page itself knows best whether it is still there.
      if (reason === "refused") page.look();
    },
  });
})();

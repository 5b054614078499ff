// What we wrote counts as read once it has stood on the screen. Without this file a button says so.

(() => {
  const LOOKED_AT = 1_200;
  const thread = document.querySelector("[data-thread]");
  if (!thread) return;
  let timer;
  let isSeen = false;

  async function markRead() {
    const form = thread.querySelector("[data-mark-read]");
    if (!form || !isSeen || document.hidden) return;
    // The page's own script then takes over the thread as it is: the button goes.
    await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Live": "1" } });
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(markRead, LOOKED_AT);
  };

  new IntersectionObserver(([entry]) => {
    isSeen = entry.isIntersecting;
    if (isSeen) soon();
  }).observe(thread);
  new MutationObserver(soon).observe(thread, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", soon);

  // One press is enough. The key in the form makes a second one harmless; this only saves the wait.
  const composer = document.querySelector("[data-composer]");
  composer?.addEventListener("submit", (event) => {
    if (composer.dataset.sent) event.preventDefault();
    composer.dataset.sent = "1";
  });
  composer?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) composer.requestSubmit();
  });
  window.addEventListener("pageshow", () => delete composer?.dataset.sent);
})();
